"""Who the ends of a flow may be that is worth a try: a few declared pods, the plainest possible
pods that a query means, an address outside the cluster."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Generic, TypeVar

from verifier.dialect import Level
from verifier.engine.session import Asked, Session
from verifier.engine.suggestions import Labels, Suggestions
from verifier.model import EVERYTHING, Selector
from verifier.query import Verb
from verifier.smt.conditions import external_ends
from verifier.smt.declared import DeclaredClass, may_match
from verifier.smt.footprint import ABSENT
from verifier.smt.logic import Term, is_number, neg
from verifier.smt.symbols import SymbolicEnd

SOME = 40  # declared classes that are tried at an end
NAMESPACES = 8  # namespaces from which these are taken
ALIKE = 2  # classes of a namespace that are tried because of one rule


Item = TypeVar("Item")


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
        ends = self.flow.source, self.flow.destination
        sources, destinations = (Drawn(self.candidates(end)) for end in ends)
        for destination, source in diagonal(destinations, sources):
            if possible(source, destination) and self.is_new(source, destination):
                yield source, destination

    def is_new(self, *pair: Candidate) -> bool:
        """Declared ends alone were tried at `declared`; above it, they have less for certain."""
        return self.level is Level.DECLARED or any(c.pod and not c.declared for c in pair)

    def candidates(self, end: SymbolicEnd) -> Iterator[Candidate]:
        """Pods, then an address outside the cluster."""
        kinds = [self.declared(end)]
        if self.level > Level.DECLARED:
            kinds.append(self.possible(end))
        yield from in_turn(kinds)
        if end.name in external_ends(self.asked.query):
            yield Candidate((neg(end.is_pod), neg(end.own), neg(end.other)), False)

    def declared(self, end: SymbolicEnd) -> Iterator[Candidate]:
        """Declared pods: in turn any, and such as rules at the other end ask for."""
        declared = self.asked.enrolment.candidates[end.name]
        names = declared.namespaces()
        asked_for = (
            found
            for peer in self.suggestions.peers(end)
            for name in islice(self.suggestions.fitting(peer.namespaces, names), NAMESPACES)
            for found in islice(matching(peer.pods, declared.classes(name)), ALIKE)
        )
        others = in_turn(matching(EVERYTHING, declared.classes(n)) for n in names[:NAMESPACES])
        seen: set[int] = set()
        for found in in_turn((others, asked_for)):
            if found.code not in seen and not found.representative.host_network:
                seen.add(found.code)
                yield Candidate((end.is_pod, is_number(end.who, found.code)), True, found)
            if len(seen) == SOME:
                break

    def possible(self, end: SymbolicEnd) -> Iterator[Candidate]:
        """Possible pods: the plainest ones, and such as rules at the other end ask for, or policies
        of their own select."""
        suggestions = self.suggestions
        others = in_turn((suggestions.asked_for(end), suggestions.selected(end)))
        seen: set[object] = set()
        for name, labels in chain(suggestions.plain(end), others):
            pod = (name, frozenset(labels.items()))
            if pod not in seen:
                seen.add(pod)
                yield Candidate((*self.pod(end, name, labels),), True)
            if len(seen) == SOME:
                break

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


class Drawn(Generic[Item]):
    """Items by number, drawn as they are asked for."""

    def __init__(self, items: Iterator[Item]) -> None:
        self.items = items
        self.drawn: list[Item] = []

    def first(self, number: int) -> Sequence[Item]:
        """So many items, or all."""
        self.drawn += islice(self.items, max(0, number - len(self.drawn)))
        return self.drawn[:number]


def diagonal(rows: Drawn[Item], columns: Drawn[Item]) -> Iterator[tuple[Item, Item]]:
    """All places of a table, those near its first corner first."""
    for total in count():
        down, across = rows.first(total + 1), columns.first(total + 1)
        found = range(max(0, total - len(across) + 1), min(total + 1, len(down)))
        if not found:
            return
        yield from ((down[row], across[total - row]) for row in found)


def in_turn(several: Iterable[Iterator[Item]]) -> Iterator[Item]:
    """An item of each, then the next one of each that has more, and so on."""
    while several:
        left: list[Iterator[Item]] = []
        for items in several:
            found = list(islice(items, 1))
            if found:
                left.append(items)
            yield from found
        several = left


def possible(source: Candidate, destination: Candidate) -> bool:
    """Some end is a pod, and both ends are not the same one."""
    if source.declared is None or destination.declared is None:
        return source.pod or destination.pod
    return not source.declared.excludes(destination.declared)
