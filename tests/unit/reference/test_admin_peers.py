"""admin_peer_matches: pods, ranges, nodes and domain names."""

import pytest

from tests.unit.reference.admin_building import ANY_NODE, ANY_POD, domain, networks, node, pods
from tests.unit.reference.building import EVERYTHING, WORLD, asking, labelled, pod
from verifier.errors import UsageError
from verifier.flow import Endpoint, ExternalEndpoint
from verifier.reference import admin_peer_matches
from verifier.resources import AdminPeer, Node

LINUX = node("one", "192.168.10.1", "fd00:10::1", os="linux")
OTHER = node("two", "192.168.10.2", os="other")
AGENT = pod(host_network=True, ip="192.168.10.1")
NODE = ExternalEndpoint(ip="192.168.10.1", node="other")


def matches(
    peer: AdminPeer, other: Endpoint, nodes: tuple[Node, ...] = (), domains: tuple[str, ...] = ()
) -> bool:
    """The peer describes the end."""
    return admin_peer_matches(peer, other, nodes, frozenset(domains))


def test_namespaces_are_pods_of_the_pod_network_and_nothing_else() -> None:
    assert matches(ANY_POD, pod())
    assert not matches(ANY_POD, WORLD)
    assert not matches(ANY_POD, AGENT)
    assert not matches(ANY_POD, NODE)


def test_namespaces_are_chosen_by_their_labels_and_their_name() -> None:
    tenant = AdminPeer(namespaces=labelled(tenant="a"))
    named = AdminPeer(namespaces=asking("kubernetes.io/metadata.name", "In", "shop"))

    assert matches(tenant, pod(namespace_labels={"tenant": "a"}))
    assert not matches(tenant, pod(labels={"tenant": "a"}))
    assert matches(named, pod("shop"))
    assert not matches(named, pod("other"))


def test_pods_need_both_selectors() -> None:
    peer = pods(labelled(app="web"), labelled(tenant="a"))

    assert matches(peer, pod(labels={"app": "web"}, namespace_labels={"tenant": "a"}))
    assert not matches(peer, pod(labels={"app": "web"}, namespace_labels={"tenant": "b"}))
    assert not matches(peer, pod(labels={"app": "db"}, namespace_labels={"tenant": "a"}))


def test_pods_without_a_namespace_selector_are_those_of_every_namespace() -> None:
    assert matches(pods(labelled(app="web")), pod("other", {"app": "web"}))
    assert matches(pods(EVERYTHING, EVERYTHING), pod("other"))
    assert not matches(pods(EVERYTHING, EVERYTHING), AGENT)


def test_networks_are_addresses_of_whatever_end() -> None:
    ten = networks("10.0.0.0/8", "192.168.0.0/16")

    assert matches(ten, pod(ip="10.1.2.3"))
    assert matches(ten, AGENT)
    assert matches(ten, NODE)
    assert matches(ten, ExternalEndpoint(ip="10.9.9.9"))
    assert not matches(ten, WORLD)


def test_networks_keep_families_apart() -> None:
    assert matches(networks("::/0"), pod(ip="fd00::1"))
    assert not matches(networks("::/0"), pod(ip="10.0.0.1"))
    assert not matches(networks("0.0.0.0/0"), pod(ip="fd00::1"))


def test_networks_need_an_address() -> None:
    with pytest.raises(UsageError, match="address"):
        matches(networks("10.0.0.0/8"), pod())


def test_nodes_are_the_addresses_of_nodes_with_such_labels() -> None:
    linux = AdminPeer(nodes=labelled(os="linux"))

    assert matches(linux, NODE, (LINUX, OTHER))
    assert matches(linux, ExternalEndpoint(ip="192.168.10.1"), (LINUX, OTHER))
    assert matches(linux, ExternalEndpoint(ip="fd00:10:0::1"), (LINUX, OTHER))
    assert not matches(linux, ExternalEndpoint(ip="192.168.10.2", node="own"), (LINUX, OTHER))
    assert matches(ANY_NODE, ExternalEndpoint(ip="192.168.10.2", node="own"), (LINUX, OTHER))
    assert not matches(ANY_NODE, WORLD, (LINUX, OTHER))


def test_nodes_are_host_network_pods_there_and_no_other_pods() -> None:
    assert matches(ANY_NODE, AGENT, (LINUX,))
    assert not matches(ANY_NODE, AGENT, (OTHER,))
    assert not matches(ANY_NODE, pod(ip="10.0.0.1"), (LINUX,))
    assert not matches(ANY_NODE, pod(), (LINUX,))


def test_nodes_that_are_not_known_match_nothing() -> None:
    assert not matches(ANY_NODE, NODE)


def test_a_domain_matches_what_it_resolves_to_a_pod_included() -> None:
    peer = domain("Example.com.", "other.test")

    assert matches(peer, WORLD, domains=("example.com",))
    assert matches(peer, pod(ip="10.0.0.1"), domains=("other.test",))
    assert not matches(peer, WORLD, domains=("example.org",))
    assert not matches(peer, WORLD)


def test_a_peer_that_says_nothing_describes_nothing() -> None:
    assert not matches(AdminPeer(), pod(ip="10.0.0.1"), (LINUX,), ("example.com",))
