"""Decisions on flows: both directions, under every reading of what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from verifier.decision import Decided, Decision, Trace
from verifier.dialect import Dialect
from verifier.flow import Direction, Endpoint, Flow, PodEndpoint
from verifier.reference.directions import direction_allows, trace_direction
from verifier.reference.ends import judged_end
from verifier.reference.policies import selects
from verifier.reference.readings import (
    Choices,
    EndReading,
    dialect_readings,
    end_readings,
)
from verifier.resources import NetworkPolicy


def allows(flow: Flow, policies: Sequence[NetworkPolicy], dialect: Dialect) -> bool:
    """True iff `flow` may pass: the source may send it, and the destination may receive it.

    Raises UsageError where the answer needs a reading or an address that is not given.
    Source: NP-01.
    """
    # "For a connection from a source pod to a destination pod to be allowed, both the egress policy
    # on the source pod and the ingress policy on the destination pod need to allow the connection.
    # If either side does not allow the connection, it will not happen."
    # (concepts/services-networking/network-policies, The two sorts of pod isolation)
    return direction_allows(Direction.EGRESS, flow, policies, dialect) and direction_allows(
        Direction.INGRESS, flow, policies, dialect
    )


def decide(flow: Flow, policies: Sequence[NetworkPolicy], dialect: Dialect) -> Decided:
    """The decision on `flow` with the trace of both sides; DEPENDS iff some reading allows it and
    some other denies it, of the points that `dialect` leaves open and of addresses not known.

    `depends_on` names the points of each smallest change of reading that changes the decision.
    A side that depends shows the trace of the first reading that lets the flow pass.
    """
    readings = dialect_readings(flow, dialect)
    egress, ingress = (
        judge(direction, flow, applying(direction, flow, policies), dialect)
        for direction in (Direction.EGRESS, Direction.INGRESS)
    )
    decisions = {
        reading.choices + source.choices + destination.choices: both(
            egress.traces[reading.choices, destination.choices],
            ingress.traces[reading.choices, source.choices],
        )
        for reading, source, destination in product(readings, ingress.ends, egress.ends)
        if may_meet(source, destination)
    }
    return Decided(
        common(decisions), summary(egress), summary(ingress), points_that_matter(decisions)
    )


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a flow, under each reading of the dialect and for each of `ends`."""

    ends: Sequence[EndReading]
    traces: Mapping[tuple[Choices, Choices], Trace]


def applying(
    direction: Direction, flow: Flow, policies: Sequence[NetworkPolicy]
) -> list[NetworkPolicy]:
    """The policies that have a say on one side of `flow`, under any reading."""
    subject = judged_end(flow, direction)
    if not isinstance(subject, PodEndpoint):
        return []
    return [policy for policy in policies if selects(policy, subject, direction)]


def judge(
    direction: Direction, flow: Flow, policies: Sequence[NetworkPolicy], dialect: Dialect
) -> Side:
    """One side of `flow`; the first of the ends that it treats alike stands for all."""
    readings = dialect_readings(flow, dialect)
    kinds: dict[tuple[object, ...], EndReading] = {}
    traces = {}
    for end in end_readings(direction, flow, policies, dialect):
        judged = with_other_end(flow, direction, end.end)
        found = {
            (reading.choices, end.choices): trace_direction(
                direction, judged, policies, reading.dialect
            )
            for reading in readings
        }
        kind = (end.family, *(trace.decision for trace in found.values()))
        if kinds.setdefault(kind, end) is end:
            traces.update(found)
    return Side(tuple(kinds.values()), traces)


def with_other_end(flow: Flow, direction: Direction, end: Endpoint) -> Flow:
    """`flow` with `end` where the peers of `direction` look."""
    if direction is Direction.INGRESS:
        return replace(flow, source=end)
    return replace(flow, destination=end)


def may_meet(source: EndReading, destination: EndReading) -> bool:
    """True iff two addresses that are both taken at will are of one family. Source: M-04."""
    at_will = bool(source.choices) and bool(destination.choices)
    return not at_will or source.family == destination.family


def both(egress: Trace, ingress: Trace) -> Decision:
    """What becomes of a flow whose sides are decided so."""
    allowed = egress.decision is Decision.ALLOW and ingress.decision is Decision.ALLOW
    return Decision.ALLOW if allowed else Decision.DENY


def common(decisions: Mapping[Choices, Decision]) -> Decision:
    """The decision under every reading, DEPENDS where they differ."""
    found = set(decisions.values())
    return found.pop() if len(found) == 1 else Decision.DEPENDS


def summary(side: Side) -> Trace:
    """One trace that stands for a side under every reading."""
    decisions = {reading + end: trace.decision for (reading, end), trace in side.traces.items()}
    traces = list(side.traces.values())
    if common(decisions) is not Decision.DEPENDS:
        return traces[0]
    passing = next(trace for trace in traces if trace.decision is Decision.ALLOW)
    return replace(passing, decision=Decision.DEPENDS, depends_on=points_that_matter(decisions))


def points_that_matter(decisions: Mapping[Choices, Decision]) -> tuple[str, ...]:
    """The points of each smallest change of reading that changes the decision, sorted."""
    changes = {
        frozenset(name for (name, a), (_, b) in zip(one, other, strict=True) if a != b)
        for (one, before), (other, after) in combinations(decisions.items(), 2)
        if before is not after
    }
    smallest = [change for change in changes if not any(less < change for less in changes)]
    return tuple(sorted({name for change in smallest for name in change}))
