"""All flows of one end: `why SRC '*'`, `why '*' DST` and `why '*' service:DST`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from verifier import reference
from verifier.analysis.ends import find_end
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.filters import Filters, restricted
from verifier.analysis.map.results import Connections, MapReport, Within
from verifier.analysis.results import AllowedPorts
from verifier.analysis.services.entering import coming_to, entered
from verifier.analysis.services.results import Hops
from verifier.analysis.services.surveying import arrivals, arrives, landings, with_ways
from verifier.analysis.services.targets import Targets, is_service, targets_of
from verifier.analysis.why import parse_end
from verifier.dialect import Dialect
from verifier.engine.pairs import Address
from verifier.errors import UsageError
from verifier.flow import Direction, PodEndpoint, Protocol
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.normalise import inventory
from verifier.query import ClusterFacts

Group = TypeVar("Group", Connections, Within)


@dataclass(frozen=True, slots=True)
class Selecting:
    """A NetworkPolicy that isolates an end in the direction that was asked about."""

    end: str
    policy: str
    location: Location


@dataclass(frozen=True, slots=True)
class AroundReport:
    """All that one end reaches (`direction` Egress), or by which it is reached (Ingress).

    `ends` are the workloads that it stands for, or its address; `service`: where it leads, if it is
    a Service. What comes in by way of Services is `map.ways`; None where they are not asked about.
    """

    direction: Direction
    end: str
    ends: tuple[str, ...]
    selecting: tuple[Selecting, ...]
    map: MapReport
    service: Hops | None = None


def around(
    manifests: Manifests,
    text: str,
    direction: Direction,
    *,
    port: int | str | None = None,
    protocol: Protocol | None = None,
    dialect: Dialect | None = None,
    cluster: ClusterFacts | None = None,
) -> AroundReport:
    """The map of one declared workload, of an address, or of who reaches a Service, whose own port
    `port` then is. Raises UsageError."""
    if direction is Direction.INGRESS and is_service(text):
        targets = targets_of(manifests, text, port, protocol)
        return around_service(manifests, text.strip(), targets, dialect, cluster)
    if isinstance(port, str):
        raise UsageError(f"port {port!r}: with '*' expected a number")
    end = parse_end(text, "SRC" if direction is Direction.EGRESS else "DST")
    if end.labels is not None:
        raise UsageError(f"{text!r}: with '*' the other end is a declared workload or an address")
    declared = inventory(manifests)
    found = find_end(end, declared, Location("", 1, 1))
    name = found.ip if isinstance(found, Address) else found[0].workload
    names, wanted = (name,), None if port is None else (protocol or Protocol.TCP, port)
    filters = (
        Filters(sources=names, port=wanted)
        if direction is Direction.EGRESS
        else Filters(destinations=names, port=wanted)
    )
    pods = () if isinstance(found, Address) else found
    report = connectivity(manifests, dialect=dialect, cluster=cluster)
    small = restricted(report, filters)
    if pods and direction is Direction.INGRESS:
        every = tuple(pod for pod in declared.pods if pod.workload == name)
        small = with_ways(small, coming_to(every, wanted, report, manifests, dialect, cluster))
    return AroundReport(
        direction,
        name,
        names,
        tuple(dict.fromkeys(selecting(manifests, pods, direction))),
        small,
    )


def around_service(
    manifests: Manifests,
    text: str,
    targets: Targets,
    dialect: Dialect | None,
    cluster: ClusterFacts | None,
) -> AroundReport:
    """Who reaches what a Service leads to, and what comes in from outside by way of it."""
    pods = dict.fromkeys(pod for target in targets.found for pod in target.pods)
    found = led_to(targets, connectivity(manifests, dialect=dialect, cluster=cluster))
    ends = tuple(dict.fromkeys(target.workload for target in targets.found))
    reached = arrivals(landings(found), frozenset(ends))
    hops = (
        replace(hop, reached=arrives(reached, hop.workload, hop.protocol, hop.port))
        for hop in targets.hops.hops
    )
    return AroundReport(
        Direction.INGRESS,
        text,
        ends,
        tuple(dict.fromkeys(selecting(manifests, pods, Direction.INGRESS))),
        entered(found, manifests, dialect, cluster, targets),
        replace(targets.hops, hops=tuple(hops)),
    )


def selecting(
    manifests: Manifests, pods: Iterable[DeclaredPod], direction: Direction
) -> Iterator[Selecting]:
    """The policies that isolate one of these pods."""
    for pod in pods:
        end = PodEndpoint(namespace=pod.namespace, labels=dict(pod.labels))
        for policy in manifests.policies:
            if reference.selects(policy, end, direction):
                yield Selecting(pod.workload, policy.text, policy.location)


def led_to(targets: Targets, report: MapReport) -> MapReport:
    """The part of the map that arrives at the pods behind a Service, on the ports that it leads
    to."""
    ways = dict.fromkeys((each.workload, each.protocol, each.port) for each in targets.found)
    ends = tuple(dict.fromkeys(workload for workload, _, _ in ways))
    small = restricted(report, Filters(destinations=ends))  # once, for a map may be large
    parts = [
        restricted(small, Filters(destinations=(workload,), port=(protocol, port)))
        for workload, protocol, port in ways
    ]
    return replace(
        parts[0],
        connections=joined(group for part in parts for group in part.connections),
        conditional=joined(group for part in parts for group in part.conditional),
        within=joined(group for part in parts for group in part.within),
    )


def joined(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The groups, those of the same ends and facts as one."""
    found: dict[Group, list[AllowedPorts]] = {}
    for group in groups:
        found.setdefault(replace(group, allows=()), []).extend(group.allows)
    return tuple(replace(group, allows=in_order(ports)) for group, ports in found.items())


def in_order(ports: list[AllowedPorts]) -> tuple[AllowedPorts, ...]:
    """By protocol and number."""
    order = list(Protocol)
    return tuple(sorted(ports, key=lambda each: (order.index(each.protocol), each.first)))
