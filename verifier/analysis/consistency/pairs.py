"""Demands of an invariants file that no policies can meet together: what one says must be allowed,
another says must not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verifier.analysis.consistency.demands import Demand, judged_source, may_meet
from verifier.analysis.consistency.ground import Ground
from verifier.dialect import Level
from verifier.errors import Problem
from verifier.flow import Direction
from verifier.query import Comparison, Port, PortName, PortRange, Query, StatedFact
from verifier.smt.conditions import port_matches
from verifier.smt.footprint import ABSENT
from verifier.smt.literal import reading_pins
from verifier.smt.logic import TRUE, Term, conj, disj, is_number, neg
from verifier.smt.symbols import PROTOCOL_CODES

CONTRADICTION = "NP983"
WRONG_CASE = "NP987"
FIRST_PORT = 80  # shown where any port would do


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of the file: `fatal` ones leave nothing to judge; those that are `grave` are told
    beside them, as much as they."""

    problem: Problem
    fatal: bool
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Grounds:
    """`free`: any labels of namespaces. `actual`: those of the Namespace objects of the input."""

    free: Ground
    actual: Ground


def contradictions(demands: Sequence[Demand], grounds: Grounds) -> Iterator[Finding]:
    """Every `always` against every `never` and `only`, and cases against both and each other.

    Each demand is asked about all its rivals at once. Raises GaveUpError.
    """
    forbidding = [demand for demand in demands if demand.forbids]
    for demand in demands:
        rivals = [
            Clash(demand, other)
            for other in forbidding
            if demand.allows and may_meet(demand.query, judged_source(demand.query), other.query)
        ]
        yield from clashes_in([rival for rival in rivals if rival.is_judged], grounds)


def clashes_in(rivals: list["Clash"], grounds: Grounds) -> Iterator[Finding]:
    """What comes of the pairs that some flow is judged by."""
    ground = grounds.free
    terms = {id(rival): conj((*rival.assumed(ground), rival.target(ground))) for rival in rivals}
    while rivals and ground.may(disj(terms[id(rival)] for rival in rivals)):
        values = ground.asker.values()
        hit = [rival for rival in rivals if values.truth(terms[id(rival)])]
        for rival in hit:
            yield from finding(rival, grounds)
        rivals = [rival for rival in rivals if id(rival) not in {id(other) for other in hit}]


def finding(clash: "Clash", grounds: Grounds) -> Iterator[Finding]:
    """An error where the pair clashes in every cluster; else a warning, where it does with the
    namespaces of the input."""
    free, actual, wanted = grounds.free, grounds.actual, readable_port(clash.must, grounds.free)
    if clash.level is not Level.DECLARED:
        assumed, target = clash.assumed(free), clash.target(free, sure=True)
        found = free.whatever_labels(assumed, target, clash.facts, wanted)
        if found is not None:
            flow = free.words(assumed, target, found, clash.where)
            yield Finding(clash.problem(flow), True)
            return
    for sure in (True, False):
        assumed, target = clash.assumed(actual, settled=True), clash.target(actual, sure)
        found = actual.example([*assumed, target], readable_port(clash.must, actual))
        if found is not None:
            flow = actual.words(assumed, target, found, clash.where)
            yield Finding(
                clash.problem(flow, clash.extent(sure)), False, clash.level is Level.DECLARED
            )
            return
        if clash.level is Level.DECLARED:
            return


