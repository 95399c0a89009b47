"""Why a bounded number of pairs of the map are as they are."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from ipaddress import ip_address, ip_network
from itertools import combinations, islice
from typing import NamedTuple

from verifier.analysis.concrete import pair_of, session_for
from verifier.analysis.map.results import Connections, MapReport, Ports
from verifier.analysis.overview.results import Explained
from verifier.analysis.results import AllowedPorts
from verifier.analysis.why import parse_end
from verifier.dialect import Dialect
from verifier.engine import Session
from verifier.errors import UsageError
from verifier.flow import Protocol
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.query import CaseEnd, ClusterFacts

NICE = ("203.0.113.9", "198.51.100.9", "2001:db8::9")  # set aside for documentation
USUAL = AllowedPorts(Protocol.TCP, 80, 80)
FEW = 20
NOWHERE = Location("", 1, 1)


class Wanted(NamedTuple):
    """A pair of names on the map, and a port to ask about."""

    source: str
    destination: str
    port: AllowedPorts


def explained(
    manifests: Manifests,
    report: MapReport,
    dialect: Dialect,
    cluster: ClusterFacts,
    most: int,
    timeout_ms: int,
) -> list[Explained]:
    """The decisions on one flow of each of the first `most` pairs, in the order of `wanted`.

    A pair of which no flow can be shown in `timeout_ms` (milliseconds) is left out. Raises
    SoundnessError when an answer does not stand up to the reference evaluator.
    """
    if not most:
        return []
    session = session_for(manifests, cluster, ())
    found = []
    for pair in islice(wanted(report), most):
        answer = explanation(session, pair, dialect, timeout_ms)
        if answer is not None:
            found.append(answer)
    return found


def explanation(
    session: Session, pair: Wanted, dialect: Dialect, timeout_ms: int
) -> Explained | None:
    """The decision on one flow of the pair; None where there is no such flow."""
    protocol, port = pair.port.protocol, pair.port.first
    for source in texts_of(pair.source):
        for destination in texts_of(pair.destination):
            try:
                ends = end_of(source), end_of(destination)
                asked = pair_of(session, *ends, dialect, timeout_ms, NOWHERE)
            except UsageError:
                continue  # an address that no flow has: the next one of the range
            if asked.exists(protocol, port):
                flow, decided = asked.decide(protocol, port)
                return Explained(pair.source, pair.destination, flow, decided)
    return None


@cache
def end_of(text: str) -> CaseEnd:
    """An end of the map, to ask about. Raises UsageError."""
    return parse_end(text, "end")


def texts_of(name: str) -> Iterator[str]:
    """A workload, or addresses of a range: all of them behave alike."""
    if "[" in name:
        yield name
        return
    network = ip_network(name)
    yield from (nice for nice in NICE if ip_address(nice) in network)
    yield from (str(address) for address in islice(network.hosts(), 1))


def wanted(report: MapReport) -> Iterator[Wanted]:
    """Every pair with what passes, the first of each group before any second, and the groups of
    many pairs first; then the pairs of which nothing passes."""
    groups = (*report.connections, *report.conditional)
    ranked = sorted(groups, key=lambda g: (bool(g.when), -size(g)))
    yield from in_turn([pairs_of(group) for group in ranked])
    yield from silent(report, groups)


def silent(report: MapReport, groups: Sequence[Connections]) -> Iterator[Wanted]:
    """The pairs of which nothing passes, each with a port that others reach. Ranges are left out
    where they overlap: of these, a part may be reached."""
    reached: dict[str, set[str]] = {}
    ports: dict[str, AllowedPorts] = {}
    for group in groups:
        for name in group.sources:
            reached.setdefault(name, set()).update(group.destinations)
        for name in group.destinations:
            ports.setdefault(name, telling(group.allows))
    ranges = {name for g in groups for name in (*g.sources, *g.destinations) if "[" not in name}
    apart = sorted(ranges) if len(ranges) <= FEW and not overlapping(ranges) else []
    for source in (*report.workloads, *apart):
        for destination in (*report.workloads, *(apart if "[" in source else ())):
            if source != destination and destination not in reached.get(source, ()):
                yield Wanted(source, destination, ports.get(destination, USUAL))


def overlapping(ranges: Iterable[str]) -> bool:
    """Two of the ranges share addresses."""
    networks = [ip_network(name) for name in ranges]
    pairs = combinations(networks, 2)
    return any(one.version == other.version and one.overlaps(other) for one, other in pairs)


def size(group: Connections) -> int:
    """The number of pairs, those of equal names counted too."""
    return len(group.sources) * len(group.destinations)


def pairs_of(group: Connections) -> Iterator[Wanted]:
    """The pairs of a group."""
    port = telling(group.allows)
    return (Wanted(*pair, port) for pair in group.pairs())


def telling(allows: Ports) -> AllowedPorts:
    """The port to show of these: tcp/80 where it is among them, else the first."""
    usual = any(
        item.protocol is USUAL.protocol and item.first <= USUAL.first <= item.last
        for item in allows
    )
    return USUAL if usual else allows[0]


def in_turn(sources: Iterable[Iterator[Wanted]]) -> Iterator[Wanted]:
    """The first of each, the second of each, and so on."""
    waiting = list(sources)
    while waiting:
        still = []
        for source in waiting:
            found = next(source, None)
            if found is not None:
                still.append(source)
                yield found
        waiting = still
