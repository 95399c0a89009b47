"""Flows that can exist beside an input at a level: declared pods, possible ones, and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network

from hypothesis import strategies as st

from verifier.dialect import Level
from verifier.engine.existence import POD_RANGES, Place, doubt
from verifier.flow import Endpoint, ExternalEndpoint, Flow, NamedPort, PodEndpoint
from verifier.model import DeclaredPod, Inventory
from verifier.query import ClusterFacts
from verifier.testing.strategies.endpoints import NODES, named_ports
from verifier.testing.strategies.near import Near
from verifier.testing.strategies.pools import (
    FURTHER_NAMESPACE,
    FURTHER_VALUE,
    NAME_LABEL,
    NAMESPACES,
    VALUES,
)
from verifier.testing.strategies.selectors import label_sets, namespace_label_sets

NAMES = (*NAMESPACES, FURTHER_NAMESPACE, "d")
NO_NODE = ("0.0.0.0/32", "127.0.0.0/8", "224.0.0.0/3", "::/127", "ff00::/8", "::ffff:0:0/96")


@dataclass(frozen=True, slots=True)
class Setting:
    """What decides which endpoints exist; `spaces`: the labels of each namespace, its name too."""

    inventory: Inventory
    cluster: ClusterFacts
    level: Level
    around: Near
    spaces: Mapping[str, Mapping[str, str]]


def lies_in(cidrs: tuple[str, ...], ip: str) -> bool:
    """The address lies in one of these canonical ranges."""
    return any(ip_address(ip) in ip_network(cidr) for cidr in cidrs)


def pod_addresses(cluster: ClusterFacts, around: Near, version: int) -> list[str]:
    """The nearby addresses that a pod can have (M-04)."""
    ranges = cluster.pod_cidrs or POD_RANGES
    return [ip for ip in around.addresses[version] if lies_in(ranges, ip)]


def node_addresses(cluster: ClusterFacts, around: Near, version: int) -> list[str]:
    """The nearby addresses that a node can have (M-03, M-05)."""
    return [
        ip
        for ip in around.addresses[version]
        if not lies_in((*NO_NODE, *cluster.pod_cidrs), ip)
        and (not cluster.node_cidrs or lies_in(cluster.node_cidrs, ip))
    ]


@st.composite
def spaces_at(
    draw: st.DrawFn, inventory: Inventory, level: Level
) -> Mapping[str, Mapping[str, str]]:
    """Labels of each namespace, as the level lets it carry them (M-07)."""
    listed = {n.name: dict(n.labels) for n in inventory.listed}
    found: dict[str, Mapping[str, str]] = {}
    for name in sorted({*NAMES, *listed, *inventory.named}):
        bare = level is Level.DECLARED or (
            level is Level.ANY_POD and listed and name not in inventory.named
        )
        given = {} if bare else draw(namespace_label_sets())
        found[name] = listed.get(name, {**given, NAME_LABEL: name})
    return found


@st.composite
def declared_endpoints(draw: st.DrawFn, setting: Setting, version: int) -> PodEndpoint | None:
    """A declared pod; None where none has an address of this family."""
    cluster, around = setting.cluster, setting.around
    places = {
        pod: addresses
        for pod in setting.inventory.pods
        if (addresses := addresses_of(pod, cluster, around, version))
    }
    if not places:
        return None
    pod = draw(st.sampled_from(list(places)))
    return endpoint_of(
        pod,
        labels={key: draw(st.sampled_from((*VALUES, FURTHER_VALUE))) for key in pod.unknown_labels},
        sidecar=tuple(port for port in pod.sidecar_ports if draw(st.booleans())),
        namespace_labels=setting.spaces[pod.namespace],
        ip=draw(st.sampled_from(places[pod])),
    )


def addresses_of(pod: DeclaredPod, cluster: ClusterFacts, around: Near, version: int) -> list[str]:
    """The addresses that a declared pod may have, under every reading of the dialect."""
    if pod.addresses:
        return [ip for ip in pod.addresses if ip_address(ip).version == version]
    if pod.host_network:
        return node_addresses(cluster, around, version)
    return pod_addresses(cluster, around, version)


def endpoint_of(
    pod: DeclaredPod,
    labels: Mapping[str, str],
    sidecar: tuple[NamedPort, ...],
    namespace_labels: Mapping[str, str],
    ip: str,
) -> PodEndpoint:
    """A declared pod with its open facts fixed."""
    return PodEndpoint(
        namespace=pod.namespace,
        labels={**dict(pod.labels), **labels},
        namespace_labels=namespace_labels,
        named_ports=tuple(dict.fromkeys((*pod.named_ports, *sidecar))),
        ip=ip,
        host_network=pod.host_network,
        pod=pod.pod,
        workload=pod.workload,
    )


@st.composite
def some_endpoints(draw: st.DrawFn, setting: Setting, version: int) -> Endpoint | None:
    """Any endpoint that can exist."""
    shape = draw(st.sampled_from(("declared", "external", "possible", "declared")))
    cluster, around = setting.cluster, setting.around
    if shape == "external":
        node = draw(st.sampled_from(NODES))
        nodes = node_addresses(cluster, around, version)
        found = around.addresses[version] if node is None else tuple(nodes)
        return ExternalEndpoint(ip=draw(st.sampled_from(found)), node=node) if found else None
    addresses = pod_addresses(cluster, around, version)
    if shape == "declared" or setting.level is Level.DECLARED or not addresses:
        return draw(declared_endpoints(setting, version))
    namespace = draw(st.sampled_from(sorted(setting.spaces, reverse=True)))
    return PodEndpoint(
        namespace=namespace,
        labels=draw(label_sets()),
        namespace_labels=setting.spaces[namespace],
        named_ports=draw(named_ports(around)),
        ip=draw(st.sampled_from(addresses)),
    )


@st.composite
def existing_flows(
    draw: st.DrawFn,
    inventory: Inventory,
    cluster: ClusterFacts,
    level: Level,
    around: Near,
    doubted: bool = False,
) -> Flow | None:
    """A flow that can exist at the level; None where the draw did not meet one. `doubted`: one
    that may be impossible: its ends, or an external address, or a namespace with two sets of
    labels."""
    setting = Setting(inventory, cluster, level, around, draw(spaces_at(inventory, level)))
    version = draw(st.sampled_from((4, 4, 6)))
    source, destination = (draw(some_endpoints(setting, version)) for _ in range(2))
    if source is None or destination is None:
        return None
    if doubted and isinstance(destination, PodEndpoint):
        others = draw(st.one_of(namespace_label_sets(), st.none()))
        if others is not None:
            labels = {**others, NAME_LABEL: destination.namespace}
            destination = replace(destination, namespace_labels=labels)
    ports = list(around.ports)
    if isinstance(destination, PodEndpoint):
        ports = [*(port.number for port in destination.named_ports), *ports]
    flow = Flow(
        source, destination, draw(st.sampled_from(around.protocols)), draw(st.sampled_from(ports))
    )
    return None if not doubted and doubt(flow, level, Place.of(inventory, cluster)) else flow
