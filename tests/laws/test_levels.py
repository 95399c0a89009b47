"""Levels: what is refuted at one level is refuted at every level above it."""

from hypothesis import given, settings

from tests.agreement.asking import Case, cases, share_of_examples
from verifier.dialect import Dialect, Level
from verifier.engine.judging import judge
from verifier.engine.session import Session
from verifier.query import Verb
from verifier.testing import strategies
from verifier.verdict import Refuted

UNIVERSAL = (Verb.NEVER, Verb.ONLY, Verb.ALWAYS)


@settings(max_examples=share_of_examples(4))
@given(case=cases(UNIVERSAL, count=0), dialect=strategies.dialects())
def test_universal_verbs_are_monotone(case: Case, dialect: Dialect) -> None:
    session = Session(case.manifests, case.cluster, [case.query])
    found = judge(session, case.query, dialect, 60_000)
    refuted = [isinstance(found[level], Refuted) for level in Level]
    assert refuted == sorted(refuted)


@settings(max_examples=share_of_examples(4))
@given(case=cases(UNIVERSAL, count=0), dialect=strategies.dialects(fixed=True))
def test_what_one_reading_refutes_is_refuted_when_it_is_open(case: Case, dialect: Dialect) -> None:
    session = Session(case.manifests, case.cluster, [case.query])
    fixed = judge(session, case.query, dialect, 60_000)
    opened = judge(session, case.query, Dialect(), 60_000)
    for level in Level:
        assert isinstance(opened[level], Refuted) or not isinstance(fixed[level], Refuted)
