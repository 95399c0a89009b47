"""rule_matches: peers and ports together, and lists that restrict nothing."""

import pytest

from tests.unit.reference.building import CONCRETE, WORLD, block, flow, labelled, pod
from verifier.flow import Direction
from verifier.reference import rule_matches
from verifier.resources import NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicyRule

WEB = NetworkPolicyPeer(pod_selector=labelled(app="web"))
HTTP = NetworkPolicyPort(port=80)


@pytest.mark.parametrize("peers", [None, ()])
@pytest.mark.parametrize("ports", [None, ()])
def test_empty_lists_restrict_nothing(peers: None, ports: None) -> None:
    rule = NetworkPolicyRule(peers=peers, ports=ports)

    assert rule_matches(rule, "shop", Direction.INGRESS, flow(WORLD, pod(), 65535), CONCRETE)


def test_peer_and_port_must_both_match() -> None:
    rule = NetworkPolicyRule(peers=(WEB,), ports=(HTTP,))
    web, db = pod(labels={"app": "web"}), pod(labels={"app": "db"})

    assert rule_matches(rule, "shop", Direction.INGRESS, flow(web, db, 80), CONCRETE)
    assert not rule_matches(rule, "shop", Direction.INGRESS, flow(web, db, 81), CONCRETE)
    assert not rule_matches(rule, "shop", Direction.INGRESS, flow(db, db, 80), CONCRETE)


def test_one_of_several_is_enough() -> None:
    rule = NetworkPolicyRule(
        peers=(WEB, block("203.0.113.0/24")), ports=(HTTP, NetworkPolicyPort(port=443))
    )

    assert rule_matches(rule, "shop", Direction.INGRESS, flow(WORLD, pod(), 443), CONCRETE)


def test_peers_describe_the_other_end() -> None:
    rule = NetworkPolicyRule(peers=(WEB,))
    into = flow(pod(labels={"app": "web"}), pod(labels={"app": "db"}))

    assert rule_matches(rule, "shop", Direction.INGRESS, into, CONCRETE)
    assert not rule_matches(rule, "shop", Direction.EGRESS, into, CONCRETE)
