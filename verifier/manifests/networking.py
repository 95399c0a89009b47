"""Decoding of networking.k8s.io/v1 NetworkPolicy: strict, since a dropped field widens a rule."""

from verifier.manifests.fields import Fields
from verifier.manifests.meta import OBJECT, metadata, selector, strict_metadata
from verifier.resources import (
    IPBlock,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
    NetworkPolicySpec,
)

SPEC = frozenset({"podSelector", "ingress", "egress", "policyTypes"})
PEER = frozenset({"podSelector", "namespaceSelector", "ipBlock"})
IP_BLOCK = frozenset({"cidr", "except"})
PORT = frozenset({"protocol", "port", "endPort"})
RULES = {"from": frozenset({"from", "ports"}), "to": frozenset({"to", "ports"})}


def network_policy(fields: Fields, namespace: str) -> NetworkPolicy:
    """A NetworkPolicy that is applied to `namespace` unless it names another one."""
    fields.only(OBJECT)
    strict_metadata(fields)
    meta = metadata(fields, namespace)
    written = fields.child("spec")
    return NetworkPolicy(
        name=meta.name,
        namespace=meta.namespace,
        spec=NetworkPolicySpec() if written is None else _spec(written),
        location=meta.location,
    )


def _spec(fields: Fields) -> NetworkPolicySpec:
    fields.only(SPEC)
    return NetworkPolicySpec(
        pod_selector=selector(fields, "podSelector"),
        ingress=_rules(fields, "ingress", "from"),
        egress=_rules(fields, "egress", "to"),
        policy_types=fields.texts("policyTypes"),
    )


def _rules(fields: Fields, name: str, peers: str) -> tuple[NetworkPolicyRule, ...] | None:
    rules = fields.children(name)
    return None if rules is None else tuple(_rule(rule, peers) for rule in rules)


def _rule(fields: Fields, name: str) -> NetworkPolicyRule:
    fields.only(RULES[name])
    peers, ports = fields.children(name), fields.children("ports")
    return NetworkPolicyRule(
        peers=None if peers is None else tuple(map(_peer, peers)),
        ports=None if ports is None else tuple(map(_port, ports)),
        location=fields.location,
    )


def _peer(fields: Fields) -> NetworkPolicyPeer:
    fields.only(PEER)
    block = fields.child("ipBlock")
    return NetworkPolicyPeer(
        pod_selector=selector(fields, "podSelector"),
        namespace_selector=selector(fields, "namespaceSelector"),
        ip_block=None if block is None else _ip_block(block),
        location=fields.location,
    )


def _ip_block(fields: Fields) -> IPBlock:
    fields.only(IP_BLOCK)
    return IPBlock(
        cidr=fields.text("cidr") or "", except_=fields.texts("except"), location=fields.location
    )


def _port(fields: Fields) -> NetworkPolicyPort:
    fields.only(PORT)
    return NetworkPolicyPort(
        protocol=fields.text("protocol"),
        port=fields.integer_or_text("port"),
        end_port=fields.integer("endPort"),
        location=fields.location,
    )
