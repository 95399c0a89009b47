"""Small policies of the Admin and Baseline tiers, and nodes, for these tests."""

from tests.unit.reference.building import EVERYTHING, at
from verifier.resources import (
    AdminPeer,
    AdminPolicy,
    AdminPort,
    AdminRule,
    LabelSelector,
    NamespacedPod,
    Node,
    PortNumber,
    Subject,
)

ANY_POD = AdminPeer(namespaces=EVERYTHING, location=at(11))
ANY_NODE = AdminPeer(nodes=EVERYTHING, location=at(11))
ALL_PODS = Subject(namespaces=EVERYTHING)


def pods(
    selector: LabelSelector | None = None, namespaces: LabelSelector | None = None
) -> AdminPeer:
    """A peer of pods."""
    wanted = NamespacedPod(pod_selector=selector, namespace_selector=namespaces)
    return AdminPeer(pods=wanted, location=at(11))


def networks(*cidrs: str) -> AdminPeer:
    """A peer of address ranges."""
    return AdminPeer(networks=cidrs, location=at(11))


def domain(*names: str) -> AdminPeer:
    """A peer of domain names."""
    return AdminPeer(domain_names=names, location=at(11))


def port(number: int, last: int | None = None, protocol: str | None = "TCP") -> AdminPort:
    """One port, or a range of them."""
    return AdminPort(protocol=protocol, port=PortNumber(number=number, last=last))


def named(name: str) -> AdminPort:
    """A port by its name."""
    return AdminPort(named_port=name)


def accept(*peers: AdminPeer, on: tuple[AdminPort, ...] | None = None) -> AdminRule:
    """An Accept rule."""
    return AdminRule(action="Accept", peers=peers, ports=on, location=at(10))


def deny(*peers: AdminPeer, on: tuple[AdminPort, ...] | None = None) -> AdminRule:
    """A Deny rule."""
    return AdminRule(action="Deny", peers=peers, ports=on, location=at(10))


def pass_on(*peers: AdminPeer, on: tuple[AdminPort, ...] | None = None) -> AdminRule:
    """A Pass rule."""
    return AdminRule(action="Pass", peers=peers, ports=on, location=at(10))


def admin_policy(
    name: str,
    priority: int = 5,
    *,
    ingress: tuple[AdminRule, ...] | None = None,
    egress: tuple[AdminRule, ...] | None = None,
    subject: Subject = ALL_PODS,
) -> AdminPolicy:
    """A ClusterNetworkPolicy of the Admin tier."""
    return AdminPolicy(
        kind="ClusterNetworkPolicy",
        name=name,
        tier="Admin",
        priority=priority,
        subject=subject,
        ingress=ingress,
        egress=egress,
    )


def baseline_policy(
    name: str,
    priority: int = 5,
    *,
    ingress: tuple[AdminRule, ...] | None = None,
    egress: tuple[AdminRule, ...] | None = None,
) -> AdminPolicy:
    """A ClusterNetworkPolicy of the Baseline tier."""
    return AdminPolicy(
        kind="ClusterNetworkPolicy",
        name=name,
        tier="Baseline",
        priority=priority,
        subject=ALL_PODS,
        ingress=ingress,
        egress=egress,
    )


def old_baseline(
    *, ingress: tuple[AdminRule, ...] | None = None, egress: tuple[AdminRule, ...] | None = None
) -> AdminPolicy:
    """The BaselineAdminNetworkPolicy of a cluster."""
    return AdminPolicy(
        kind="BaselineAdminNetworkPolicy",
        name="default",
        tier="Baseline",
        priority=None,
        subject=ALL_PODS,
        ingress=ingress,
        egress=egress,
    )


def node(name: str, *addresses: str, **labels: str) -> Node:
    """A node with these addresses and labels."""
    return Node(name=name, labels=tuple(labels.items()), addresses=addresses)
