"""Who may exist: no flow that can exist is unknown to the encoder, at any level."""

from hypothesis import given
from hypothesis import strategies as st

from tests.agreement.asking import Case, cases, pinned
from verifier.dialect import Dialect, Level
from verifier.engine.existence import Place, doubt
from verifier.engine.judging import judge
from verifier.engine.session import Session
from verifier.manifests import Manifests
from verifier.query import ClusterFacts, End, Member, PodGroup, Query, Verb
from verifier.resources import LabelSelector, Namespace
from verifier.testing import strategies
from verifier.verdict import Refuted


@given(case=cases(anything=True), dialect=strategies.dialects())
def test_every_flow_that_can_exist_is_known_at_every_level_above(
    case: Case, dialect: Dialect
) -> None:
    for flow in case.flows:
        for level in Level:
            if level >= case.level:
                at = pinned(case, flow, level, dialect)
                assert at.exists(), f"{flow} can exist at {case.level.text}"
                assert not doubt(flow, level, Place.of(at.session.inventory, case.cluster))


@given(case=cases(anything=True, doubted=True), dialect=strategies.dialects())
def test_no_flow_that_cannot_exist_is_known(case: Case, dialect: Dialect) -> None:
    for flow in case.flows:
        at = pinned(case, flow, case.level, dialect)
        why = doubt(flow, case.level, Place.of(at.session.inventory, case.cluster))
        assert at.exists() == (not why), why


@given(count=st.integers(0, 6))
def test_two_namespaces_that_nothing_mentions_can_differ(count: int) -> None:
    listed = tuple(Namespace(name=f"n{index}") for index in range(count))
    source, target = (
        End((Member(PodGroup(chosen, LabelSelector()), text),), text)
        for text, chosen in (("from", with_env("prod")), ("to", with_env("dev")))
    )
    query = Query(verb=Verb.NEVER, source=source, destination=target)
    session = Session(Manifests(namespaces=listed), ClusterFacts(), [query])
    found = judge(session, query, Dialect(), 30_000)[Level.ANY_NAMESPACE]
    assert isinstance(found, Refuted)


def with_env(value: str) -> LabelSelector:
    """Namespaces with that `env` label."""
    return LabelSelector(match_labels=(("env", value),))
