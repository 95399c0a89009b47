"""What is said of an invariants file before any policy is read holds for every policy set."""

from dataclasses import replace
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import groups_of, share_of_examples
from verifier.analysis.consistency.checking import self_check
from verifier.dialect import Dialect, Level
from verifier.engine import Session, judge
from verifier.engine.membership import Judge
from verifier.errors import InputError, Problem
from verifier.flow import Direction, ExternalEndpoint, Flow
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.normalise import inventory
from verifier.query import (
    ALL_PORTS,
    ANYTHING,
    ClusterFacts,
    Invariant,
    Query,
    Spec,
    Verb,
)
from verifier.smt.conditions import workloads_of
from verifier.smt.mentions import namespaces_of
from verifier.testing import strategies
from verifier.verdict import Proved

TIMEOUT_MS = 60_000
CONTRADICTION = "NP983"
FORBIDDING = (Verb.NEVER, Verb.ONLY)


PARTS = ("source", "destination", "ports", "among", "where", "exemptions", "side")
WIDE: dict[str, Any] = {
    "source": ANYTHING, "destination": ANYTHING, "ports": ALL_PORTS, "where": (), "exemptions": (),
}  # fmt: skip


@st.composite
def rivals(draw: st.DrawFn, verbs: tuple[Verb, ...]) -> tuple[Query, Query]:
    """A query, and a `never` or `only` that differs from it in little else."""
    one = draw(strategies.queries(verbs))
    narrow = draw(st.sets(st.sampled_from(tuple(WIDE)), max_size=2))
    one = replace(one, **{name: value for name, value in WIDE.items() if name not in narrow})
    other = draw(strategies.queries(FORBIDDING))
    if one.verb is Verb.POSSIBLE:
        one = replace(one, among=None)
    own = draw(st.sets(st.sampled_from(PARTS), max_size=2))
    own |= {"source"} if other.verb is Verb.ONLY else set()
    shared = [name for name in PARTS if name not in own]
    same: dict[str, Any] = {name: getattr(one, name) for name in shared}
    return one, replace(other, **same)


def invariant_of(name: str, query: Query, level: Level, dialect: Dialect, line: int) -> Invariant:
    """The query as an invariant."""
    return Invariant(
        id=name,
        title=name,
        sentence=name,
        query=query,
        level=level,
        dialect=dialect,
        location=Location("f.yaml", line, 1),
    )


def found_in(spec: Spec, manifests: Manifests) -> tuple[list[Problem], bool]:
    """What is wrong, and whether it is an error."""
    try:
        return list(self_check(spec, TIMEOUT_MS, namespaces=manifests.namespaces)), False
    except InputError as error:
        return list(error.problems), True


LEVELS = st.sampled_from((Level.ANY_POD, Level.ANY_NAMESPACE, Level.DECLARED))


@settings(max_examples=share_of_examples(1))
@given(
    queries=rivals((Verb.ALWAYS, Verb.ALWAYS, Verb.POSSIBLE)),
    manifests=strategies.manifests(),
    cluster=strategies.cluster_facts(),
    levels=st.tuples(LEVELS, LEVELS),
    dialect=strategies.dialects(),
)
def test_contradictory_invariants_are_never_proved_together(
    queries: tuple[Query, Query],
    manifests: Manifests,
    cluster: ClusterFacts,
    levels: tuple[Level, Level],
    dialect: Dialect,
) -> None:
    both = tuple(
        invariant_of(f"i{n}", query, level, dialect, n + 1)
        for n, (query, level) in enumerate(zip(queries, levels, strict=True))
    )
    problems, fatal = found_in(Spec(path="f.yaml", invariants=both, cluster=cluster), manifests)
    if not fatal:
        return
    event(f"contradictory: {queries[0].verb.value}")
    assert {problem.code for problem in problems} == {CONTRADICTION}
    session = Session(manifests, cluster, queries)
    verdicts = [judge(session, i.query, i.dialect, TIMEOUT_MS)[i.level] for i in both]
    assert not all(isinstance(verdict, Proved) for verdict in verdicts)


@st.composite
def judged(draw: st.DrawFn) -> tuple[tuple[Query, Query], ClusterFacts, list[Flow]]:
    """Two queries, and flows that can exist beside them where no namespace is listed."""
    queries = draw(rivals((Verb.ALWAYS,)))
    manifests = replace(draw(strategies.manifests()), namespaces=())
    cluster = draw(strategies.cluster_facts())
    mentioned = [cidr for query in queries for cidr in groups_of(query)]
    near = strategies.near(*manifests.policies, *mentioned)
    declared = inventory(manifests, namespaces_of(queries))
    found = strategies.existing_flows(declared, cluster, Level.ANY_NAMESPACE, near)
    flows = [draw(found) for _ in range(4)]
    return queries, cluster, [flow for flow in flows if flow is not None]


def clash(must: Query, never: Query, flow: Flow) -> bool:
    """No verdicts of the two directions please both; of stated facts and chains nothing is said."""
    if never.by_default or any(query.facts or query.hops for query in (must, never)):
        return False
    ends = {Direction.EGRESS: flow.source, Direction.INGRESS: flow.destination}
    undecided = {d for d, end in ends.items() if isinstance(end, ExternalEndpoint)}
    looked_at = [{d for d in Direction if query.side in (None, d)} for query in (must, never)]
    return looked_at[1] - looked_at[0] <= undecided


@settings(max_examples=share_of_examples(1))
@given(case=judged())
def test_a_flow_that_is_to_be_allowed_and_not_is_found(
    case: tuple[tuple[Query, Query], ClusterFacts, list[Flow]],
) -> None:
    queries, cluster, flows = case
    if any(workloads_of(query) for query in queries):
        return
    concrete = Judge(cluster, frozenset(namespaces_of(queries)), Level.ANY_NAMESPACE)
    hit = [f for f in flows if all(concrete.judges(query, f) for query in queries)]
    if not any(clash(*queries, flow) for flow in hit):
        return
    event("a flow is judged by both")
    invariants = tuple(
        invariant_of(f"i{n}", query, Level.ANY_NAMESPACE, Dialect(), n + 1)
        for n, query in enumerate(queries)
    )
    spec = Spec(path="f.yaml", invariants=invariants, cluster=cluster)
    problems, _ = found_in(spec, Manifests())
    assert CONTRADICTION in {problem.code for problem in problems}
