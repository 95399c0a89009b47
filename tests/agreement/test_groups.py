"""Group compilation: who is in an end, and which flows a query judges."""

from dataclasses import replace
from typing import Literal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import EVERYTHING, Case, cases, judge_of, pinned, share_of_examples
from verifier.dialect import Level
from verifier.engine.membership import compares
from verifier.flow import ExternalEndpoint, Flow, PodEndpoint
from verifier.manifests import Manifests
from verifier.query import (
    AddressGroup,
    BuiltIn,
    ClusterFacts,
    Comparison,
    End,
    Exemption,
    Member,
    Part,
    PodGroup,
    Query,
    Verb,
)
from verifier.resources import LabelSelector, Node
from verifier.smt import conditions
from verifier.smt.logic import neg
from verifier.testing import strategies
from verifier.testing.strategies.pools import CIDRS

TOP = Level.ANY_NAMESPACE
PARTS: tuple[Part, ...] = (
    *BuiltIn,
    *(PodGroup(names, LabelSelector()) for names in (("a",), ("b", "c"))),
)
NAMED = End(tuple(Member(part, "part") for part in PARTS), "named")
ASKED = Query(verb=Verb.NEVER, source=NAMED, destination=NAMED)
RANGES = tuple(AddressGroup((cidr,), tuple(holes[:1])) for cidr, holes in CIDRS.items())


@settings(max_examples=share_of_examples(2))
@given(case=cases(anything=True), ranges=st.lists(st.sampled_from(RANGES), max_size=3))
def test_built_in_ends_and_ranges_have_the_same_members(
    case: Case, ranges: list[AddressGroup]
) -> None:
    case = replace(case, query=ASKED)
    for flow in case.flows:
        at = pinned(case, flow, TOP, mention=False)
        judge, groups, symbolic = judge_of(at.session), at.session.groups, at.session.flow
        for part in (*PARTS, *ranges):
            source, target = (groups.part(part, e) for e in (symbolic.source, symbolic.destination))
            assert at.holds(source) == judge.in_part(part, flow.source, "source"), part
            assert at.holds(target) == judge.in_part(part, flow.destination, "destination"), part


@settings(max_examples=share_of_examples(2))
@given(case=cases(anything=True), items=st.lists(strategies.comparisons(), min_size=1, max_size=4))
def test_comparisons_hold_alike(case: Case, items: list[Comparison]) -> None:
    case = replace(case, query=replace(EVERYTHING, where=tuple(items)))
    for flow in case.flows:
        at = pinned(case, flow, TOP)
        for item in items:
            found = conditions.comparison_holds(item, at.session.flow)
            assert at.holds(found) == compares(item, flow), item


@settings(max_examples=share_of_examples(2))
@given(case=cases())
def test_ends_have_the_same_members(case: Case) -> None:
    for flow in case.flows:
        at = pinned(case, flow, TOP)
        judge, groups = judge_of(at.session), at.session.groups
        symbolic, query = at.session.flow, case.query
        source = groups.member(query.source, symbolic.source)
        target = groups.member(query.destination, symbolic.destination)
        assert at.holds(source) == judge.in_end(query.source, flow.source, "source")
        assert at.holds(target) == judge.in_end(query.destination, flow.destination, "destination")


@settings(max_examples=share_of_examples(2))
@given(case=cases())
def test_queries_judge_the_same_flows(case: Case) -> None:
    for flow in case.flows:
        at = pinned(case, flow, TOP)
        judged = judge_of(at.session).judges(case.query, flow)
        assert at.holds(at.asked.conditions.premise) == judged
        assert at.holds(neg(at.asked.conditions.premise)) != judged


@settings(max_examples=share_of_examples(2))
@given(case=cases(anything=True), items=st.lists(strategies.exemptions(), min_size=1, max_size=3))
def test_exemptions_take_out_the_same_flows(case: Case, items: list[Exemption]) -> None:
    case = replace(case, query=replace(EVERYTHING, exemptions=tuple(items)))
    for flow in case.flows:
        at = pinned(case, flow, TOP)
        for item in items:
            found = conditions.exempted(item, at.session.flow, at.session.groups)
            assert at.holds(found) == judge_of(at.session).is_exempt(item, flow), item


NODES = End((Member(BuiltIn.NODES, "nodes"),), "nodes")


@settings(max_examples=share_of_examples(4))
@given(
    cluster=strategies.cluster_facts(),
    nodes=st.lists(strategies.nodes("node", 1), max_size=1),
    flow=strategies.flows(strategies.near("192.168.10.0/24", "10.0.0.0/8")),
    host=st.sampled_from(("own", "other")),
    level=st.sampled_from(tuple(Level)),
)
def test_every_node_is_excused_at_every_level(
    cluster: ClusterFacts,
    nodes: list[Node],
    flow: Flow,
    host: Literal["own", "other"],
    level: Level,
) -> None:
    """What is judged at a level is judged above it, too (M-09)."""
    assume(flow.source.ip is not None and isinstance(flow.source, PodEndpoint))
    flow = replace(flow, destination=ExternalEndpoint(ip=str(flow.source.ip), node=host))
    item = Exemption(None, NODES, None, "a reason")
    query = replace(EVERYTHING, exemptions=(item,))
    case = Case(Manifests(nodes=tuple(nodes)), cluster, query, level, ())
    at = pinned(case, flow, level)

    found = conditions.exempted(item, at.session.flow, at.session.groups)

    assert at.holds(found) == (not at.holds(neg(found)))
    assert at.holds(found) != judge_of(at.session, level).judges(query, flow)
