"""Policies to tiers."""

from collections.abc import Iterable, Sequence

from verifier.flow import Protocol
from verifier.model import (
    Action,
    AddressPeer,
    AnyPeer,
    AnyPort,
    InNamespace,
    NamespacesWith,
    Peer,
    PodPeer,
    Policy,
    PolicySet,
    PortInterval,
    PortMatch,
    PortNamed,
    Rule,
    Tier,
    Unmatched,
)
from verifier.normalise.admin import admin_tier
from verifier.normalise.networks import network
from verifier.normalise.selectors import selector
from verifier.resources import (
    AdminPolicy,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
    Node,
)

Rules = tuple[Rule, ...]


def policy_set(
    policies: Iterable[NetworkPolicy],
    admin: Iterable[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> PolicySet:
    """All policies in their tiers, in an order that does not depend on the input's. `nodes` are
    the Node objects; without admin policies there is one tier."""
    ordered = sorted((policy(p) for p in policies), key=lambda p: p.name)
    middle = Tier("network-policy", tuple(ordered), Unmatched.DENY)
    written = tuple(admin)
    if not written:
        return PolicySet((middle,))
    first, last = (admin_tier(name, written, nodes) for name in ("Admin", "Baseline"))
    return PolicySet((first, middle, last))


def policy(written: NetworkPolicy) -> Policy:
    """One NetworkPolicy with its policyTypes made explicit (NP-10 to NP-15)."""
    spec = written.spec
    types = effective_policy_types(spec.policy_types, spec.egress)
    return Policy(
        name=written.text,
        namespaces=InNamespace(written.namespace),
        pods=selector(spec.pod_selector),
        ingress=rules(spec.ingress, written.namespace) if "Ingress" in types else None,
        egress=rules(spec.egress, written.namespace) if "Egress" in types else None,
        location=written.location,
    )


def effective_policy_types(
    written: tuple[str, ...] | None, egress: tuple[NetworkPolicyRule, ...] | None
) -> tuple[str, ...]:
    """Without any policyTypes: Ingress, and Egress iff there is at least one egress rule."""
    if written:
        return written
    return ("Ingress", "Egress") if egress else ("Ingress",)


def rules(written: tuple[NetworkPolicyRule, ...] | None, namespace: str) -> Rules:
    """The rules of one direction, none if absent."""
    return tuple(rule(item, namespace) for item in written or ())


def rule(written: NetworkPolicyRule, namespace: str) -> Rule:
    """One rule; no peers means every peer, no ports every port (NP-06)."""
    peers = tuple(peer(item, namespace) for item in written.peers or ())
    ports = tuple(port(item) for item in written.ports or ())
    return Rule(Action.ACCEPT, peers or (AnyPeer(),), ports or (AnyPort(),), written.location)


def peer(written: NetworkPolicyPeer, namespace: str) -> Peer:
    """One peer; pods alone are those of the policy's namespace (NP-30)."""
    if written.ip_block is not None:
        block = written.ip_block
        excepts = tuple(network(item) for item in block.except_ or ())
        return AddressPeer(network(block.cidr), excepts)
    pods = selector(written.pod_selector)
    if written.namespace_selector is None:
        return PodPeer(InNamespace(namespace), pods)
    return PodPeer(NamespacesWith(selector(written.namespace_selector)), pods)


def port(written: NetworkPolicyPort) -> PortMatch:
    """One port; the protocol is TCP unless another is named (NP-40)."""
    protocol = Protocol(written.protocol or "TCP")
    match written.port:
        case None:
            return PortInterval(protocol, 1, 65535)
        case str(name):
            return PortNamed(protocol, name)
        case number:
            return PortInterval(protocol, number, written.end_port or number)
