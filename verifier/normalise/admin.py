"""Policies of the Admin and Baseline tiers to those tiers."""

from collections.abc import Iterable, Iterator, Sequence

from verifier.flow import Protocol
from verifier.model import (
    EVERYTHING,
    Action,
    AddressPeer,
    AnyPeer,
    AnyPort,
    DomainPeer,
    Holders,
    Hosts,
    NamespacesWith,
    NodePeer,
    Peer,
    PodPeer,
    Policy,
    PortInterval,
    PortMatch,
    PortNamed,
    Rule,
    Selector,
    Tier,
    Unmatched,
)
from verifier.normalise.networks import host_network, network
from verifier.normalise.selectors import selector, selects
from verifier.resources import AdminPeer, AdminPolicy, AdminPort, AdminRule, Node

ACTIONS = {
    "Accept": Action.ACCEPT,
    "Allow": Action.ACCEPT,
    "Deny": Action.DENY,
    "Pass": Action.PASS,
}


def admin_tier(name: str, written: Iterable[AdminPolicy], nodes: Sequence[Node]) -> Tier:
    """The policies of one tier by priority, those of none last; then by name (AP-10)."""
    found = [admin_policy(p, nodes) for p in written if p.tier == name]
    ordered = sorted(found, key=rank)
    return Tier(name.lower(), tuple(ordered), Unmatched.NEXT)


def rank(found: Policy) -> tuple[bool, int, str, str]:
    """What policies of one tier are ordered by."""
    return found.priority is None, found.priority or 0, found.own_name, found.name


def admin_policy(written: AdminPolicy, nodes: Sequence[Node]) -> Policy:
    """One policy: without rules of a direction it says nothing of it (AP-03)."""
    subject = written.subject
    namespaces, pods = (
        (selector(subject.namespaces), EVERYTHING)
        if subject.pods is None
        else (selector(subject.pods.namespace_selector), selector(subject.pods.pod_selector))
    )
    ingress, egress = (
        tuple(found for item in rules or () for found in admin_rules(item, nodes))
        for rules in (written.ingress, written.egress)
    )
    return Policy(
        name=written.text,
        namespaces=NamespacesWith(namespaces),
        pods=pods,
        ingress=ingress or None,
        egress=egress or None,
        location=written.location,
        hosts=Hosts.NEVER,
        priority=written.priority,
    )


def admin_rules(written: AdminRule, nodes: Sequence[Node]) -> Iterator[Rule]:
    """One rule, as one or two of the same action: names of ports are those of pods, so that they
    do not go with peers that are addresses (AP-28)."""
    action = ACTIONS[written.action]
    if has_unknown_field(written):
        # "For "Accept" rules, "fail closed" means: "treat the rule as matching no traffic". For
        # "Deny" and "Pass" rules, "fail closed" means: "treat the rule as a 'Deny all' rule"."
        if action is not Action.ACCEPT:
            yield Rule(Action.DENY, (AnyPeer(),), (AnyPort(),), written.location)
        return
    ports = tuple(map(admin_port, written.ports or ()))
    unnamed = tuple(port for port in ports if not isinstance(port, PortNamed))
    pods, others = split(written.peers)
    if pods:
        found = tuple(peer for item in pods for peer in admin_peers(item, nodes))
        yield Rule(action, found, ports or (AnyPort(),), written.location)
    if others and (unnamed or not ports):
        found = tuple(peer for item in others for peer in admin_peers(item, nodes))
        yield Rule(action, found, unnamed or (AnyPort(),), written.location)


def split(peers: Iterable[AdminPeer]) -> tuple[list[AdminPeer], list[AdminPeer]]:
    """The peers that are pods, and those that are addresses."""
    pods: list[AdminPeer] = []
    others: list[AdminPeer] = []
    for peer in peers:
        by_labels = peer.namespaces is not None or peer.pods is not None
        (pods if by_labels else others).append(peer)
    return pods, others


def has_unknown_field(written: AdminRule) -> bool:
    """Some peer or port says nothing that is known here (AP-30)."""
    shapes = [(p.namespaces, p.pods, p.networks, p.nodes, p.domain_names) for p in written.peers]
    ports = [(p.protocol, p.port, p.named_port) for p in written.ports or ()]
    return any(set(fields) == {None} for fields in (*shapes, *ports))


def admin_peers(written: AdminPeer, nodes: Sequence[Node]) -> Iterator[Peer]:
    """One peer, as one for each of its ranges, addresses or names (AP-21 to AP-24)."""
    if written.namespaces is not None:
        yield pods_in(selector(written.namespaces), EVERYTHING)
    elif written.pods is not None:
        chosen = selector(written.pods.namespace_selector)
        yield pods_in(chosen, selector(written.pods.pod_selector))
    elif written.networks is not None:
        for text in written.networks:
            yield AddressPeer(network(text), (), Holders.EVERYONE)
    elif written.nodes is not None:
        wanted = selector(written.nodes)
        yield NodePeer(wanted)
        for node in nodes:
            if selects(wanted, dict(node.labels)):
                for address in node.addresses:
                    yield AddressPeer(host_network(address), (), Holders.HOSTS)
    else:
        for name in written.domain_names or ():
            yield DomainPeer(name.lower().removesuffix("."))


def pods_in(namespaces: Selector, pods: Selector) -> PodPeer:
    """Such pods of such namespaces, none of them on the host network (AP-21)."""
    return PodPeer(NamespacesWith(namespaces), pods, Hosts.NEVER)


def admin_port(written: AdminPort) -> PortMatch:
    """One port: v1alpha1 defaults the protocol to TCP, v1alpha2 always names one (AP-31)."""
    if written.named_port is not None:
        return PortNamed(None, written.named_port)
    protocol = Protocol(written.protocol or "TCP")
    if written.port is None:
        return PortInterval(protocol, 1, 65535)
    number = written.port.number
    return PortInterval(protocol, number, written.port.last or number)
