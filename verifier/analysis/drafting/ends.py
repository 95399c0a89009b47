"""The peers of rules as ends of the language."""

from collections.abc import Iterable

from verifier.analysis.drafting.groups import Role, Scene
from verifier.analysis.drafting.matching import (
    may_match_group,
    may_overlap,
    may_select,
    pinned,
)
from verifier.analysis.drafting.text import addresses, definition
from verifier.model import (
    EVERYTHING,
    AddressPeer,
    AnyPeer,
    DeclaredPod,
    DomainPeer,
    InNamespace,
    NamespacesWith,
    Network,
    NodePeer,
    Peer,
    PodPeer,
)
from verifier.normalise.networks import show_network
from verifier.query import Port, PortRange
from verifier.smt.addresses import POD_RANGES

WORLD = ("0.0.0.0/0", "[::]/0")
ANYONE = "any"
ANY_POD = "any-pod"


def may_be_pods(peer: AddressPeer) -> bool:
    """Pods may lie in the range (M-04), which under some readings admits them; what it cuts out
    counts only where that leaves nothing."""
    for pods in POD_RANGES:
        if contains(peer.network, pods) or contains(pods, peer.network):
            common = max(peer.network, pods, key=lambda net: net.prefix)
            if not any(contains(cut, common) for cut in peer.excepts):
                return True
    return False


def contains(wide: Network, narrow: Network) -> bool:
    """Every address of `narrow` is in `wide`."""
    shift = wide.bits - wide.prefix
    return (
        wide.bits == narrow.bits
        and wide.prefix <= narrow.prefix
        and wide.value >> shift == narrow.value >> shift
    )


def ends_of(
    peers: Iterable[Peer], scene: Scene, toward: tuple[Role, tuple[Port, ...]] | None = None
) -> tuple[str, ...]:
    """The peers as ends; `toward` a role and ports, only those roles of them that may go there."""
    found: set[str] = set()
    for peer in widest(peers):
        match peer:
            case AnyPeer():
                found.add(ANYONE)
            case AddressPeer(network, excepts):
                found.add(addresses(show_network(network), tuple(map(show_network, excepts))))
            case PodPeer():
                narrow = leaving(peer, scene, *toward) if toward else None
                found |= {pod_end(peer, scene)} if narrow is None else narrow
            case NodePeer() | DomainPeer():
                pass  # no NetworkPolicy has any
    return simplest(found)


def widest(peers: Iterable[Peer]) -> list[Peer]:
    """The peers without those that another one holds in the same namespaces."""
    found = {*peers}
    whole = {p.namespaces for p in found if isinstance(p, PodPeer) and p.pods == EVERYTHING}
    return [
        peer
        for peer in found
        if not isinstance(peer, PodPeer) or peer.pods == EVERYTHING or peer.namespaces not in whole
    ]


def simplest(ends: Iterable[str]) -> tuple[str, ...]:
    """The ends without those that `any-pod` holds, in order: names, definitions, addresses."""
    found = {*ends}
    if {*WORLD} <= found:
        found = (found - {*WORLD}) | {"world"}
    if ANY_POD in found:
        found = {text for text in found if text in (ANY_POD, "world") or is_address(text)}
    return tuple(sorted(found, key=lambda text: (is_address(text), text.startswith("{"), text)))


def is_address(text: str) -> bool:
    """The end is an address range."""
    return text.startswith(("{cidrs:", "[")) or (text[0].isdigit() and "/" in text)


def pod_end(peer: PodPeer, scene: Scene) -> str:
    """The peer as a group, a built-in end, or a definition on the spot."""
    if peer not in scene.ends:
        scene.ends[peer] = pod_end_anew(peer, scene)
    return scene.ends[peer]


def pod_end_anew(peer: PodPeer, scene: Scene) -> str:
    """`pod_end` of a peer that was not seen before."""
    names = pinned(peer.namespaces, scene.names)
    if names is not None and len(names) == 1 and (names[0], peer.pods) in scene.by_key:
        return scene.by_key[names[0], peer.pods].name
    undeclared = bool(scene.inventory.pods) and not scene.holds_some(peer)
    match peer.namespaces:
        case InNamespace(name):
            return definition(name, peer.pods, undeclared)
        case NamespacesWith(chosen):
            if names is not None:
                spaces = names[0] if len(names) == 1 else names
                return definition(spaces, peer.pods, undeclared)
            if chosen == EVERYTHING == peer.pods:
                return ANY_POD
            return definition(chosen, peer.pods, undeclared)


def leaving(peer: PodPeer, scene: Scene, role: Role, ports: tuple[Port, ...]) -> set[str] | None:
    """The roles of the peer's declared pods that may leave for the role; None where pods that are
    not declared may go there too, or where that says no more than the peer."""
    names = pinned(peer.namespaces, scene.names)
    if names is None or not all(closed(scene, name) for name in names):
        return None
    found: set[str] = set()
    for pod in (pod for name in names for pod in scene.pods[name]):
        if may_select(peer.pods, pod) and may_leave(pod, role, ports, scene):
            if pod.workload not in scene.of_workload:
                return None
            found.add(scene.of_workload[pod.workload].name)
    return found


def closed(scene: Scene, namespace: str) -> bool:
    """Some policy there selects every pod for egress."""
    return any(
        policy.pods == EVERYTHING and policy.egress is not None
        for policy in scene.policies[namespace]
    )


def may_leave(pod: DeclaredPod, role: Role, ports: tuple[Port, ...], scene: Scene) -> bool:
    """The pod's own policies may let it reach the role on one of the ports."""
    rules = [
        policy.egress
        for policy in scene.policies[pod.namespace]
        if policy.egress is not None and may_select(policy.pods, pod)
    ]
    ranges = [port if isinstance(port, PortRange) else whole(port) for port in ports]
    return not rules or any(
        any(may_overlap(port, ranges) for port in rule.ports)
        and any(
            may_match_group(peer, role.namespace, role.selector, scene.inventory)
            for peer in rule.peers
        )
        for several in rules
        for rule in several
    )


def whole(port: Port) -> PortRange:
    """Every number that a named port may have."""
    return PortRange(port.protocol, 1, 65535)


def is_everyone(ends: tuple[str, ...]) -> bool:
    """Pods and addresses, all of them."""
    return ANYONE in ends or {ANY_POD, "world"} <= {*ends}
