"""Rung six: whole policy sets, flows near them, readings left open."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from verifier.dialect import Dialect
from verifier.flow import Flow, PodEndpoint
from verifier.resources import NetworkPolicy
from verifier.testing import strategies
from verifier.testing.agreement import assert_agreement

Policies = tuple[NetworkPolicy, ...]


@st.composite
def sets_with_flows(draw: st.DrawFn) -> tuple[Policies, Flow]:
    """A policy set, and a flow near it."""
    policies = draw(strategies.policy_sets())
    return policies, draw(strategies.flows(strategies.near(*policies)))


@given(case=sets_with_flows(), dialect=strategies.dialects())
def test_policy_sets_decide_alike(case: tuple[Policies, Flow], dialect: Dialect) -> None:
    policies, flow = case
    assert_agreement(policies, flow, dialect)


@given(case=sets_with_flows(), dialect=strategies.dialects(), forget=st.sampled_from("sd"))
def test_unknown_addresses_leave_the_same_decisions_open(
    case: tuple[Policies, Flow], dialect: Dialect, forget: str
) -> None:
    policies, flow = case
    if forget == "s" and isinstance(flow.source, PodEndpoint):
        flow = replace(flow, source=replace(flow.source, ip=None))
    elif isinstance(flow.destination, PodEndpoint):
        flow = replace(flow, destination=replace(flow.destination, ip=None))
    assert_agreement(policies, flow, dialect)
