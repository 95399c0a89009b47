"""Laws of invariants about two versions: they say what a diff says."""

from dataclasses import replace

from hypothesis import event, given, settings

from tests.agreement.asking import share_of_examples
from tests.laws.comparing import EVERY_FLOW, TIMEOUT_MS, Pair, pairs
from verifier.dialect import Dialect
from verifier.engine import judge
from verifier.engine.versions import Question, Way, differences
from verifier.engine.versions.since import Since
from verifier.query import Earlier, Query, Verb
from verifier.testing import strategies
from verifier.verdict import Refuted, Unknown

OPENS = replace(EVERY_FLOW, since=Earlier("old", "old"))
CLOSES = replace(OPENS, verb=Verb.ALWAYS)


@settings(max_examples=share_of_examples(4))
@given(pair=pairs(), dialect=strategies.dialects())
def test_something_opens_iff_no_new_access_is_refuted(pair: Pair, dialect: Dialect) -> None:
    since = Since(pair.old, pair.new, pair.cluster, [OPENS, CLOSES])
    asked: dict[Way, Query] = {Way.OPENED: OPENS, Way.CLOSED: CLOSES}
    for way, query in asked.items():
        verdict = judge(since, query, dialect, 30_000)[pair.level]
        event(f"{way.value}: {type(verdict).__name__}")
        found = differences(
            pair.versions(), way, Question(dialect, pair.level, TIMEOUT_MS, 1)
        ).found
        if found is not None and not isinstance(verdict, Unknown):
            assert isinstance(verdict, Refuted) == found
