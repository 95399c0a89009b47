"""Who the ends of a flow may be that is worth a try: a few declared pods, the plainest possible
pods that a query means, an address outside the cluster."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest

from verifier.dialect import Level
from verifier.engine.session import Asked, Session
from verifier.engine.suggestions import Labels, Suggestions
from verifier.model import Selector
from verifier.query import Verb
from verifier.smt.conditions import external_ends
from verifier.smt.declared import DeclaredClass, may_match
from verifier.smt.footprint import ABSENT
from verifier.smt.logic import Term, is_number, neg
from verifier.smt.symbols import SymbolicEnd

SOME = 40  # declared classes that are tried at an end
NAMESPACES = 8  # namespaces from which these are taken
ALIKE = 2  # classes of a namespace that are tried because of one rule


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who an end may be: a declared class, a possible pod, or an address outside the cluster."""

    terms: tuple[Term, ...]
    pod: bool
    declared: DeclaredClass | None = None


class CandidateEnds:
    """Sources and destinations for a query's flows at a level."""

    def __init__(self, session: Session, asked: Asked, level: Level) -> None:
        self.session = session
        self.asked = asked
        self.flow = session.flow
        self.level = level
        self.suggestions = Suggestions(session, asked)

    def pairs(self) -> Iterator[tuple[Candidate, Candidate]]:
        """Sources and destinations, likely ones first."""
        sources, destinations = (
            self.candidates(self.flow.source),
            self.candidates(self.flow.destination),
        )
        for one, other in diagonal(len(destinations), len(sources)):
            pair = sources[other], destinations[one]
            if possible(*pair) and self.is_new(*pair):
                yield pair

    def is_new(self, *pair: Candidate) -> bool:
        """Declared ends alone were tried at `declared`; above it, they have less for certain."""
        return self.level is Level.DECLARED or any(c.pod and not c.declared for c in pair)

    def candidates(self, end: SymbolicEnd) -> list[Candidate]:
        """Pods, then an address outside the cluster."""
        pods = [
            Candidate((end.is_pod, is_number(end.who, found.code)), True, found)
            for found in self.declared(end)
        ]
        if self.level > Level.DECLARED:
            turns = zip_longest(pods, self.possible(end))
            pods = [found for turn in turns for found in turn if found is not None]
        if end.name not in external_ends(self.asked.query):
            return pods
        return [*pods, Candidate((neg(end.is_pod), neg(end.own), neg(end.other)), False)]

    def declared(self, end: SymbolicEnd) -> list[DeclaredClass]:
        """Declared pods: in turn any, and such as rules at the other end ask for."""
        declared = self.asked.enrolment.candidates[end.name]
        names = declared.namespaces()
        asked_for = (
            found
            for peer in self.suggestions.peers(end)
            for name in islice(self.suggestions.fitting(peer.namespaces, names), NAMESPACES)
            for found in islice(matching(peer.pods, declared.classes(name)), ALIKE)
        )
        groups = [declared.classes(name) for name in names[:NAMESPACES]]
        plain = (found for turn in zip_longest(*groups) for found in turn if found is not None)
        turns = zip_longest(plain, asked_for)
        classes = {found.code: found for turn in turns for found in turn if found is not None}
        pods = (c for c in classes.values() if not c.representative.host_network)
        return list(islice(pods, SOME))

    def possible(self, end: SymbolicEnd) -> Iterator[Candidate]:
        """Possible pods: the plainest ones, and such as rules at the other end ask for."""
        found: dict[object, tuple[str, Labels]] = {}
        suggestions = self.suggestions
        several = zip_longest(suggestions.asked_for(end), suggestions.selected(end))
        for pod in (*suggestions.plain(end), *(p for pods in several for p in pods if p)):
            found.setdefault((pod[0], tuple(pod[1].items())), pod)
            if len(found) == SOME:
                break
        for name, labels in found.values():
            yield Candidate((*self.pod(end, name, labels),), True)

    def pod(self, end: SymbolicEnd, namespace: str, values: Labels) -> Iterator[Term]:
        """A pod in a namespace with these labels (None: any value); no port has a name."""
        yield from (end.is_pod, is_number(end.who, 0), neg(end.host), neg(end.own), neg(end.other))
        yield neg(end.unlisted)
        yield is_number(end.namespace, end.footprint.namespaces.codes[namespace])
        for key in end.footprint.keys("pod"):
            domain = end.footprint.domains["pod", key]
            code = ABSENT
            if key in values:
                value = values[key]
                code = len(domain.values) + 1 if value is None else domain.code(value)
            yield is_number(end.label("pod", key), code)
        chosen = self.asked.query.verb is not Verb.POSSIBLE  # else these labels are facts (M-09)
        if chosen and namespace not in self.session.listed:
            for key in end.footprint.keys("namespace"):
                yield is_number(end.label("namespace", key), ABSENT)


def matching(chosen: Selector, classes: Iterable[DeclaredClass]) -> Iterator[DeclaredClass]:
    """The classes whose pods a selector may match."""
    for found in classes:
        pod = found.representative
        if may_match(chosen, dict(pod.labels), pod.unknown_labels):
            yield found


def diagonal(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """All places of a table, those near its first corner first."""
    for total in range(rows + columns - 1):
        for row in range(max(0, total - columns + 1), min(total + 1, rows)):
            yield row, total - row


def possible(source: Candidate, destination: Candidate) -> bool:
    """Some end is a pod, and both ends are not the same one."""
    if source.declared is None or destination.declared is None:
        return source.pod or destination.pod
    return not source.declared.excludes(destination.declared)
