"""Why a bounded number of pairs of the map are as they are."""

from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from itertools import combinations, islice, product
from operator import itemgetter
from typing import NamedTuple

from verifier.analysis.concrete import session_for
from verifier.analysis.map.results import Ports
from verifier.analysis.map.spaces import Ends
from verifier.analysis.overview.drawing import Drawing, Members, Passage
from verifier.analysis.overview.plain import plainly
from verifier.analysis.overview.results import Explained
from verifier.analysis.results import AllowedPorts
from verifier.decision import Decided, Decision
from verifier.dialect import Dialect
from verifier.engine import Session
from verifier.engine.existence import external_doubt
from verifier.engine.pairs import Address, Pair, PairEnd
from verifier.flow import ExternalEndpoint, Flow, Protocol
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.query import ClusterFacts

NICE = ("203.0.113.9", "198.51.100.9", "2001:db8::9")  # set aside for documentation
USUAL = AllowedPorts(Protocol.TCP, 80, 80)
FEW = 20


class Wanted(NamedTuple):
    """A pair of names on the map, and a port to ask about; `expected` is what the map says of it,
    None where that depends on open facts."""

    source: str
    destination: str
    port: AllowedPorts
    expected: Decision | None


def explained(
    manifests: Manifests,
    drawing: Drawing,
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
    pods: dict[str, list[DeclaredPod]] = {}
    for pod in session.inventory.pods:
        pods.setdefault(pod.workload, []).append(pod)

    def ends_of(name: str) -> list[PairEnd]:
        return [tuple(pods[name])] if name in pods else [*addresses_of(name, session)]

    found = []
    for pair in islice(wanted(drawing), most):
        for source, destination in product(ends_of(pair.source), ends_of(pair.destination)):
            answer = explanation(session, (source, destination), pair, dialect, timeout_ms)
            if answer is not None:
                found.append(Explained(pair.source, pair.destination, *answer))
                break
    return found


def explanation(
    session: Session, ends: tuple[PairEnd, PairEnd], pair: Wanted, dialect: Dialect, timeout_ms: int
) -> tuple[Flow, Decided] | None:
    """The decision on one flow between the ends; None where there is no such flow."""
    protocol, port = pair.port.protocol, pair.port.first
    known = plainly(session, ends, dialect, protocol, port) if pair.expected else None
    if known is not None and known[1].decision is pair.expected:
        return known
    asked = Pair(session, *ends, dialect, timeout_ms)
    return asked.decide(protocol, port) if asked.exists(protocol, port) else None


def addresses_of(name: str, session: Session) -> Iterator[Address]:
    """Addresses of a range: all of them behave alike, but for those that no flow has."""
    return (
        Address(text)
        for text in texts_of(name)
        if not external_doubt(ExternalEndpoint(ip=text), session.place)
    )


def texts_of(name: str) -> Iterator[str]:
    """Some addresses of a range."""
    network = ip_network(name)
    yield from (nice for nice in NICE if ip_address(nice) in network)
    yield from (str(address) for address in islice(network.hosts(), 1))


def wanted(drawing: Drawing) -> Iterator[Wanted]:
    """Every pair with what passes, the first of each area before any second, and the areas of
    many pairs first; then the pairs of which nothing passes."""
    sizes, sets = drawing.sizes, drawing.sets
    areas = (
        (bool(passage.when), -sizes[sources] * sizes[destinations], at, sources, destinations)
        for at, passage in enumerate(drawing.passages)
        for sources, destinations in passage.areas
    )
    ranked = sorted(areas, key=itemgetter(0, 1))
    yield from in_turn(
        pairs_of(drawing.members, drawing.passages[at], sets[sources], sets[destinations])
        for _, _, at, sources, destinations in ranked
    )
    yield from silent(drawing)


def silent(drawing: Drawing) -> Iterator[Wanted]:
    """The pairs of which nothing passes, each with a port that others reach. Ranges are left out
    where they overlap: of these, a part may be reached."""
    reached: dict[str, set[str]] = {}
    ports: dict[str, AllowedPorts] = {}
    for passage in drawing.passages:
        port = telling(passage.allows)
        for sources, destinations in passage.areas:
            names = tuple(drawing.members.names(drawing.sets[destinations]))
            for name in drawing.members.names(drawing.sets[sources]):
                reached.setdefault(name, set()).update(names)
            for name in names:
                ports.setdefault(name, port)
    ranges = {name for names in drawing.members.ranges.values() for name in names}
    apart = sorted(ranges) if len(ranges) <= FEW and not overlapping(ranges) else []
    for source in (*drawing.workloads, *apart):
        for destination in (*drawing.workloads, *(apart if "[" in source else ())):
            if source != destination and destination not in reached.get(source, ()):
                port = ports.get(destination, USUAL)
                yield Wanted(source, destination, port, Decision.DENY)


def overlapping(ranges: Iterable[str]) -> bool:
    """Two of the ranges share addresses."""
    networks = [ip_network(name) for name in ranges]
    pairs = combinations(networks, 2)
    return any(one.version == other.version and one.overlaps(other) for one, other in pairs)


def pairs_of(
    members: Members, passage: Passage, sources: Ends, destinations: Ends
) -> Iterator[Wanted]:
    """The pairs of an area."""
    port, expected = telling(passage.allows), None if passage.when else Decision.ALLOW
    for source in members.names(sources):
        for destination in members.names(destinations):
            if source != destination:
                yield Wanted(source, destination, port, expected)


def telling(allows: Ports) -> AllowedPorts:
    """The port to show of these: tcp/80 where it is among them, else the first."""
    usual = any(
        item.protocol is USUAL.protocol and item.first <= USUAL.first <= item.last
        for item in allows
    )
    return USUAL if usual else allows[0]


def in_turn(sources: Iterable[Iterator[Wanted]]) -> Iterator[Wanted]:
    """The first of each, the second of each, and so on; what nobody asks for is not begun."""
    waiting = sources
    while True:
        still = []
        for source in waiting:
            found = next(source, None)
            if found is not None:
                still.append(source)
                yield found
        if not still:
            return
        waiting = still
