"""Two equal bare Pods, x and y, were one class: naming one of them in an end spoke for both, or for
neither."""

import pytest

from verifier.dialect import Dialect, Level
from verifier.engine.judging import judge
from verifier.engine.session import Session
from verifier.manifests import Manifests
from verifier.query import (
    BuiltIn,
    ClusterFacts,
    End,
    Exemption,
    Member,
    NamedWorkload,
    Part,
    PodGroup,
    Query,
    Verb,
)
from verifier.resources import LabelSelector, Pod
from verifier.verdict import Refuted

PODS = tuple(Pod(name=name, namespace="a", labels={"app": "web"}) for name in ("x", "y"))


def end(part: Part) -> End:
    """An end of one part."""
    return End((Member(part, "part"),), "end")


X, Y = (end(NamedWorkload("a", name)) for name in ("x", "y"))
BOTH = end(PodGroup(("a",), LabelSelector(match_labels=(("app", "web"),))))
WORLD = end(BuiltIn.WORLD)


@pytest.mark.parametrize(
    "query",
    [
        Query(verb=Verb.NEVER, source=X, destination=BOTH),  # x to y
        Query(verb=Verb.NEVER, source=BOTH, destination=X),  # y to x
        Query(verb=Verb.NEVER, source=Y, destination=BOTH),  # y to x
        Query(verb=Verb.NEVER, source=BOTH, destination=WORLD, among=Y),
        Query(
            verb=Verb.NEVER,
            source=BOTH,
            destination=WORLD,
            exemptions=(Exemption(X, None, None, "a reason"),),
        ),
    ],
    ids=("to-both", "from-both", "second-to-both", "among-one", "except-one"),
)
def test_one_of_two_equal_pods_can_be_named(query: Query) -> None:
    session = Session(Manifests(pods=PODS), ClusterFacts(), [query])
    assert isinstance(judge(session, query, Dialect(), 30_000)[Level.DECLARED], Refuted)
