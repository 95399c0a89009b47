"""Parts of a map: the flows that somebody asks about."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_network
from itertools import chain

from verifier.analysis.map.results import (
    Connections,
    Key,
    Listed,
    Listing,
    MapReport,
    Names,
    Within,
)
from verifier.analysis.results import AllowedPorts
from verifier.analysis.services.results import Ways
from verifier.errors import UsageError
from verifier.flow import Protocol

Test = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which flows to keep: with an end among `namespaces`, with an end among `workloads`, from one
    of `sources`, to one of `destinations`, on `port`; an empty one keeps all.

    Ends are "namespace/name", that with its "[Kind]", an address, or a CIDR.
    """

    namespaces: Names = ()
    workloads: Names = ()
    sources: Names = ()
    destinations: Names = ()
    port: tuple[Protocol, int] | None = None


def restricted(report: MapReport, filters: Filters) -> MapReport:
    """The report on the flows that pass the filters. Raises UsageError for an end that is none."""
    if filters == Filters():
        return report
    known = known_ends(report)
    spaces = sieve_of(filters.namespaces, known, in_namespace, "--namespace", "namespace")
    either = sieve_of(filters.workloads, known, is_end, "--workload", "workload")
    source = sieve_of(filters.sources, known, is_end, "--from", "workload or address")
    destination = sieve_of(filters.destinations, known, is_end, "--to", "workload or address")

    def kept(groups: Iterable[Connections]) -> tuple[Connections, ...]:
        for sieve in (spaces, either):
            if sieve.chosen is not None:
                groups = [part for group in groups for part in with_end(group, sieve)]
        found = (narrowed(group, source, destination) for group in groups)
        return tuple(part for group in found for part in on_port(group, filters.port))

    def inner(groups: Iterable[Within]) -> Iterator[Within]:
        for group in groups:
            names = tuple(n for n in group.workloads if spaces.has(n) and either.has(n))
            names = tuple(n for n in names if source.has(n) and destination.has(n))
            allows = ports_kept(group.allows, filters.port)
            if names and allows:
                yield Within(names, allows, group.when)

    return replace(
        report,
        workloads=tuple(n for n in report.workloads if spaces.has(n) and either.has(n)),
        connections=kept(report.connections),
        conditional=kept(report.conditional),
        within=tuple(inner(report.within)),
        denied=None if report.denied is None else kept(report.denied),
        one_sided=bool(filters.sources or filters.destinations),
        ways=report.ways
        and ways_kept(
            report.ways,
            lambda n: spaces.has(n) and either.has(n) and destination.has(n),
            filters.port,
        ),
    )


def ways_kept(ways: Ways, test: Test, port: tuple[Protocol, int] | None) -> Ways:
    """What arrives at such workloads, on this port; what leads nowhere stays."""
    edges = (
        replace(
            each,
            arrivals=tuple(
                a
                for a in each.arrivals
                if test(a.workload) and port in (None, (a.protocol, a.port))
            ),
            lacking=tuple(name for name in each.lacking if "[" not in name or test(name)),
        )
        for each in ways.edges
    )
    return replace(
        ways,
        edges=tuple(each for each in edges if each.arrivals or any(map(test, each.lacking))),
        unreached=tuple(each for each in ways.unreached if any(map(test, each.workloads))),
    )


class Sieve:
    """Takes the names that are `chosen`; all of them where that is None. Pieces that the lists of
    one map share are looked at once."""

    def __init__(self, chosen: frozenset[str] | None) -> None:
        self.chosen = chosen
        self.known: dict[Key, tuple[Names, Names]] = {}

    def has(self, name: str) -> bool:
        """The name is taken."""
        return self.chosen is None or name in self.chosen

    def split(self, names: Listed) -> tuple[Listed, Listed]:
        """The names that are taken, and the others."""
        if self.chosen is None:
            return names, ()
        if not isinstance(names, Listing):
            return self.parted(names)
        found = [self.known.get(key) or self.piece(key, names) for key in names.keys]
        taken = tuple(chain.from_iterable([some for some, _ in found]))
        return (taken, tuple(chain.from_iterable([o for _, o in found]))) if taken else ((), names)

    def piece(self, key: Key, names: Listing) -> tuple[Names, Names]:
        """The same for a piece."""
        found = self.known[key] = self.parted(names.book[key])
        return found

    def parted(self, names: Names) -> tuple[Names, Names]:
        """The same for some names."""
        return (
            tuple(name for name in names if self.has(name)),
            tuple(name for name in names if not self.has(name)),
        )


