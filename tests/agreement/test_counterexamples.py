"""Verdicts: every counterexample replays, and no proof has a flow that breaks it."""

from hypothesis import given, settings

from tests.agreement.asking import Case, cases, judge_of, share_of_examples
from verifier import reference
from verifier.decision import Decision, Reason
from verifier.dialect import Dialect
from verifier.engine.judging import judge
from verifier.engine.session import Session
from verifier.flow import Direction, Flow
from verifier.query import Query, Verb
from verifier.resources import NetworkPolicy
from verifier.testing import strategies
from verifier.verdict import Proved, Unknown, Vacuous

TIMEOUT_MS = 60_000
UNIVERSAL = (Verb.NEVER, Verb.ONLY, Verb.ALWAYS)


def decision(
    query: Query, flow: Flow, policies: tuple[NetworkPolicy, ...], dialect: Dialect
) -> Decision:
    """What becomes of the flow, as far as the query looks; what a rule admits is no flow that is
    allowed by default."""
    decided = reference.decide(flow, policies, dialect)
    sides = {Direction.EGRESS: decided.egress, Direction.INGRESS: decided.ingress}
    ruled = (t.reason is Reason.RULE for d, t in sides.items() if query.side in (None, d))
    if query.by_default and any(ruled):
        return Decision.DENY
    match query.side:
        case Direction.EGRESS:
            return decided.egress.decision
        case Direction.INGRESS:
            return decided.ingress.decision
        case None:
            return decided.decision


@settings(max_examples=share_of_examples(2))
@given(case=cases(UNIVERSAL, count=3), dialect=strategies.dialects())
def test_no_flow_breaks_what_is_proved(case: Case, dialect: Dialect) -> None:
    session = Session(case.manifests, case.cluster, [case.query])
    verdict = judge(session, case.query, dialect, TIMEOUT_MS)[case.level]
    assert not isinstance(verdict, Unknown)
    judged = [flow for flow in case.flows if judge_of(session, case.level).judges(case.query, flow)]
    if isinstance(verdict, Vacuous):
        assert case.query.verb is Verb.ONLY or not judged, "judged, yet called vacuous"
    if not isinstance(verdict, Proved):
        return
    kept = Decision.ALLOW if case.query.verb is Verb.ALWAYS else Decision.DENY
    for flow in judged:
        assert decision(case.query, flow, case.manifests.policies, dialect) is kept, flow


@settings(max_examples=share_of_examples(2))
@given(case=cases((Verb.POSSIBLE,), count=0), dialect=strategies.dialects())
def test_what_is_called_possible_replays(case: Case, dialect: Dialect) -> None:
    session = Session(case.manifests, case.cluster, [case.query])
    assert judge(session, case.query, dialect, TIMEOUT_MS)
