"""Replays flows on the reference evaluator: nothing is shown that it does not confirm."""

from verifier import reference
from verifier.decision import Decided, Decision, Reason
from verifier.dialect import Dialect, Level
from verifier.engine.existence import doubt
from verifier.engine.membership import Judge
from verifier.engine.session import Session
from verifier.errors import SoundnessError
from verifier.flow import Direction, Flow
from verifier.query import Query, Verb


def replay(session: Session, query: Query, level: Level, flow: Flow, dialect: Dialect) -> Decided:
    """The reference's decision on a flow. Raises SoundnessError unless it confirms that the flow
    can exist at that level, that the query judges it, and that it is decided as the solver says."""
    decided = reference.decide(flow, session.manifests.policies, dialect)
    sides = {Direction.EGRESS: decided.egress, Direction.INGRESS: decided.ingress}
    wanted = [trace.decision for d, trace in sides.items() if query.side in (None, d)]
    allowed = all(decision is Decision.ALLOW for decision in wanted)
    by_rule = any(t.reason is Reason.RULE for d, t in sides.items() if query.side in (None, d))
    trouble = objection(session, query, level, flow)
    if Decision.DEPENDS in wanted:
        trouble = "the reference evaluator finds the decision open"
    elif allowed == (query.verb is Verb.ALWAYS):
        trouble = f"the reference evaluator says {'allow' if allowed else 'deny'}"
    elif query.by_default and by_rule:
        trouble = "the reference evaluator finds a rule that admits the flow"
    if trouble:
        raise SoundnessError(f"{trouble}\nflow: {flow}\ndialect: {dialect}\nquery: {query}")
    return decided


def objection(session: Session, query: Query, level: Level, flow: Flow) -> str:
    """Why the query does not judge the flow at a level: it cannot exist there, or is not meant;
    "" if it does."""
    known = frozenset((*(n.name for n in session.inventory.listed), *session.inventory.named))
    found = doubt(flow, level, session.place, query.facts)
    if not found and not Judge(session.cluster, known, level).judges(query, flow):
        return "the flow is not one that the invariant judges"
    return found