def known_ends(report: MapReport) -> Names:
    """Every name on the map."""
    groups = (*report.connections, *report.conditional, *(report.denied or ()))
    ends = (end for group in groups for end in (group.sources, group.destinations))
    pieces = {id(p): p for e in ends for p in (e.pieces if isinstance(e, Listing) else (e,))}
    ranges = {name for piece in pieces.values() for name in piece if "[" not in name}
    return (*report.workloads, *sorted(ranges))


def sieve_of(
    wanted: Names, known: Names, matches: Callable[[str, str], bool], option: str, what: str
) -> Sieve:
    """Takes the names that are wanted. Raises UsageError where one names nothing."""
    chosen: set[str] = set()
    for text in wanted:
        found = {name for name in known if matches(text, name)}
        if not found and not is_address(text):
            raise UsageError(f"{option}: there is no {what} {text!r} in the input")
        chosen |= found
    return Sieve(frozenset(chosen) if wanted else None)


def in_namespace(namespace: str, name: str) -> bool:
    """The workload is in the namespace."""
    return "[" in name and name.partition("/")[0] == namespace


def is_end(text: str, name: str) -> bool:
    """The text means the workload, or addresses of the range."""
    if "[" in name:
        return text in (name, name.partition("[")[0])
    if not is_address(text):
        return False
    one, other = ip_network(text, strict=False), ip_network(name)
    return one.version == other.version and one.overlaps(other)


def is_address(text: str) -> bool:
    """The text is an address or a CIDR."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def with_end(group: Connections, sieve: Sieve) -> Iterator[Connections]:
    """The pairs of which an end is taken, each once."""
    sources, others = sieve.split(group.sources)
    destinations, _ = sieve.split(group.destinations)
    if sources:
        yield replace(group, sources=sources)
    if others and destinations:
        yield replace(group, sources=others, destinations=destinations)


def narrowed(group: Connections, source: Sieve, destination: Sieve) -> Connections:
    """The pairs of such sources and destinations."""
    sources, _ = source.split(group.sources)
    destinations, _ = destination.split(group.destinations)
    return replace(group, sources=sources, destinations=destinations)


def on_port(group: Connections, port: tuple[Protocol, int] | None) -> Iterator[Connections]:
    """The group on this port, if it has pairs and the port."""
    allows = ports_kept(group.allows, port)
    if allows and any(True for _ in group.pairs()):
        yield replace(group, allows=allows)


def ports_kept(
    allows: tuple[AllowedPorts, ...], port: tuple[Protocol, int] | None
) -> tuple[AllowedPorts, ...]:
    """This port alone, if it is allowed; all of them where none is asked about."""
    if port is None:
        return allows
    protocol, number = port
    found = any(a.protocol is protocol and a.first <= number <= a.last for a in allows)
    return (AllowedPorts(protocol, number, number),) if found else ()


def without_allowed(report: MapReport) -> MapReport:
    """Only what is denied."""
    return replace(report, connections=(), conditional=(), within=())


def in_pairs(report: MapReport) -> MapReport:
    """The report with a group for each pair."""

    def split(groups: Iterable[Connections]) -> tuple[Connections, ...]:
        pairs = (
            replace(group, sources=(source,), destinations=(destination,))
            for group in groups
            for source, destination in group.pairs()
        )
        return tuple(sorted(pairs, key=lambda c: (c.sources, c.destinations, c.when)))

    return replace(
        report,
        connections=split(report.connections),
        conditional=split(report.conditional),
        denied=None if report.denied is None else split(report.denied),
    )
