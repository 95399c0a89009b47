"""Rung two: policy ports on destination ports."""

from hypothesis import given
from hypothesis import strategies as st

from verifier import reference
from verifier.dialect import Dialect
from verifier.flow import Flow
from verifier.normalise import policies as normalise
from verifier.resources import (
    NetworkPolicy,
    NetworkPolicyPort,
    NetworkPolicyRule,
    NetworkPolicySpec,
)
from verifier.testing import strategies
from verifier.testing.agreement import Encoded


@st.composite
def ports_with_flows(draw: st.DrawFn) -> tuple[NetworkPolicyPort, Flow]:
    """A port, and a flow near it."""
    port = draw(strategies.network_policy_ports())
    return port, draw(strategies.flows(strategies.near(port)))


@given(case=ports_with_flows(), dialect=strategies.dialects(fixed=True))
def test_ports_match_alike(case: tuple[NetworkPolicyPort, Flow], dialect: Dialect) -> None:
    port, flow = case
    spec = NetworkPolicySpec(ingress=(NetworkPolicyRule(ports=(port,)),))
    encoded = Encoded([NetworkPolicy(name="p0", namespace="a", spec=spec)], flow, dialect)
    expected = reference.port_matches(port, flow, dialect)
    assert encoded.holds(encoded.compiler.port_matches(normalise.port(port))) == expected