@dataclass(frozen=True, slots=True, eq=False)
class Clash:
    """Two demands that may judge one flow: `must` wants it allowed, `never` does not."""

    must: Demand
    never: Demand

    @property
    def level(self) -> Level:
        """Who exists for both."""
        return min(self.must.invariant.level, self.never.invariant.level)

    @property
    def about_case(self) -> bool:
        """One of the two is a case."""
        return self.must.case or self.never.case

    @property
    def is_judged(self) -> bool:
        """No case is set against what speaks of declared pods: its pods are not declared."""
        return not (self.about_case and self.level is Level.DECLARED)

    @property
    def facts(self) -> tuple[StatedFact, ...]:
        """What is stated for one of the two: both are judged only where all of it holds."""
        return tuple(dict.fromkeys((*self.must.query.facts, *self.never.query.facts)))

    @property
    def where(self) -> tuple[Comparison, ...]:
        """The comparisons of both."""
        return (*self.must.query.where, *self.never.query.where)

    def assumed(self, ground: Ground, settled: bool = False) -> list[Term]:
        """What exists for both, under readings that both judge. `settled`: cases, and what is
        judged at `declared`, meet namespaces without labels where none are listed."""
        bare = settled and (self.level is Level.DECLARED or self.about_case)
        dialects = (self.must.invariant.dialect, self.never.invariant.dialect)
        pins = [term for dialect in dialects for term in reading_pins(ground.flow, dialect)]
        return [*ground.at(self.level, self.facts, bare), *pins]

    def target(self, ground: Ground, sure: bool = False) -> Term:
        """Both judge the flow, and no verdicts of its directions can please both. `sure`: also
        where it takes no pod that gives a name to a port of a certain number."""
        ports = sure_ports(self.must.query, self.never.query, ground) if sure else TRUE
        return conj(
            (
                judges(self.must, ground),
                judges(self.never, ground),
                leaves_no_way(self.never, self.must, ground),
                ports,
                *ground.facts_hold([fact for fact in self.facts if fact.of == "pod"]),
            )
        )

    def extent(self, sure: bool) -> str:
        """Where the two contradict each other, if not everywhere."""
        if not sure:
            return " where a pod gives that name to such a port"
        if self.level is Level.DECLARED:
            return " for every declared pod that both judge"
        return ", as namespaces are or may be labelled in this input"

    def problem(self, flow: str, extent: str = "") -> Problem:
        """The pair, the place of the one that comes second, and a flow."""
        first, second = sorted((self.must, self.never), key=lambda found: found.location)
        return Problem(
            WRONG_CASE if self.about_case else CONTRADICTION,
            f"contradicts {first.named()} ({first.location}){extent}: a flow that "
            f"{self.must.named()} wants allowed, and {self.never.named()} not: {flow}",
            second.location,
            advice="correct one of the two"
            if self.about_case
            else "narrow one of the two, or take such flows out of it with `except`",
            object=second.named(),
        )


def judges(demand: Demand, ground: Ground) -> Term:
    """The demand judges the flow; pods of cases carry no labels and named ports but their own."""
    premise = ground.premise(demand.query)
    return conj((premise, *only_its_own(demand, ground))) if demand.case else premise


def only_its_own(case: Demand, ground: Ground) -> Iterator[Term]:
    """The pods of a case are without what it does not say."""
    query = case.query
    for group, end in zip((query.source, query.destination), ground.ends, strict=True):
        said = {
            key
            for member in group.members
            for key, _ in getattr(getattr(member.part, "pods", None), "match_labels", ())
        }
        for name in ground.flow.footprint.keys("pod"):
            if name not in said:
                yield disj((neg(end.is_pod), is_number(end.label("pod", name), ABSENT)))
    yield from (neg(term) for term in ground.flow.destination.ports.values())


def leaves_no_way(never: Demand, must: Demand, ground: Ground) -> Term:
    """Whatever policies say of the flow, it is allowed in the directions that `never` looks at, or
    not allowed in those that `must` looks at: so of the former, those that are not among the latter
    are not for policies to decide."""
    others = [direction for direction in Direction if direction in never.sides - must.sides]
    return conj(neg(ground.rulings.decided_by_policies(direction)) for direction in others)


def sure_ports(one: Query, other: Query, ground: Ground) -> Term:
    """The port is one that both name alike, or by numbers; a name may stand for any number only
    where the other asks about all."""
    pairs = [(p, q) for p in one.ports for q in other.ports if surely_meet(p, q)]
    return disj(conj(port_matches(port, ground.flow) for port in pair) for pair in pairs)


def surely_meet(one: Port, other: Port) -> bool:
    """A flow on a port of one kind is one on the other's, whoever names it."""
    names = [port for port in (one, other) if isinstance(port, PortName)]
    ranges = [port for port in (one, other) if isinstance(port, PortRange)]
    if not names or not ranges:
        return True
    return (ranges[0].first, ranges[0].last) == (1, 65535)


def readable_port(must: Demand, ground: Ground) -> list[Term]:
    """The first port that is asked about."""
    match must.query.ports[0]:
        case PortRange(protocol, first, _):
            number = FIRST_PORT if first == 1 else first
        case PortName(protocol, _):
            number = FIRST_PORT
    flow = ground.flow
    return [is_number(flow.protocol, PROTOCOL_CODES[protocol]), is_number(flow.port, number)]
