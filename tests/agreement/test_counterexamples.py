"""Verdicts: every counterexample replays, and no proof has a flow that breaks it."""

from hypothesis import given, settings

from tests.agreement.asking import Case, cases, judge_of, share_of_examples
from tests.agreement.deciding import outcomes
from verifier.dialect import Dialect
from verifier.engine.judging import judge
from verifier.engine.session import Session
from verifier.query import Verb
from verifier.testing import strategies
from verifier.verdict import Proved, Unknown, Vacuous

TIMEOUT_MS = 60_000
UNIVERSAL = (Verb.NEVER, Verb.ONLY, Verb.ALWAYS)


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
    kept = {case.query.verb is Verb.ALWAYS}
    for flow in judged:
        assert outcomes(case.manifests, case.query, flow, dialect) == kept, flow


@settings(max_examples=share_of_examples(2))
@given(case=cases((Verb.POSSIBLE,), count=0), dialect=strategies.dialects())
def test_what_is_called_possible_replays(case: Case, dialect: Dialect) -> None:
    session = Session(case.manifests, case.cluster, [case.query])
    assert judge(session, case.query, dialect, TIMEOUT_MS)
