"""Group compilation: who is in an end, and which flows a query judges."""

from hypothesis import given

from tests.agreement.asking import Case, cases, judge_of, pinned
from verifier.dialect import Level
from verifier.query import Verb
from verifier.smt.conditions import conditions
from verifier.smt.logic import neg

TOP = Level.ANY_NAMESPACE


@given(case=cases(count=2))
def test_ends_have_the_same_members(case: Case) -> None:
    for flow in case.flows:
        at = pinned(case, flow, TOP)
        judge, groups = judge_of(at.session), at.session.groups
        symbolic, query = at.session.flow, case.query
        source = groups.member(query.source, symbolic.source)
        target = groups.member(query.destination, symbolic.destination)
        assert at.holds(source) == judge.in_end(query.source, flow.source, "source")
        assert at.holds(target) == judge.in_end(query.destination, flow.destination, "destination")


@given(case=cases(count=2))
def test_queries_judge_the_same_flows(case: Case) -> None:
    for flow in case.flows:
        at = pinned(case, flow, TOP)
        session, query = at.session, case.query
        found = conditions(query, session.flow, session.groups)
        judged = judge_of(session).judges(query, flow)
        assert at.holds(found.premise) == judged
        assert at.holds(neg(found.premise)) != judged


@given(case=cases(count=2, verbs=(Verb.ONLY, Verb.NEVER)))
def test_no_flow_is_both_judged_by_only_and_from_its_own_source(case: Case) -> None:
    for flow in case.flows:
        at = pinned(case, flow, TOP)
        session, query = at.session, case.query
        found = conditions(query, session.flow, session.groups)
        within = judge_of(session).in_end(query.source, flow.source, "source")
        assert not at.holds(found.premise) or within == (query.verb is not Verb.ONLY)
