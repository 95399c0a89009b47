"""Chains: `no-path` at `declared` agrees with a search through the graph of all flows."""

from dataclasses import replace
from itertools import pairwise, permutations

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from tests.agreement.deciding import READINGS
from tests.agreement.test_enumeration import Small, flows, may_pass, small_inputs
from verifier.dialect import Dialect, Level
from verifier.engine.judging import judge
from verifier.engine.membership import Judge, port_in
from verifier.engine.session import Session
from verifier.flow import Endpoint, Flow
from verifier.manifests import Manifests
from verifier.query import ClusterFacts, End, Member, PodGroup, Query, Verb
from verifier.resources import LabelSelector, Pod
from verifier.verdict import Proved, Refuted, Vacuous


def searched(small: Small, dialect: Dialect) -> tuple[bool, bool]:
    """Is there a chain that the query judges, and one of which every hop is allowed?"""
    found = small.manifests
    names = {n.name for n in found.namespaces} | {p.namespace for p in found.policies}
    names |= {p.namespace for p in found.pods} | {w.namespace for w in found.workloads}
    judge_ = Judge(ClusterFacts(), frozenset(names), Level.DECLARED)
    every = list(flows(small))
    nodes: list[Endpoint] = []
    for flow in every:
        nodes += [flow.source] if not any(flow.source is node for node in nodes) else []
    hops = Hops(small, dialect, every)
    judged = allowed = False
    for length in range(2, small.query.hops + 2):
        for chain in permutations(range(len(nodes)), min(length, len(nodes) + 1)):
            first, last = nodes[chain[0]], nodes[chain[-1]]
            if not judge_.in_end(small.query.source, first, "source"):
                continue
            if not judge_.in_end(small.query.destination, last, "destination"):
                continue
            pairs = [(nodes[a], nodes[b]) for a, b in pairwise(chain)]
            if not hops.exist(*pairs[-1], last=True):
                continue
            judged = True
            inner = all(hops.pass_(*pair, last=False) for pair in pairs[:-1])
            allowed = allowed or (inner and hops.pass_(*pairs[-1], last=True))
    return judged, allowed


class Hops:
    """All flows by their ends."""

    def __init__(self, small: Small, dialect: Dialect, every: list[Flow]) -> None:
        self.small = small
        self.dialect = dialect
        self.by_ends: dict[tuple[int, int], list[Flow]] = {}
        for flow in every:
            ends = id(flow.source), id(flow.destination)
            self.by_ends.setdefault(ends, []).append(flow)

    def between(self, one: Endpoint, other: Endpoint, last: bool) -> list[Flow]:
        """The flows from one end to the other; on the ports asked about if it is the last hop."""
        found = self.by_ends.get((id(one), id(other)), [])
        ports = self.small.query.ports
        return [f for f in found if not last or any(port_in(port, f) for port in ports)]

    def exist(self, one: Endpoint, other: Endpoint, last: bool) -> bool:
        """There is such a flow."""
        return bool(self.between(one, other, last))

    def pass_(self, one: Endpoint, other: Endpoint, last: bool) -> bool:
        """One of them is allowed."""
        return any(may_pass(self.small, f, self.dialect) for f in self.between(one, other, last))


@settings(max_examples=share_of_examples(2))
@given(
    small=small_inputs((Verb.NEVER,)) | small_inputs((Verb.NEVER,), tiers=True),
    hops=st.integers(1, 3),
    dialect=st.sampled_from(READINGS),
)
def test_no_path_agrees_with_a_search(small: Small, hops: int, dialect: Dialect) -> None:
    query = replace(
        small.query, hops=hops, among=None, where=(), exemptions=(), side=None, by_default=False
    )
    small = replace(small, query=query)
    session = Session(small.manifests, ClusterFacts(), [query])
    verdict = judge(session, query, dialect, 60_000)[Level.DECLARED]
    judged, allowed = searched(small, dialect)
    expected = Refuted if allowed else Proved if judged else Vacuous
    event(f"{expected.__name__} in {hops}")
    assert isinstance(verdict, expected), verdict
    if isinstance(verdict, Refuted):
        assert verdict.counterexample is not None
        assert 1 <= 1 + len(verdict.counterexample.onward) <= hops


@given(count=st.integers(1, 3), hops=st.integers(1, 4))
def test_a_chain_visits_no_pod_twice(count: int, hops: int) -> None:
    twins = [Pod(name=f"x{n}", namespace="a", labels={"app": "x"}) for n in range(count)]
    manifests = Manifests(pods=(*twins, Pod(name="y", namespace="a", labels={"app": "y"})))
    group = PodGroup(("a",), LabelSelector(match_labels=(("app", "x"),)))
    end = End((Member(group, "x"),), "x")
    query = Query(verb=Verb.NEVER, source=end, destination=end, hops=hops)
    session = Session(manifests, ClusterFacts(), [query])
    verdict = judge(session, query, Dialect(), 60_000)[Level.DECLARED]
    assert isinstance(verdict, Refuted if count > 1 else Vacuous)
