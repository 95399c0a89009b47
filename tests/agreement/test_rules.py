"""Rung four: one rule, by itself and as the only one on every pod of a namespace."""

from hypothesis import given
from hypothesis import strategies as st

from verifier import reference
from verifier.dialect import Dialect
from verifier.flow import Direction, Flow
from verifier.normalise import policies as normalise
from verifier.resources import NetworkPolicy, NetworkPolicyRule, NetworkPolicySpec
from verifier.testing import strategies
from verifier.testing.agreement import Encoded, assert_agreement

DIRECTIONS = st.sampled_from(tuple(Direction))


@st.composite
def rules_with_flows(draw: st.DrawFn) -> tuple[NetworkPolicyRule, Flow]:
    """A rule, and a flow near it."""
    rule = draw(strategies.rules())
    return rule, draw(strategies.flows(strategies.near(rule)))


def policy_of(rule: NetworkPolicyRule, direction: Direction) -> NetworkPolicy:
    """A policy on every pod of namespace `a`, for that direction alone, with that rule alone."""
    ingress, egress = ((rule,), None) if direction is Direction.INGRESS else (None, (rule,))
    spec = NetworkPolicySpec(ingress=ingress, egress=egress, policy_types=(direction.value,))
    return NetworkPolicy(name="p0", namespace="a", spec=spec)


@given(case=rules_with_flows(), direction=DIRECTIONS, dialect=strategies.dialects(fixed=True))
def test_rules_match_alike(
    case: tuple[NetworkPolicyRule, Flow], direction: Direction, dialect: Dialect
) -> None:
    rule, flow = case
    encoded = Encoded([policy_of(rule, direction)], flow, dialect)
    expected = reference.rule_matches(rule, "a", direction, flow, dialect)
    found = encoded.compiler.rule_matches(normalise.rule(rule, "a"), direction)
    assert encoded.holds(found) == expected


@given(case=rules_with_flows(), direction=DIRECTIONS, dialect=strategies.dialects())
def test_one_rule_decides_alike(
    case: tuple[NetworkPolicyRule, Flow], direction: Direction, dialect: Dialect
) -> None:
    rule, flow = case
    assert_agreement([policy_of(rule, direction)], flow, dialect)
