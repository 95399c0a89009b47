"""Policies of the Admin and Baseline tiers and their parts, all of them valid, and nodes."""

from typing import Literal

from hypothesis import strategies as st

from verifier.manifests.cidr import parse_cidr
from verifier.resources import (
    AdminKind,
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
from verifier.testing.strategies.pools import CIDRS, PORT_NAMES, PORTS, PROTOCOLS, often
from verifier.testing.strategies.selectors import namespace_selectors, selectors, sets_of

KINDS: tuple[AdminKind, ...] = (
    "ClusterNetworkPolicy",
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
)
ACTIONS: dict[AdminKind, tuple[str, ...]] = {
    "ClusterNetworkPolicy": ("Accept", "Deny", "Pass"),
    "AdminNetworkPolicy": ("Allow", "Deny", "Pass"),
    "BaselineAdminNetworkPolicy": ("Allow", "Deny"),
}
TIERS: dict[AdminKind, tuple[Literal["Admin", "Baseline"], ...]] = {
    "ClusterNetworkPolicy": ("Admin", "Baseline"),
    "AdminNetworkPolicy": ("Admin",),
    "BaselineAdminNetworkPolicy": ("Baseline",),
}
PRIORITIES = (1, 0, 2)
NODE_KEYS = ("zone",)
DOMAINS = ("example.com", "*.example.com", "www.example.com")

# Those without leading zeros and not IPv4-mapped: the schema takes no other ones.
NETWORKS = tuple(text for text in CIDRS if (cidr := parse_cidr(text)) is not None and cidr.standard)


def empty_or(items: st.SearchStrategy[LabelSelector]) -> st.SearchStrategy[LabelSelector]:
    """`{}`, which matches everything, or one of `items`."""
    return st.one_of(st.just(LabelSelector()), items)


@st.composite
def namespaced_pods(draw: st.DrawFn, kind: AdminKind = KINDS[0]) -> NamespacedPod:
    """`pods` of a subject or peer; v1alpha2 may leave out the namespace selector."""
    absent: tuple[st.SearchStrategy[None], ...] = (st.none(),) if kind == KINDS[0] else ()
    return NamespacedPod(
        pod_selector=draw(empty_or(selectors())),
        namespace_selector=draw(st.one_of(empty_or(namespace_selectors()), *absent)),
    )


@st.composite
def admin_subjects(draw: st.DrawFn, kind: AdminKind = KINDS[0]) -> Subject:
    """Namespaces, or pods in namespaces; often everything."""
    if draw(often(st.just(True), st.just(False))):
        return Subject(namespaces=draw(often(st.just(LabelSelector()), namespace_selectors())))
    return Subject(pods=draw(namespaced_pods(kind)))


@st.composite
def admin_peers(
    draw: st.DrawFn, kind: AdminKind = KINDS[0], egress: bool = True, domains: bool = True
) -> AdminPeer:
    """One item of `from` or `to`; `domains`: domain names among them, where the kind has any."""
    shapes = ["namespaces", "pods"]
    if egress:
        shapes += ["networks", "nodes"]
    if egress and domains and kind != "BaselineAdminNetworkPolicy":
        shapes.append("domains")
    match draw(st.sampled_from(shapes)):
        case "namespaces":
            return AdminPeer(namespaces=draw(empty_or(namespace_selectors())))
        case "pods":
            return AdminPeer(pods=draw(namespaced_pods(kind)))
        case "networks":
            return AdminPeer(networks=draw(some_of(NETWORKS)))
        case "nodes":
            return AdminPeer(nodes=draw(empty_or(selectors(NODE_KEYS))))
        case _:
            return AdminPeer(domain_names=draw(some_of(DOMAINS)))


def some_of(texts: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """One or two of these, without repetition."""
    return st.lists(st.sampled_from(texts), min_size=1, max_size=2, unique=True).map(tuple)


@st.composite
def admin_ports(draw: st.DrawFn, kind: AdminKind = KINDS[0]) -> AdminPort:
    """One item of `protocols` or `ports`: a number, a range, all ports of a protocol, a name."""
    shape = draw(st.sampled_from(("number", "range", "all", "name")))
    if shape == "name":
        return AdminPort(named_port=draw(st.sampled_from(PORT_NAMES)))
    absent = () if kind == "ClusterNetworkPolicy" else (None,)
    protocol = draw(st.sampled_from((*(p.value for p in PROTOCOLS), *absent)))
    if shape == "all":
        return AdminPort(protocol=protocol, port=PortNumber(number=1, last=65535))
    number = draw(st.sampled_from(PORTS))
    last = min(number + draw(st.sampled_from((1, 20, 65535))), 65535)
    ranged = shape == "range" and last > number
    return AdminPort(
        protocol=protocol, port=PortNumber(number=number, last=last if ranged else None)
    )


@st.composite
def admin_rules(
    draw: st.DrawFn, kind: AdminKind = KINDS[0], egress: bool = True, domains: bool = True
) -> AdminRule:
    """One rule: up to two peers, up to two ports or none, with and without a name."""
    peers = st.lists(admin_peers(kind, egress, domains), min_size=1, max_size=2)
    ports = st.lists(admin_ports(kind), min_size=1, max_size=2)
    return AdminRule(
        action=draw(st.sampled_from(ACTIONS[kind])),
        name=draw(st.sampled_from((None, "first", ""))),
        peers=tuple(draw(peers)),
        ports=draw(st.one_of(st.none(), ports.map(tuple))),
    )


@st.composite
def admin_policies(
    draw: st.DrawFn,
    name: str = "t0",
    kinds: tuple[AdminKind, ...] = KINDS,
    most_rules: int = 3,
    domains: bool = True,
) -> AdminPolicy:
    """One policy of one of `kinds`; a BaselineAdminNetworkPolicy is called default, as it must."""
    kind = draw(st.sampled_from(kinds))
    ingress, egress = (
        draw(
            often(
                st.lists(admin_rules(kind, way, domains), min_size=1, max_size=most_rules),
                st.sampled_from((None, [])),
            )
        )
        for way in (False, True)
    )
    single = kind == "BaselineAdminNetworkPolicy"
    return AdminPolicy(
        kind=kind,
        name="default" if single else name,
        tier=draw(st.sampled_from(TIERS[kind])),
        priority=None if single else draw(st.sampled_from(PRIORITIES)),
        subject=draw(admin_subjects(kind)),
        ingress=None if ingress is None else tuple(ingress),
        egress=None if egress is None else tuple(egress),
    )


@st.composite
def admin_policy_sets(
    draw: st.DrawFn,
    most: int = 3,
    kinds: tuple[AdminKind, ...] = KINDS,
    most_rules: int = 3,
    domains: bool = True,
) -> tuple[AdminPolicy, ...]:
    """Up to `most` policies that one cluster can hold: different names, priorities that tie."""
    count = draw(st.sampled_from(range(most, -1, -1)))
    found = [draw(admin_policies(f"t{n}", kinds, most_rules, domains)) for n in range(count)]
    return tuple({policy.text: policy for policy in found}.values())


@st.composite
def nodes(draw: st.DrawFn, name: str = "node-0", index: int = 0) -> Node:
    """A node with labels or none, of one family, of both, or without an address; `index` makes
    addresses differ."""
    single, other = f"192.0.2.{4 + index}", f"2001:db8::{4 + index:x}"
    return Node(
        name=name,
        labels=tuple(draw(sets_of(NODE_KEYS)).items()),
        addresses=draw(st.sampled_from(((single,), (other,), (single, other), ()))),
    )
