"""M-05: what the Admin and Baseline tiers see of hostNetwork pods and nodes."""

import pytest

from tests.clauses.asking import (
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    VACUOUS,
    Object,
    cluster_policy,
    deployment,
    result,
    shown,
    verdict,
    verdicts,
)

DB = deployment("prod/db", {"app": "db"})
AGENT = deployment("prod/agent", {"app": "agent"}, kind="DaemonSet", hostNetwork=True)
EVERYBODY: Object = {"namespaces": {}}
TO_NODES = '"prod/db never reaches nodes"'


def node(name: str, zone: str, address: str) -> Object:
    """A Node."""
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": {"zone": zone}},
        "status": {"addresses": [{"type": "InternalIP", "address": address}]},
    }


def deny(*peers: Object, tier: str = "Admin") -> Object:
    """An egress rule for all pods."""
    return cluster_policy("deny", tier, egress=[{"action": "Deny", "to": list(peers)}])


def zone(name: str) -> Object:
    """A peer: the nodes of a zone."""
    return {"nodes": {"matchLabels": {"zone": name}}}


NODE = node("n1", "a", "192.168.10.1")


@pytest.mark.parametrize("dialect", ["host-network=node", "host-network=pod", "any"])
def test_tiers_leave_host_pods_alone_under_every_reading(dialect: str) -> None:
    rule = {"action": "Deny", "from": [EVERYBODY]}
    closed = cluster_policy("closed", "Admin", ingress=[rule])
    from_agent, to_agent = (
        '"prod/agent never reaches prod/db"',
        '"prod/db never reaches prod/agent"',
    )
    objects = [AGENT, DB, closed]

    assert verdict(objects, from_agent, DECLARED, dialect=dialect) == REFUTED
    assert verdict([*objects, deny(EVERYBODY)], to_agent, DECLARED, dialect=dialect) == REFUTED
    assert verdict([DB, closed], '"prod/db never reaches prod/db"') == PROVED


def test_nodes_with_an_object_are_there_at_declared() -> None:
    assert verdict([DB, NODE], TO_NODES, DECLARED) == REFUTED
    assert verdict([DB], TO_NODES, DECLARED) == VACUOUS


def test_a_rule_about_all_nodes_is_about_unlisted_ones_too() -> None:
    assert verdicts([DB, NODE, deny({"nodes": {}})], TO_NODES) == (PROVED,) * 3


def test_nodes_beyond_the_listed_ones_carry_any_labels_above_declared() -> None:
    found = verdicts([DB, NODE, deny(zone("a"))], TO_NODES)

    assert found == (PROVED, REFUTED, REFUTED)


def test_a_listed_node_has_exactly_its_labels() -> None:
    assert verdicts([DB, NODE, deny(zone("b"))], TO_NODES) == (REFUTED,) * 3
    found = shown(result([DB, NODE, deny(zone("b"))], TO_NODES, DECLARED))

    assert found.flow.destination.ip == "192.168.10.1"


def test_a_host_pod_is_on_a_node() -> None:
    """At `declared` on one that is listed or carries no labels."""
    to_agent = '"prod/db never reaches prod/agent"'

    assert verdict([DB, AGENT, deny({"nodes": {}})], to_agent) == PROVED
    assert verdict([DB, AGENT, NODE, deny(zone("a"))], to_agent, DECLARED) == REFUTED
    assert verdict([DB, AGENT, deny(zone("a"))], '"prod/db always reaches prod/agent"') == REFUTED
    always = '"prod/db always reaches prod/agent"'
    assert verdict([DB, AGENT, deny(zone("a"))], always, DECLARED) == PROVED


def test_nodes_are_no_pods_and_pods_no_nodes() -> None:
    web = deployment("prod/web", {"app": "web", "zone": "a"})
    to_web = '"prod/db always reaches prod/web"'

    assert verdict([DB, web, NODE, deny(zone("a"))], to_web) == PROVED
    assert verdict([DB, web, NODE, deny({"networks": ["10.0.0.0/8"]})], to_web) == REFUTED


def test_a_network_holds_the_nodes_in_it() -> None:
    head = "cluster: {nodeCIDRs: [192.168.10.0/24]}"
    wide, narrow = ({"networks": [text]} for text in ("192.168.0.0/16", "192.168.10.1/32"))

    assert verdict([DB, NODE, deny(narrow)], TO_NODES, DECLARED) == PROVED
    assert verdict([DB, NODE, deny(wide)], TO_NODES, ANY_POD, head=head) == PROVED
    assert verdict([DB, NODE, deny(narrow)], TO_NODES, ANY_POD, head=head) == REFUTED


@pytest.mark.parametrize("tier", ["Admin", "Baseline"])
def test_rules_of_tiers_stop_traffic_to_the_own_node(tier: str) -> None:
    never = '"prod/db never reaches own-node"'

    assert verdict([DB, deny({"nodes": {}}, tier=tier)], never, ANY_POD) == PROVED
    assert verdict([DB], never, ANY_POD) == REFUTED
