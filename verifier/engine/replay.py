"""Replays flows on the reference evaluator: nothing is shown that it does not confirm."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from verifier import reference
from verifier.decision import Decided, Decision, Reason
from verifier.dialect import Level
from verifier.engine.existence import doubt
from verifier.engine.owners import changed, owners_changes
from verifier.errors import SoundnessError
from verifier.flow import Direction, Flow
from verifier.query import Query, Verb
from verifier.reference import Reading
from verifier.smt.extract import OpenFacts
from verifier.verdict import NO_CHANGE, OwnersChange

if TYPE_CHECKING:
    from verifier.engine.session import Session

BY_RULE = (Reason.RULE, Reason.ADMIN, Reason.BASELINE)


@dataclass(frozen=True, slots=True)
class Replayed:
    """The reference's decision on a flow, after what owners do to their NetworkPolicies (M-18).
    `earlier`: that of another version, where the query compares with one."""

    decided: Decided
    owners: OwnersChange = NO_CHANGE
    earlier: Decided | None = None


def replay(
    session: "Session", query: Query, level: Level, flow: Flow, facts: OpenFacts
) -> Replayed:
    """The reference's decision on a flow. Raises SoundnessError unless it confirms that the flow
    can exist at that level, that the query judges it, and that it is decided as the solver says."""
    trouble = objection(session, query, level, flow)
    found: list[Decided] = []
    for change in changes_for(session, query, flow):
        found = decisions(session, flow, facts, change)
        for decided in found:
            if not trouble and not refusal(query, decided):
                return Replayed(decided, change)
    trouble = trouble or refusal(query, found[0])
    raise SoundnessError(f"{trouble}\nflow: {flow}\nfacts: {facts}\nquery: {query}")


def changes_for(session: "Session", query: Query, flow: Flow) -> Iterator[OwnersChange]:
    """What owners may do, where the query does not rely on their policies."""
    if query.robust:
        yield from owners_changes(session.manifests.policies, flow)
    else:
        yield NO_CHANGE


def refusal(query: Query, decided: Decided) -> str:
    """Why a judged flow with this decision does not violate the query; "" if it does."""
    sides = {Direction.EGRESS: decided.egress, Direction.INGRESS: decided.ingress}
    asked = [trace for d, trace in sides.items() if query.side in (None, d)]
    allowed = all(trace.decision is Decision.ALLOW for trace in asked)
    if allowed == (query.verb is Verb.ALWAYS):
        return f"the reference evaluator says {'allow' if allowed else 'deny'}"
    if query.by_default and any(trace.reason in BY_RULE for trace in asked):
        return "the reference evaluator finds a rule that admits the flow"
    return ""


def decisions(
    session: "Session", flow: Flow, facts: OpenFacts, change: OwnersChange = NO_CHANGE
) -> list[Decided]:
    """What the reference says of a flow under these facts (and after a change of the policies), at
    least one decision: first those where ties end as the facts say, as far as they come up."""
    manifests = session.manifests
    nodes = (*manifests.nodes, *facts.nodes)
    readings = reference.every_reading(
        flow,
        changed(manifests.policies, change),
        facts.dialect,
        manifests.admin_policies,
        nodes,
    )
    found = [reading for reading in readings if resolves_alike(reading, facts)]
    if not found:
        raise SoundnessError(f"no reading of the flow agrees\nflow: {flow}\nfacts: {facts}")
    found.sort(key=lambda reading: len(other_winners(reading, facts)))
    return [Decided(each.decision, each.egress, each.ingress) for each in found]


def resolves_alike(reading: Reading, facts: OpenFacts) -> bool:
    """The domain names that the reading asks about resolve as the facts say."""
    return all(
        (value == "yes") == (point.removeprefix("domain ") in facts.resolved)
        for choices in reading.left_open
        for point, value in choices
        if point.startswith("domain ")
    )


def other_winners(reading: Reading, facts: OpenFacts) -> list[str]:
    """The policies that decide by the facts where they tie, and not by the reading."""
    traces = {Direction.EGRESS: reading.egress, Direction.INGRESS: reading.ingress}
    points = dict(zip(traces, reading.left_open, strict=True))
    return [
        policy
        for direction, policy in facts.winners
        if any(point.startswith("tie ") and policy in point for point, _ in points[direction])
        and policy not in {step.policy for step in traces[direction].steps}
    ]


def objection(session: "Session", query: Query, level: Level, flow: Flow) -> str:
    """Why the query does not judge the flow at a level: it cannot exist there, or is not meant;
    "" if it does."""
    found = doubt(flow, level, session.place, query.facts)
    if not found and not session.judge(level).judges(query, flow):
        return "the flow is not one that the invariant judges"
    return found
