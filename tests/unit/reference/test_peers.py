"""peer_matches: whom each kind of peer describes."""

import pytest

from tests.unit.reference.building import CONCRETE, EVERYTHING, WORLD, block, labelled, pod
from verifier.dialect import Dialect
from verifier.errors import UsageError
from verifier.flow import Endpoint, ExternalEndpoint
from verifier.reference import peer_matches
from verifier.resources import NetworkPolicyPeer

WEB = NetworkPolicyPeer(pod_selector=labelled(app="web"))
TEAM = NetworkPolicyPeer(namespace_selector=labelled(team="a"))
BOTH = NetworkPolicyPeer(pod_selector=labelled(app="web"), namespace_selector=labelled(team="a"))
CLUSTER = NetworkPolicyPeer(namespace_selector=EVERYTHING)


def test_pods_alone_are_those_of_the_policy_s_namespace() -> None:
    assert peer_matches(WEB, "shop", pod("shop", {"app": "web"}), CONCRETE)
    assert not peer_matches(WEB, "shop", pod("shop", {"app": "db"}), CONCRETE)
    assert not peer_matches(WEB, "shop", pod("other", {"app": "web"}), CONCRETE)


def test_namespaces_alone_mean_all_their_pods() -> None:
    assert peer_matches(TEAM, "shop", pod("other", namespace_labels={"team": "a"}), CONCRETE)
    assert not peer_matches(TEAM, "shop", pod("shop", {"team": "a"}), CONCRETE)


def test_both_selectors_must_hold() -> None:
    in_team = {"team": "a"}

    assert peer_matches(
        BOTH, "shop", pod("other", {"app": "web"}, namespace_labels=in_team), CONCRETE
    )
    assert not peer_matches(BOTH, "shop", pod("other", namespace_labels=in_team), CONCRETE)
    assert not peer_matches(BOTH, "shop", pod("shop", {"app": "web"}), CONCRETE)


def test_a_namespace_is_labelled_with_its_name_whatever_is_written() -> None:
    key = "kubernetes.io/metadata.name"
    peer = NetworkPolicyPeer(namespace_selector=labelled(**{key: "trusted"}))

    assert peer_matches(peer, "shop", pod("trusted"), CONCRETE)
    assert not peer_matches(peer, "shop", pod("liar", namespace_labels={key: "trusted"}), CONCRETE)


@pytest.mark.parametrize("end", [WORLD, ExternalEndpoint(ip="10.0.0.1", node="other")])
def test_selectors_match_no_address(end: Endpoint) -> None:
    assert not peer_matches(CLUSTER, "shop", end, CONCRETE)


def test_a_block_matches_addresses() -> None:
    assert peer_matches(block("203.0.113.0/24"), "shop", WORLD, CONCRETE)
    assert not peer_matches(block("203.0.113.0/24", "203.0.113.7/32"), "shop", WORLD, CONCRETE)


@pytest.mark.parametrize(("reading", "matches"), [("yes", True), ("no", False)])
def test_a_block_matches_pods_by_reading(reading: str, matches: bool) -> None:
    dialect = Dialect(ipblock_matches_pods=reading)  # type: ignore[arg-type]  # parametrised

    assert peer_matches(block("10.0.0.0/8"), "shop", pod(ip="10.1.2.3"), dialect) is matches


def test_a_host_network_pod_read_as_its_node_is_an_address() -> None:
    agent = pod(labels={"app": "web"}, ip="192.168.1.1", host_network=True)
    dialect = Dialect(host_network="node", ipblock_matches_pods="no")

    assert peer_matches(block("192.168.0.0/16"), "shop", agent, dialect)
    assert not peer_matches(WEB, "shop", agent, dialect)


def test_a_host_network_pod_read_as_a_pod_is_a_pod() -> None:
    agent = pod(labels={"app": "web"}, ip="192.168.1.1", host_network=True)
    dialect = Dialect(host_network="pod", ipblock_matches_pods="no")

    assert not peer_matches(block("192.168.0.0/16"), "shop", agent, dialect)
    assert peer_matches(WEB, "shop", agent, dialect)


def test_an_open_reading_is_an_error_here() -> None:
    with pytest.raises(UsageError, match="ipblock-matches-pods"):
        peer_matches(block("10.0.0.0/8"), "shop", pod(ip="10.1.2.3"), Dialect())
    with pytest.raises(UsageError, match="host-network"):
        peer_matches(WEB, "shop", pod(host_network=True), Dialect())


def test_an_unknown_address_is_an_error_here() -> None:
    with pytest.raises(UsageError, match="needs the address"):
        peer_matches(block("10.0.0.0/8"), "shop", pod(), CONCRETE)
