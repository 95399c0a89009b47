"""Decisions on flows: both directions, under every reading of what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from verifier.decision import Decided, Decision, Trace
from verifier.dialect import Dialect
from verifier.flow import Direction, Endpoint, Flow, PodEndpoint
from verifier.reference.admin_rules import admin_selects
from verifier.reference.directions import Outcome, direction_allows, outcomes
from verifier.reference.ends import judged_end
from verifier.reference.isolation import isolating
from verifier.reference.points import Choosing, common, points_that_matter
from verifier.reference.policies import applies
from verifier.reference.readings import (
    Choices,
    DialectReading,
    EndReading,
    dialect_readings,
    end_readings,
)
from verifier.resources import AdminPolicy, NetworkPolicy, Node

EGRESS_FIRST = (Direction.EGRESS, Direction.INGRESS)


def allows(
    flow: Flow,
    policies: Sequence[NetworkPolicy],
    dialect: Dialect,
    admin: Sequence[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> bool:
    """True iff `flow` may pass: the source may send it, and the destination may receive it.

    Raises UsageError where the answer needs a reading or an address that is not given.
    Source: NP-01.
    """
    # "For a connection from a source pod to a destination pod to be allowed, both the egress policy
    # on the source pod and the ingress policy on the destination pod need to allow the connection.
    # If either side does not allow the connection, it will not happen."
    # (concepts/services-networking/network-policies, The two sorts of pod isolation)
    # "No further egress ClusterNetworkPolicy or NetworkPolicy rules will be processed but any
    # ingress rules at the destination do apply." (v1alpha2 clusternetworkpolicy_types.go, Accept)
    return direction_allows(
        Direction.EGRESS, flow, policies, dialect, admin, nodes
    ) and direction_allows(Direction.INGRESS, flow, policies, dialect, admin, nodes)


def decide(
    flow: Flow,
    policies: Sequence[NetworkPolicy],
    dialect: Dialect,
    admin: Sequence[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> Decided:
    """The decision on `flow` with the trace of both sides; DEPENDS iff some reading allows it and
    some other denies it: of the points that `dialect` leaves open, of addresses not known, of ties
    between admin policies, and of what domain names resolve to.

    `admin` are the policies of the Admin and the Baseline tier, `nodes` all nodes of the cluster.
    `depends_on` names the points of each smallest change of reading that changes the decision.
    A side that depends shows the trace of the first reading that lets the flow pass.
    """
    egress, ingress = (judge(d, flow, policies, dialect, admin, nodes) for d in EGRESS_FIRST)
    cases: dict[Choosing, dict[Choosing, Decision]] = {}
    for reading in joined(egress, ingress):
        cases.setdefault(reading.case, {})[reading.left_open] = reading.decision
    return Decided(common(cases), summary(egress), summary(ingress), points_that_matter(cases))


def every_reading(
    flow: Flow,
    policies: Sequence[NetworkPolicy],
    dialect: Dialect,
    admin: Sequence[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> list["Reading"]:
    """All readings that `decide` sums up; of addresses that a side treats alike, one."""
    return joined(*(judge(d, flow, policies, dialect, admin, nodes) for d in EGRESS_FIRST))


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read all that is open, and both sides under it.

    `case`: the choices of the dialect, of the source's address, and of the destination's.
    `left_open`: how ties end and names resolve, for egress and for ingress.
    """

    case: tuple[Choices, Choices, Choices]
    left_open: tuple[Choices, Choices]
    egress: Trace
    ingress: Trace

    @property
    def decision(self) -> Decision:
        """What becomes of the flow: ALLOW or DENY."""
        allowed = self.egress.decision is self.ingress.decision is Decision.ALLOW
        return Decision.ALLOW if allowed else Decision.DENY


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a flow: its outcomes under each of `readings` and for each of `ends`."""

    readings: Sequence[DialectReading]
    ends: Sequence[EndReading]
    outcomes: Mapping[tuple[Choices, Choices], Sequence[Outcome]]


def judge(
    direction: Direction,
    flow: Flow,
    policies: Sequence[NetworkPolicy],
    dialect: Dialect,
    admin: Sequence[AdminPolicy],
    nodes: Sequence[Node],
) -> Side:
    """One side of `flow`; the first of the ends that it treats alike stands for all."""
    readings = dialect_readings(flow, dialect, admin)
    subject = judged_end(flow, direction)
    policies, admin = having_a_say(subject, policies, admin)
    asking = isolating(direction, flow, policies)
    kinds: dict[tuple[object, ...], EndReading] = {}
    kept = {}
    for end in end_readings(direction, flow, asking, dialect, admin, nodes):
        judged = with_other_end(flow, direction, end.end)
        found = {
            (reading.choices, end.choices): outcomes(
                direction, judged, policies, reading.dialect, admin, nodes
            )
            for reading in readings
        }
        treatment = [
            (outcome.choices, outcome.trace.decision) for each in found.values() for outcome in each
        ]
        if kinds.setdefault((end.family, *treatment), end) is end:
            kept.update(found)
    return Side(readings, tuple(kinds.values()), kept)


def having_a_say(
    subject: Endpoint, policies: Sequence[NetworkPolicy], admin: Sequence[AdminPolicy]
) -> tuple[list[NetworkPolicy], list[AdminPolicy]]:
    """The policies that are about `subject`, under any reading."""
    if not isinstance(subject, PodEndpoint):
        return [], []
    return (
        [policy for policy in policies if applies(policy, subject)],
        [policy for policy in admin if admin_selects(policy, subject)],
    )


def with_other_end(flow: Flow, direction: Direction, end: Endpoint) -> Flow:
    """`flow` with `end` where the peers of `direction` look."""
    if direction is Direction.INGRESS:
        return replace(flow, source=end)
    return replace(flow, destination=end)


def joined(egress: Side, ingress: Side) -> list[Reading]:
    """Each reading of a flow with these sides."""
    return [
        Reading(
            (reading.choices, source.choices, destination.choices),
            (out.choices, into.choices),
            out.trace,
            into.trace,
        )
        for reading, source, destination in product(egress.readings, ingress.ends, egress.ends)
        if may_meet(source, destination)
        for out in egress.outcomes[reading.choices, destination.choices]
        for into in ingress.outcomes[reading.choices, source.choices]
    ]


def may_meet(source: EndReading, destination: EndReading) -> bool:
    """True iff two addresses that are both taken at will are of one family. Source: M-04."""
    at_will = bool(source.choices) and bool(destination.choices)
    return not at_will or source.family == destination.family


def summary(side: Side) -> Trace:
    """One trace that stands for a side under every reading."""
    traces = [outcome.trace for each in side.outcomes.values() for outcome in each]
    cases: dict[Choosing, dict[Choosing, Decision]] = {
        chosen: {(outcome.choices,): outcome.trace.decision for outcome in each}
        for chosen, each in side.outcomes.items()
    }
    if common(cases) is not Decision.DEPENDS:
        return traces[0]
    passing = next(trace for trace in traces if trace.decision is Decision.ALLOW)
    return replace(passing, decision=Decision.DEPENDS, depends_on=points_that_matter(cases))
