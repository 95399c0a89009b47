"""Whether a concrete flow can exist at all (M-01 to M-07): the concrete twin of the universe."""

import ipaddress
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from verifier import reference
from verifier.dialect import Level
from verifier.engine.membership import NAME_LABEL, in_any, in_namespaces
from verifier.flow import Endpoint, ExternalEndpoint, Flow, PodEndpoint
from verifier.model import DeclaredPod, Inventory
from verifier.normalise.networks import show_address
from verifier.query import ClusterFacts, StatedFact

POD_RANGES = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "2000::/3",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where flows are to exist: what is declared, the addresses that are `taken`, those of Node
    objects, and the pods of each workload."""

    inventory: Inventory
    cluster: ClusterFacts
    taken: frozenset[str]
    nodes: frozenset[str]
    workloads: Mapping[str, Sequence[DeclaredPod]]

    @staticmethod
    def of(inventory: Inventory, cluster: ClusterFacts) -> "Place":
        """The place of an input."""
        nodes = frozenset(show_address(net.bits, net.value) for net in inventory.nodes)
        workloads: dict[str, list[DeclaredPod]] = {}
        for pod in inventory.pods:
            workloads.setdefault(pod.workload, []).append(pod)
        return Place(inventory, cluster, known_addresses(inventory), nodes, workloads)


def doubt(flow: Flow, level: Level, place: Place, facts: Sequence[StatedFact] = ()) -> str:
    """What keeps the flow from existing at a level where the facts hold; "" if nothing does."""
    source, destination = flow.source, flow.destination
    if isinstance(source, ExternalEndpoint) and isinstance(destination, ExternalEndpoint):
        return "neither end is a pod"
    if not 1 <= flow.port <= 65535:
        return f"no such port: {flow.port}"
    ends = (source, destination)
    found = [end_doubt(end, place) for end in ends]
    pods = [end for end in ends if isinstance(end, PodEndpoint)]
    found += [level_doubt(end, level, place.inventory, facts) for end in pods]
    found += [stated_doubt(end, fact) for end in pods for fact in facts]
    return next((text for text in (*found, pair_doubt(source, destination)) if text), "")


def stated_doubt(end: PodEndpoint, fact: StatedFact) -> str:
    """The fact does not speak of the pod, or states what is so."""
    labels = end.labels
    if fact.of == "namespace":
        labels = {**end.namespace_labels, NAME_LABEL: end.namespace}
    about = in_namespaces(fact.group, end) and reference.selector_matches(
        fact.group.pods, end.labels
    )
    so = not about or reference.selector_matches(fact.have, labels)
    return "" if so else f"the file states otherwise ({fact.id})"


def given_by(facts: Sequence[StatedFact], end: PodEndpoint) -> set[str]:
    """The labels that facts give to the pod's namespace."""
    about = [f.have for f in facts if f.of == "namespace" and in_namespaces(f.group, end)]
    by_label = {key for have in about for key, _ in have.match_labels or ()}
    return by_label | {item.key for have in about for item in have.match_expressions or ()}


def level_doubt(
    end: PodEndpoint, level: Level, inventory: Inventory, facts: Sequence[StatedFact] = ()
) -> str:
    """The pod, and the labels of its namespace, can exist at the level (M-07)."""
    listed = {namespace.name for namespace in inventory.listed}
    extra = set(end.namespace_labels) - {NAME_LABEL} - given_by(facts, end)
    if level is Level.DECLARED and end.workload is None:
        return "a pod that is not declared"
    if level is Level.DECLARED and end.namespace not in listed and extra:
        return f"namespace {end.namespace} carries only its name at this level"
    unlisted = end.namespace not in listed and end.namespace not in inventory.named
    if level is Level.ANY_POD and listed and unlisted and extra:
        return f"namespace {end.namespace} is not listed and carries only its name at this level"
    return ""


def pair_doubt(source: Endpoint, destination: Endpoint) -> str:
    """The ends are two pods, or a pod and another address, of one family."""
    addresses = [
        ipaddress.ip_address(end.ip) for end in (source, destination) if end.ip is not None
    ]
    if len({address.version for address in addresses}) > 1:
        return "the two ends have addresses of two families"
    if len(addresses) == 2 and addresses[0] == addresses[1]:
        return "the two ends have one address"
    if not (isinstance(source, PodEndpoint) and isinstance(destination, PodEndpoint)):
        return ""
    if source.pod is not None and source.pod == destination.pod:
        return "the two ends are one pod"
    same = source.namespace == destination.namespace
    if same and source.namespace_labels != destination.namespace_labels:
        return "one namespace has two sets of labels"
    return ""


def end_doubt(end: Endpoint, place: Place) -> str:
    """One end can exist by itself."""
    if isinstance(end, ExternalEndpoint):
        return external_doubt(end, place)
    for listed in place.inventory.listed:
        if listed.name == end.namespace and dict(listed.labels) != dict(end.namespace_labels):
            return f"namespace {end.namespace} is listed with other labels"
    if end.workload is not None:
        pods = place.workloads.get(end.workload, ())
        fits = (fits_declared(end, pod, place.nodes) for pod in pods)
        return "" if any(fits) else f"{end.workload} has no such pod"
    if end.host_network:
        return "a possible pod is on the pod network"
    if end.ip is not None and not in_any(place.cluster.pod_cidrs or POD_RANGES, end.ip):
        return f"{end.ip} is no pod's address"
    if end.ip in place.nodes:
        return f"{end.ip} is a node's address"
    return f"{end.ip} is a declared pod's address" if end.ip in place.taken else ""


def fits_declared(end: PodEndpoint, pod: DeclaredPod, nodes: Collection[str]) -> bool:
    """The endpoint is this declared pod, or one of the pods of this controller; `nodes` are the
    addresses of Node objects."""
    labels = {key: value for key, value in end.labels.items() if key not in pod.unknown_labels}
    return (
        end.pod == pod.pod
        and (end.host_network or bool(pod.addresses) or end.ip not in nodes)
        and labels == dict(pod.labels)
        and all(key in end.labels for key in pod.unknown_labels)
        and end.host_network == pod.host_network
        and (end.ip is None or not pod.addresses or end.ip in canonical(pod.addresses))
    )


def canonical(addresses: tuple[str, ...]) -> set[str]:
    """The addresses in canonical spelling."""
    return {str(ipaddress.ip_address(text)) for text in addresses}


def external_doubt(end: ExternalEndpoint, place: Place) -> str:
    """An external address is usable, and no pod's."""
    address = ipaddress.ip_address(end.ip)
    unusable = (
        address.is_unspecified
        or address.is_loopback
        or address.is_multicast
        or (
            isinstance(address, ipaddress.IPv4Address)
            and address >= ipaddress.IPv4Address("240.0.0.0")
        )
        or (isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None)
    )
    if unusable or in_any(place.cluster.pod_cidrs, end.ip):
        return f"{end.ip} is no external address"
    return f"{end.ip} is a declared pod's address" if end.ip in place.taken else ""


def known_addresses(inventory: Inventory) -> frozenset[str]:
    """The addresses that declared pods are known to have, in canonical spelling."""
    pods = (pod for pod in inventory.pods if not pod.host_network)
    return frozenset(address for pod in pods for address in canonical(pod.addresses))
