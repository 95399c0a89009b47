"""Under `host-network: node` the encoder let a named port match at a hostNetwork destination, which
is a node's address there and has no ports with names (NP-44, NP-51)."""

import pytest

from verifier.dialect import Dialect
from verifier.flow import Flow, NamedPort, PodEndpoint, Protocol
from verifier.resources import (
    NetworkPolicy,
    NetworkPolicyPort,
    NetworkPolicyRule,
    NetworkPolicySpec,
)
from verifier.testing.agreement import assert_agreement


@pytest.mark.parametrize("dialect", [Dialect(host_network="node"), Dialect(host_network="pod")])
def test_a_host_network_pod_seen_as_its_node_has_no_named_ports(dialect: Dialect) -> None:
    rule = NetworkPolicyRule(ports=(NetworkPolicyPort(port="http"),))
    spec = NetworkPolicySpec(egress=(rule,), policy_types=("Egress",))
    policy = NetworkPolicy(name="p", namespace="a", spec=spec)
    destination = PodEndpoint(
        namespace="b",
        ip="192.0.2.2",
        host_network=True,
        named_ports=(NamedPort("http", Protocol.TCP, 80),),
    )
    flow = Flow(PodEndpoint(namespace="a", ip="10.0.0.1"), destination, Protocol.TCP, 80)
    assert_agreement([policy], flow, dialect)
