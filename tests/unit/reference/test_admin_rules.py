"""admin_selects, admin_rule_matches and admin_port_matches."""

import pytest

from tests.unit.reference.admin_building import (
    ANY_NODE,
    ANY_POD,
    accept,
    admin_policy,
    deny,
    domain,
    named,
    networks,
    node,
    pass_on,
    pods,
    port,
)
from tests.unit.reference.building import EVERYTHING, WORLD, flow, labelled, pod
from verifier.errors import UsageError
from verifier.flow import Direction, Flow, NamedPort, PodEndpoint, Protocol
from verifier.reference import admin_port_matches, admin_rule_matches, admin_selects
from verifier.reference.admin_rules import action_of
from verifier.resources import AdminPeer, AdminPort, AdminRule, NamespacedPod, Subject

HTTP = NamedPort("http", Protocol.TCP, 8080)
DNS = NamedPort("http", Protocol.UDP, 53)
EVERY_PROTOCOL = list(Protocol)


def selects(subject: Subject, end: PodEndpoint) -> bool:
    """A policy with this subject is about the pod."""
    return admin_selects(admin_policy("a", subject=subject), end)


def is_about(rule: AdminRule, found: Flow, *domains: str) -> bool:
    """The egress rule is about the flow."""
    nodes = (node("one", "192.168.10.1"),)
    return admin_rule_matches(rule, Direction.EGRESS, found, nodes, frozenset(domains))


def to(port_number: int, protocol: Protocol = Protocol.TCP) -> Flow:
    """A flow to a pod with two ports that share a name."""
    destination = pod(named_ports=(HTTP, DNS), ip="10.0.0.2")
    return Flow(pod(), destination, protocol, port_number)


def test_a_subject_of_namespaces_is_every_pod_there() -> None:
    tenant = Subject(namespaces=labelled(tenant="a"))

    assert selects(Subject(namespaces=EVERYTHING), pod("anywhere"))
    assert selects(tenant, pod(namespace_labels={"tenant": "a"}))
    assert not selects(tenant, pod(labels={"tenant": "a"}))


def test_a_subject_of_pods_needs_both_selectors() -> None:
    both = NamespacedPod(pod_selector=labelled(app="web"), namespace_selector=labelled(tenant="a"))
    everywhere = Subject(pods=NamespacedPod(pod_selector=labelled(app="web")))

    assert selects(Subject(pods=both), pod(labels={"app": "web"}, namespace_labels={"tenant": "a"}))
    assert not selects(Subject(pods=both), pod(labels={"app": "web"}))
    assert not selects(Subject(pods=both), pod(namespace_labels={"tenant": "a"}))
    assert selects(everywhere, pod("other", {"app": "web"}))


def test_host_network_pods_are_never_subjects() -> None:
    everyone = NamespacedPod(pod_selector=EVERYTHING, namespace_selector=EVERYTHING)

    assert not selects(Subject(namespaces=EVERYTHING), pod(host_network=True))
    assert not selects(Subject(pods=everyone), pod(host_network=True))


def test_a_subject_that_says_nothing_is_an_error() -> None:
    with pytest.raises(UsageError, match="ClusterNetworkPolicy a"):
        selects(Subject(), pod())


def test_without_ports_a_rule_is_about_every_protocol() -> None:
    for protocol in EVERY_PROTOCOL:
        assert is_about(deny(ANY_POD), to(1, protocol))
        assert is_about(deny(ANY_POD, on=()), to(65535, protocol))


def test_one_port_of_several_is_enough() -> None:
    rule = deny(ANY_POD, on=(port(80), port(53, protocol="UDP")))

    assert is_about(rule, to(80))
    assert is_about(rule, to(53, Protocol.UDP))
    assert not is_about(rule, to(53))
    assert not is_about(rule, to(80, Protocol.UDP))


def test_a_range_holds_both_of_its_ends() -> None:
    rule = deny(ANY_POD, on=(port(80, 90),))

    assert [number for number in range(78, 93) if is_about(rule, to(number))] == [*range(80, 91)]


def test_a_protocol_without_a_port_is_all_of_it() -> None:
    udp = AdminPort(protocol="UDP")

    assert admin_port_matches(udp, to(1, Protocol.UDP))
    assert not admin_port_matches(udp, to(1))


def test_a_port_without_a_protocol_is_tcp() -> None:
    assert admin_port_matches(port(80, protocol=None), to(80))
    assert not admin_port_matches(port(80, protocol=None), to(80, Protocol.UDP))


def test_a_named_port_has_no_protocol_of_its_own() -> None:
    rule = deny(ANY_POD, on=(named("http"),))

    assert is_about(rule, to(8080))
    assert is_about(rule, to(53, Protocol.UDP))
    assert not is_about(rule, to(53))
    assert not is_about(rule, to(8080, Protocol.UDP))
    assert not is_about(deny(ANY_POD, on=(named("other"),)), to(8080))


def test_a_named_port_is_that_of_a_pod_of_the_pod_network() -> None:
    agent = pod(host_network=True, named_ports=(HTTP,), ip="192.168.10.1")

    assert not admin_port_matches(named("http"), flow(pod(), WORLD, 8080))
    assert not admin_port_matches(named("http"), flow(pod(), agent, 8080))


def test_a_named_port_never_counts_for_an_address() -> None:
    """Even where the address is that of a pod that has such a port."""
    for peer in (networks("0.0.0.0/0"), domain("example.com"), ANY_NODE):
        assert not is_about(deny(peer, on=(named("http"),)), to(8080), "example.com")
    assert is_about(deny(networks("0.0.0.0/0"), on=(named("http"), port(8080))), to(8080))
    assert is_about(deny(networks("0.0.0.0/0"), ANY_POD, on=(named("http"),)), to(8080))


def test_peers_are_alternatives() -> None:
    rule = deny(pods(labelled(app="none")), networks("10.0.0.0/8"))

    assert is_about(rule, to(80))
    assert not is_about(rule, flow(pod(), WORLD))


def test_ingress_peers_are_sources() -> None:
    rule = accept(pods(labelled(app="web")))
    into = flow(pod(labels={"app": "web"}), pod())

    assert admin_rule_matches(rule, Direction.INGRESS, into, (), frozenset())
    assert not admin_rule_matches(rule, Direction.EGRESS, into, (), frozenset())
    assert not admin_rule_matches(
        deny(ANY_POD), Direction.INGRESS, flow(WORLD, pod()), (), frozenset()
    )


def test_an_unknown_field_fails_closed() -> None:
    broken = AdminRule(action="Pass", peers=(AdminPeer(),))
    accepting = accept(ANY_POD, AdminPeer())
    denying = deny(pods(labelled(app="none")), on=(AdminPort(),))

    assert not is_about(accepting, to(80))
    assert is_about(denying, to(80))
    assert is_about(broken, flow(pod(), WORLD))
    assert action_of(broken) == "deny"


def test_allow_is_accept() -> None:
    assert action_of(accept()) == action_of(AdminRule(action="Allow")) == "accept"
    assert (action_of(deny()), action_of(pass_on())) == ("deny", "pass")
    with pytest.raises(UsageError, match="allow"):
        action_of(AdminRule(action="allow"))
