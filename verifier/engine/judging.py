"""The verdict on a query, at every level."""

from collections.abc import Mapping

from verifier.dialect import Dialect, Level
from verifier.engine.paths import judge_paths
from verifier.engine.possible import judge_possible
from verifier.engine.session import Session
from verifier.engine.universal import judge_universal
from verifier.engine.versions.since import Since, judge_since
from verifier.query import Query, Verb
from verifier.verdict import Verdict


def judge(
    session: Session, query: Query, dialect: Dialect, timeout_ms: int, shown: Level | None = None
) -> Mapping[Level, Verdict]:
    """The verdict at each level; `timeout_ms` (milliseconds) bounds the whole query, and what it
    cuts off is Unknown. Witnesses of `possible` are made out for the level `shown`, None: for all.

    Raises SoundnessError when an answer does not stand up to the reference evaluator.
    """
    if isinstance(session, Since) and query.since is not None:
        return judge_since(session, query, dialect, timeout_ms)
    if query.hops:
        return judge_paths(session, query, dialect, timeout_ms)
    if query.verb is Verb.POSSIBLE:
        return judge_possible(session, query, dialect, timeout_ms, shown)
    return judge_universal(session, query, dialect, timeout_ms)
