"""Rung three: peers, and address ranges by themselves, on the other end of a flow."""

from hypothesis import given
from hypothesis import strategies as st

from verifier import reference
from verifier.dialect import Dialect
from verifier.flow import Flow
from verifier.normalise import policies as normalise
from verifier.resources import (
    IPBlock,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyRule,
    NetworkPolicySpec,
)
from verifier.testing import strategies
from verifier.testing.agreement import Encoded


@st.composite
def peers_with_flows(draw: st.DrawFn) -> tuple[NetworkPolicyPeer, Flow]:
    """A peer, and a flow near it."""
    peer = draw(strategies.network_policy_peers())
    return peer, draw(strategies.flows(strategies.near(peer)))


@st.composite
def blocks_with_flows(draw: st.DrawFn) -> tuple[IPBlock, Flow]:
    """A range, and a flow from an address near it."""
    block = draw(strategies.ip_blocks())
    return block, draw(strategies.flows(strategies.near(NetworkPolicyPeer(ip_block=block))))


def encode(peer: NetworkPolicyPeer, flow: Flow, dialect: Dialect) -> Encoded:
    """The encoder with `peer` in its footprint."""
    spec = NetworkPolicySpec(ingress=(NetworkPolicyRule(peers=(peer,)),))
    return Encoded([NetworkPolicy(name="p0", namespace="a", spec=spec)], flow, dialect)


@given(case=peers_with_flows(), dialect=strategies.dialects(fixed=True))
def test_peers_match_alike(case: tuple[NetworkPolicyPeer, Flow], dialect: Dialect) -> None:
    peer, flow = case
    encoded = encode(peer, flow, dialect)
    written = normalise.peer(peer, "a")
    for end, found in (
        (encoded.flow.source, flow.source),
        (encoded.flow.destination, flow.destination),
    ):
        expected = reference.peer_matches(peer, "a", found, dialect)
        assert encoded.holds(encoded.compiler.peer_matches(written, end)) == expected


@given(case=blocks_with_flows())
def test_addresses_lie_in_ranges_alike(case: tuple[IPBlock, Flow]) -> None:
    block, flow = case
    assert flow.source.ip is not None
    dialect = Dialect(ipblock_matches_pods="yes", host_network="pod")
    encoded = encode(NetworkPolicyPeer(ip_block=block), flow, dialect)
    written = normalise.peer(NetworkPolicyPeer(ip_block=block), "a")
    expected = reference.address_in(block.cidr, block.except_, flow.source.ip)
    found = encoded.compiler.peer_matches(written, encoded.flow.source)
    assert encoded.holds(found) == expected
