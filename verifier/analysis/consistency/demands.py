"""What an invariants file demands of single flows: that they are allowed, or that they are not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from verifier.analysis.typos import ends_of
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.invariants import expired
from verifier.location import Location
from verifier.model import Selector
from verifier.normalise.networks import host_network, show_network
from verifier.query import (
    ANYTHING,
    AddressGroup,
    BuiltIn,
    Case,
    CaseEnd,
    End,
    Invariant,
    Member,
    PodGroup,
    Port,
    PortName,
    PortRange,
    Query,
    ServiceName,
    Spec,
    Verb,
)
from verifier.resources import LabelSelector
from verifier.smt.conditions import is_external, workloads_of
from verifier.smt.scope import Pods, apart, pods_of


@dataclass(frozen=True, slots=True)
class Demand:
    """An invariant, or a case in the shape of one: its ends stand for pods with the labels of the
    case, and with no others that the file mentions."""

    invariant: Invariant
    case: bool = False

    @property
    def query(self) -> Query:
        """Which flows it judges."""
        return self.invariant.query

    @property
    def location(self) -> Location:
        """Where the file states it."""
        return self.invariant.location

    @property
    def allows(self) -> bool:
        """It demands that every flow that it judges is allowed."""
        return self.query.verb is Verb.ALWAYS

    @property
    def forbids(self) -> bool:
        """It demands that no flow that it judges is allowed. With `by default` it does not: a
        rule may admit the flow (M-16)."""
        return self.query.verb in (Verb.NEVER, Verb.ONLY) and not self.query.by_default

    @property
    def sides(self) -> frozenset[Direction]:
        """The directions whose verdicts it looks at; it takes the others as allowing (M-15)."""
        return frozenset(d for d in Direction if self.query.side in (None, d))

    def named(self) -> str:
        """How a message calls it."""
        return f"case {self.invariant.title}" if self.case else f"invariant {self.invariant.id}"


def demands_of(spec: Spec, today: date) -> list[Demand]:
    """Everything in the file that speaks about single flows and needs no manifests to be
    understood: no chains (M-19), and no workloads by their names. Exceptions that have expired on
    `today` do not count (M-15)."""
    found = [Demand(in_force(invariant, today)) for invariant in spec.invariants]
    plain = [
        x for x in found if not x.query.hops and not x.query.since and not workloads_of(x.query)
    ]
    return [*plain, *cases_of(spec)]


def in_force(invariant: Invariant, today: date) -> Invariant:
    """The invariant without expired exceptions."""
    current = tuple(item for item in invariant.query.exemptions if not expired(item, today))
    return replace(invariant, query=replace(invariant.query, exemptions=current))


def cases_of(spec: Spec) -> Iterator[Demand]:
    """The cases between possible pods and addresses, on a port with a number."""
    for index, case in enumerate(spec.cases):
        query = query_of(case)
        if query is not None:
            invariant = Invariant(
                id=f"case-{index + 1}",
                title=case.text,
                sentence=case.text,
                query=query,
                level=Level.ANY_POD,
                dialect=spec.defaults.dialect,
                location=case.location,
            )
            yield Demand(invariant, case=True)


def query_of(case: Case) -> Query | None:
    """The case as a question about its flow; None where only manifests tell which flow it is."""
    if isinstance(case.destination, ServiceName):
        return None
    source, destination = end_of(case.source), end_of(case.destination)
    if source is None or destination is None or isinstance(case.port, str):
        return None
    return Query(
        verb=Verb.ALWAYS if case.expect == "allow" else Verb.NEVER,
        source=source,
        destination=destination,
        ports=(PortRange(case.protocol, case.port, case.port),),
    )


def end_of(end: CaseEnd) -> End | None:
    """The end of a case as a group; None for a declared workload."""
    if end.address is not None:
        return single(AddressGroup((show_network(host_network(end.address)),)), end.address)
    if end.labels is None or end.namespace is None:
        return None
    group = PodGroup((end.namespace,), LabelSelector(match_labels=end.labels))
    return single(group, end.namespace)


def single(part: PodGroup | AddressGroup, text: str) -> End:
    """An end of one part."""
    return End((Member(part, text),), text)


def mentions_known(query: Query) -> bool:
    """The query speaks about namespaces that the input names, which are not known yet."""
    return any(m.part is BuiltIn.KNOWN for end in ends_of(query) for m in end.members)


# What shows without a solver


def may_meet(one: Query, source: End, other: Query) -> bool:
    """Some flow from `source` may be judged by both, as far as a look at ends and ports tells."""
    return (
        any(ports_meet(p, q) for p in one.ports for q in other.ports)
        and ends_meet(source, judged_source(other))
        and ends_meet(one.destination, other.destination)
    )


def judged_source(query: Query) -> End:
    """The end that judged sources are in: for `only`, where it keeps others out."""
    return (query.among or ANYTHING) if query.verb is Verb.ONLY else query.source


def ports_meet(one: Port, other: Port) -> bool:
    """Some protocol and port may be both; a name may be any number."""
    if one.protocol is not other.protocol:
        return False
    if isinstance(one, PortName) or isinstance(other, PortName):
        return True
    return one.first <= other.last and other.first <= one.last


def ends_meet(one: End, other: End) -> bool:
    """Some endpoint may be in both."""
    if all(any(map(is_external, end.members)) for end in (one, other)):
        return True
    first, second = pods_of((one,)), pods_of((other,))
    if first is None or second is None:
        return first is second or bool(first or second)
    return any(pods_meet(x, y) for x in first for y in second)


def pods_meet(one: Pods, other: Pods) -> bool:
    """Some pod may be among both."""
    names, others = one.namespaces, other.namespaces
    if isinstance(names, tuple) and isinstance(others, tuple) and set(names).isdisjoint(others):
        return False
    if isinstance(names, Selector) and isinstance(others, Selector) and apart(names, others):
        return False
    return not apart(one.labels, other.labels)
