"""What comes into an input by way of Services, and the ports of Services that nobody reaches."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from verifier.analysis.map.results import MapReport, Ports
from verifier.analysis.results import Assumption
from verifier.analysis.services.backing import Backing, Backings, protocol_of
from verifier.analysis.services.entries import ways_in
from verifier.analysis.services.questions import (
    ANY_POD,
    ANYBODY,
    Question,
    from_ranges,
)
from verifier.analysis.services.results import Entry, Loose, Origin, Ways
from verifier.flow import Protocol
from verifier.manifests import Manifests
from verifier.resources import Service, ServicePort

ASSUMED = {
    Origin.CONTROLLER: Assumption(
        "ingress-controller",
        "an ingress controller is some pod of some namespace, declared or not, on the pod network; "
        "what its own egress allows is not judged",
    ),
    Origin.OUTSIDE: Assumption(
        "outside-source",
        "who comes from outside keeps his address (externalTrafficPolicy: Local); else he looks "
        "like a node",
    ),
}


@dataclass(frozen=True, slots=True)
class Survey:
    """What comes in, each entry with the pods behind it; what leads nowhere that is known; and the
    ports of Services, with those of the workloads behind them, at which no flow of the map
    arrives. In the order of the input."""

    entries: tuple[tuple[Entry, tuple[Backing, ...], tuple[str, ...]], ...] = ()
    loose: tuple[Loose, ...] = ()
    silent: tuple[tuple[Service, ServicePort, tuple[Backing, ...]], ...] = ()

    @property
    def needs_answers(self) -> bool:
        """Something has to be asked of a solver."""
        return bool(self.entries or self.silent)


Landing = tuple[Collection[str], Ports]  # workloads, and the ports at which something arrives


def survey(landings: Iterable[Landing], manifests: Manifests) -> Survey:
    """What the Services of the manifests lead to; `landings` is where flows of their map arrive."""
    if not manifests.services and not manifests.entry_points:
        return Survey()
    backings = Backings(manifests)
    found = list(dict.fromkeys(ways_in(manifests, backings)))
    loose = [each for each in found if isinstance(each, Loose)]
    entries = [each for each in found if isinstance(each, Entry)]
    loose += [nobody(each) for each in entries if not backings.selected(each.service)]
    return Survey(
        tuple(
            (
                each,
                tuple(backings.behind(each.service, each.port)),
                tuple(backings.lacking(each.service, each.port)),
            )
            for each in entries
            if backings.selected(each.service)
        ),
        tuple(loose),
        tuple(not_seen(landings, manifests, backings)),
    )


def with_ways(report: MapReport, ways: Ways) -> MapReport:
    """The map with what comes in by way of Services, and what that takes for granted."""
    return replace(report, ways=ways, assumptions=(*report.assumptions, *taken_for_granted(ways)))


def taken_for_granted(ways: Ways) -> tuple[Assumption, ...]:
    """What these entries rest on."""
    origins = {edges.entry.origin for edges in ways.edges}
    return tuple(ASSUMED[origin] for origin in Origin if origin in origins)


def landings(report: MapReport) -> Iterator[Landing]:
    """Where flows of a map arrive."""
    for group in (*report.connections, *report.conditional):
        yield group.destinations, group.allows
    for inner in report.within:
        yield inner.workloads, inner.allows


def nobody(entry: Entry) -> Loose:
    """The entry leads to a Service that selects no pod of the input."""
    text = f"leads to {entry.service.text}, which selects no declared workload"
    return Loose(entry.through, text, entry.location)


def question(entry: Entry, behind: Backing) -> Question:
    """Who is let in to the pods behind an entry."""
    sources = ANY_POD if entry.origin is Origin.CONTROLLER else from_ranges(entry.ranges)
    return Question(sources, behind.pods, protocol_of(entry.port), behind.port)


def anybody(behind: Backing, port: ServicePort) -> Question:
    """Whether anybody at all is let in to the pods behind a Service's port."""
    return Question(ANYBODY, behind.pods, protocol_of(port), behind.port)


def not_seen(
    landings: Iterable[Landing], manifests: Manifests, backings: Backings
) -> Iterator[tuple[Service, ServicePort, tuple[Backing, ...]]]:
    """The ports of Services at none of whose pods a flow of the map arrives."""
    found = [
        (service, port, tuple(backings.behind(service, port)))
        for service in manifests.services
        for port in service.ports
    ]
    reached = arrivals(
        landings, frozenset(each.workload for _, _, behind in found for each in behind)
    )
    for service, port, behind in found:
        protocol = protocol_of(port)
        if behind and not any(arrives(reached, b.workload, protocol, b.port) for b in behind):
            yield service, port, behind


Reached = dict[str, list[tuple[Protocol, int, int]]]


def arrivals(landings: Iterable[Landing], wanted: frozenset[str]) -> Reached:
    """The ports at which flows arrive, by those workloads that are wanted."""
    found: dict[str, dict[tuple[Protocol, int, int], None]] = {}
    for names, allows in landings:
        ports = {(each.protocol, each.first, each.last): None for each in allows}
        for name in wanted.intersection(names):
            found.setdefault(name, {}).update(ports)
    return {name: list(ports) for name, ports in found.items()}


def arrives(reached: Reached, workload: str, protocol: Protocol, port: int) -> bool:
    """Some flow of the map arrives there."""
    return any(
        each is protocol and first <= port <= last
        for each, first, last in reached.get(workload, ())
    )
