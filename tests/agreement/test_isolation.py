"""Rung five: whom a policy selects, and for which direction."""

from hypothesis import given
from hypothesis import strategies as st

from verifier import reference
from verifier.dialect import Dialect
from verifier.flow import Direction, Flow, PodEndpoint
from verifier.normalise import policies as normalise
from verifier.reference.ends import judged_end, seen_as_pod
from verifier.resources import (
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyRule,
    NetworkPolicySpec,
)
from verifier.testing import strategies
from verifier.testing.agreement import Encoded, assert_agreement
from verifier.testing.strategies.policies import POLICY_TYPES

NOBODY = LabelSelector(match_labels=(("app", "nobody"),))
ADMITS_NOBODY = NetworkPolicyRule(peers=(NetworkPolicyPeer(pod_selector=NOBODY),))
DIRECTIONS = st.sampled_from(tuple(Direction))


@st.composite
def closing_policies(draw: st.DrawFn) -> NetworkPolicy:
    """Policies whose rules, if they have any, admit nothing: only selection shows."""
    rules = st.sampled_from(((), None, (ADMITS_NOBODY,)))
    spec = NetworkPolicySpec(
        pod_selector=draw(st.one_of(st.none(), st.just(LabelSelector()), strategies.selectors())),
        ingress=draw(rules),
        egress=draw(rules),
        policy_types=draw(st.sampled_from(POLICY_TYPES)),
    )
    return NetworkPolicy(name="p0", namespace=draw(st.sampled_from(("a", "b"))), spec=spec)


@given(
    policy=strategies.network_policies(most_rules=1),
    flow=strategies.flows(),
    direction=DIRECTIONS,
    dialect=strategies.dialects(fixed=True),
)
def test_policies_select_alike(
    policy: NetworkPolicy, flow: Flow, direction: Direction, dialect: Dialect
) -> None:
    pod = judged_end(flow, direction)
    expected = (
        isinstance(pod, PodEndpoint)
        and seen_as_pod(pod, dialect)
        and reference.selects(policy, pod, direction)
    )
    encoded = Encoded([policy], flow, dialect)
    found = encoded.compiler.selects(normalise.policy(policy), direction)
    assert encoded.holds(found) == expected


@given(policy=closing_policies(), flow=strategies.flows(), dialect=strategies.dialects())
def test_selected_pods_are_isolated_alike(
    policy: NetworkPolicy, flow: Flow, dialect: Dialect
) -> None:
    assert_agreement([policy], flow, dialect)
