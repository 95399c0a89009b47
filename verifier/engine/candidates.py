"""Who the ends of a flow may be that is worth a try: a few declared pods, the plainest possible
pods that a query means, an address outside the cluster."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product, zip_longest

from verifier.dialect import Level
from verifier.engine.session import Asked, Session
from verifier.model import Operator
from verifier.normalise import selector
from verifier.query import NamedWorkload, Part, PodGroup, Verb
from verifier.smt.conditions import external_ends, sources_of
from verifier.smt.declared import DeclaredClass, may_match
from verifier.smt.footprint import ABSENT
from verifier.smt.logic import Term, is_number, neg
from verifier.smt.scope import WITH_PODS
from verifier.smt.symbols import SymbolicEnd

SOME = 12  # declared classes that are tried at an end
NAMESPACES = 5  # namespaces from which these are taken


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

    def pairs(self) -> Iterator[tuple[Candidate, Candidate]]:
        """Sources and destinations, likely ones first."""
        sources, destinations = (
            self.candidates(self.flow.source),
            self.candidates(self.flow.destination),
        )
        rows, columns = range(len(destinations)), range(len(sources))
        order: Iterable[tuple[int, int]] = diagonal(len(rows), len(columns))
        if self.level > Level.DECLARED:
            order = product(rows, columns)
        for one, other in order:
            pair = sources[other], destinations[one]
            if possible(*pair) and self.is_new(*pair):
                yield pair

    def is_new(self, *pair: Candidate) -> bool:
        """Declared ends alone were tried at `declared`; above it, they have less for certain."""
        return self.level is Level.DECLARED or any(c.pod and not c.declared for c in pair)

    def candidates(self, end: SymbolicEnd) -> list[Candidate]:
        """Declared pods of some namespaces in turn, then an address outside the cluster."""
        declared = self.asked.enrolment.candidates[end.name]
        groups = [declared.classes(name) for name in declared.namespaces()[:NAMESPACES]]
        classes = [found for turn in zip_longest(*groups) for found in turn if found is not None]
        plain = [found for found in classes if not found.representative.host_network]
        pods = [
            Candidate((end.is_pod, is_number(end.who, found.code)), True, found)
            for found in plain[:SOME]
        ]
        if self.level > Level.DECLARED:
            pods += self.possible(end)
        if end.name not in external_ends(self.asked.query):
            return pods
        return [*pods, Candidate((neg(end.is_pod), neg(end.own), neg(end.other)), False)]

    def possible(self, end: SymbolicEnd) -> Iterator[Candidate]:
        """The plainest possible pods that an end of the query means: no labels but those asked
        for."""
        query = self.asked.query
        meant = {
            self.flow.source.name: sources_of(query),
            self.flow.destination.name: (query.destination,),
        }
        here, beside = (
            [member.part for one in meant[name] for member in one.members]
            for name in (end.name, next(name for name in meant if name != end.name))
        )
        for part in here:
            if part in WITH_PODS:
                found = [name for name in map(self.namespace, beside) if name is not None]
                yield from (Candidate((*self.pod(end, n, {}),), True) for n in found[:1])
            namespace = self.namespace(part)
            if not isinstance(part, PodGroup) or namespace is None:
                continue
            values = {
                item.key: item.values[0] if item.operator is Operator.IN else None
                for item in selector(part.pods).requirements
                if item.operator in (Operator.IN, Operator.EXISTS)
            }
            yield Candidate((*self.pod(end, namespace, values),), True)

    def namespace(self, part: Part) -> str | None:
        """A namespace of a group that the input or the query names."""
        match part:
            case PodGroup(namespaces=tuple() as names):
                return next((n for n in names if n in self.flow.footprint.namespaces.codes), None)
            case NamedWorkload(namespace=name):
                return name
            case PodGroup(namespaces=None):
                return next(iter(self.session.listed), None)
            case PodGroup(namespaces=chosen):
                wanted = selector(chosen)
                fits = (n for n, has in self.session.listed.items() if may_match(wanted, has, ()))
                return next(fits, None)
            case _:
                return None

    def pod(
        self, end: SymbolicEnd, namespace: str, values: Mapping[str, str | None]
    ) -> Iterator[Term]:
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
