"""Slices: no policy and no rule is left out that a judged flow can meet."""

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import TIMEOUT_MS, Case, cases, share_of_examples
from verifier import reference
from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline
from verifier.engine.session import Session
from verifier.flow import Direction, Endpoint, Flow, PodEndpoint
from verifier.normalise import policies as normalise
from verifier.normalise import selector
from verifier.query import BuiltIn, End, Member, Part, PodGroup, Port, PortName, PortRange, Verb
from verifier.reference.ends import judged_end
from verifier.resources import LabelSelector, NetworkPolicy
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import conj, disj, neg
from verifier.smt.scope import Scope, apart
from verifier.testing import strategies
from verifier.testing.strategies.selectors import label_sets


def end_of(*parts: Part) -> End:
    """A union of parts."""
    return End(tuple(Member(part, "part") for part in parts), "end")


@st.composite
def ends_around(draw: st.DrawFn, found: Endpoint) -> tuple[End, ...]:
    """Ends of which one, as narrow as can be or less, holds the endpoint."""
    part: Part = BuiltIn.WORLD
    if isinstance(found, PodEndpoint):
        labels = sorted(found.labels.items())
        some = draw(st.lists(st.sampled_from(labels), unique=True)) if labels else []
        part = PodGroup((found.namespace,), LabelSelector(match_labels=tuple(some)))
    elsewhere: tuple[Part, ...] = (BuiltIn.INTERNET, PodGroup(("c",), LabelSelector()))
    other = draw(st.sampled_from(elsewhere))
    return draw(st.sampled_from(((end_of(part),), (end_of(other), end_of(part)))))


@st.composite
def scopes_around(draw: st.DrawFn, flow: Flow) -> Scope:
    """Scopes that hold the flow."""
    target = [member for end in draw(ends_around(flow.destination)) for member in end.members]
    low = draw(st.integers(max(1, flow.port - 1), flow.port))
    high = draw(st.integers(flow.port, min(65535, flow.port + 1)))
    ports: list[Port] = [PortRange(flow.protocol, low, high)]
    ports += draw(st.lists(st.just(PortName(flow.protocol, "http")), max_size=1))
    return Scope.of(draw(ends_around(flow.source)), End(tuple(target), "to"), ports)


def matched(policy: NetworkPolicy, direction: Direction, flow: Flow, dialect: Dialect) -> list[int]:
    """The rules of a policy that match the flow, by the reference."""
    spec = policy.spec
    rules = spec.ingress if direction is Direction.INGRESS else spec.egress
    return [
        number
        for number, rule in enumerate(rules or ())
        if reference.rule_matches(rule, policy.namespace, direction, flow, dialect)
    ]


@st.composite
def scoped_flows(draw: st.DrawFn) -> tuple[NetworkPolicy, Flow, Scope]:
    """A policy of few words, a flow near it, and a scope that holds the flow."""
    policy = draw(strategies.network_policies(most_rules=2))
    flow = draw(strategies.flows(strategies.near(policy)))
    return policy, flow, draw(scopes_around(flow))


@given(case=scoped_flows(), dialect=strategies.dialects(fixed=True))
def test_nothing_that_a_judged_flow_meets_is_left_out(
    case: tuple[NetworkPolicy, Flow, Scope], dialect: Dialect
) -> None:
    (policy, flow, scope), found = case, normalise.policy(case[0])
    for direction in Direction:
        subject, rules = judged_end(flow, direction), found.rules(direction)
        if isinstance(subject, PodEndpoint) and reference.selects(policy, subject, direction):
            assert scope.may_select(found, direction)
        for number in matched(policy, direction, flow, dialect) if rules else ():
            assert rules is not None
            event("a rule is met")
            assert scope.may_match(rules[number], direction)


@given(one=strategies.selectors(), other=strategies.selectors(), labels=label_sets())
def test_selectors_that_share_labels_are_not_apart(
    one: LabelSelector, other: LabelSelector, labels: dict[str, str]
) -> None:
    if all(reference.selector_matches(found, labels) for found in (one, other)):
        assert not apart(selector(one), selector(other))


@settings(max_examples=share_of_examples(2))
@given(case=cases(count=0))
def test_the_premise_and_the_passage_are_in_scope(case: Case) -> None:
    session = Session(case.manifests, case.cluster, [case.query])
    asked = session.prepare(case.query, Dialect(), Deadline.after(TIMEOUT_MS))
    terms = asked.conditions
    assert not asked.asker.may(disj((terms.premise, terms.passage)), neg(terms.inside))


@settings(max_examples=share_of_examples(4))
@given(case=cases((Verb.NEVER, Verb.ONLY, Verb.ALWAYS), count=0), dialect=strategies.dialects())
def test_a_violation_at_one_level_is_one_at_every_level_above(case: Case, dialect: Dialect) -> None:
    session = Session(case.manifests, case.cluster, [case.query])
    asked = session.prepare(case.query, dialect, Deadline.after(TIMEOUT_MS))
    violation = conj((asked.conditions.premise, asked.conditions.bad))
    found = [asked.asker.ask(*level_assumptions(level), violation) for level in Level]
    assert found == sorted(found)
