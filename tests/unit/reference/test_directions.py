"""direction_allows and trace_direction: the reason, and the policies and rules behind it."""

import pytest

from tests.unit.reference.building import (
    CONCRETE,
    WORLD,
    at,
    block,
    egress,
    flow,
    ingress,
    labelled,
    pod,
    rule,
)
from verifier.decision import Because, Decision, Reason
from verifier.dialect import Dialect
from verifier.errors import UsageError
from verifier.flow import Direction, ExternalEndpoint
from verifier.reference import direction_allows, trace_direction
from verifier.resources import NetworkPolicyPeer

OWN = ExternalEndpoint(ip="192.168.10.1", node="own")
OTHER = ExternalEndpoint(ip="192.168.10.2", node="other")
CLOSED = ingress()


def test_an_address_is_no_subject() -> None:
    trace = trace_direction(Direction.EGRESS, flow(WORLD, pod()), [egress()], CONCRETE)

    assert (trace.decision, trace.reason) == (Decision.ALLOW, Reason.NOT_A_SUBJECT)


def test_a_host_network_pod_is_no_subject_when_read_as_its_node() -> None:
    into = flow(WORLD, pod(host_network=True))

    assert direction_allows(Direction.INGRESS, into, [CLOSED], Dialect(host_network="node"))
    assert not direction_allows(Direction.INGRESS, into, [CLOSED], Dialect(host_network="pod"))


def test_without_a_policy_nothing_is_named() -> None:
    trace = trace_direction(Direction.INGRESS, flow(WORLD, pod()), [egress()], CONCRETE)

    assert (trace.reason, trace.isolated, trace.because) == (Reason.NOT_ISOLATED, False, ())


def test_a_denial_names_every_policy_that_selects() -> None:
    policies = [
        ingress(rule(block("10.0.0.0/8")), name="a"),
        ingress(name="b"),
        ingress(name="elsewhere", selecting=labelled(app="db")),
    ]

    trace = trace_direction(Direction.INGRESS, flow(WORLD, pod()), policies, CONCRETE)

    assert (trace.decision, trace.reason, trace.isolated) == (Decision.DENY, Reason.NO_RULE, True)
    assert trace.because == (
        Because("selects", "NetworkPolicy shop/a", None, None, at(1)),
        Because("selects", "NetworkPolicy shop/b", None, None, at(1)),
    )


def test_a_rule_is_named_with_its_first_guilty_peer() -> None:
    web = NetworkPolicyPeer(pod_selector=labelled(app="web"), location=at(8))
    policy = ingress(rule(web), rule(web, block("203.0.113.0/24"), block("0.0.0.0/0")))

    trace = trace_direction(Direction.INGRESS, flow(WORLD, pod()), [policy], CONCRETE)

    assert (trace.decision, trace.reason) == (Decision.ALLOW, Reason.RULE)
    assert trace.because == (Because("rule", "NetworkPolicy shop/in", 1, 1, at(9)),)


def test_a_rule_without_peers_is_named_itself() -> None:
    trace = trace_direction(
        Direction.INGRESS, flow(WORLD, pod()), [ingress(rule(line=7))], CONCRETE
    )

    assert trace.because == (Because("rule", "NetworkPolicy shop/in", 0, None, at(7)),)


def test_every_admitting_rule_is_named() -> None:
    policies = [ingress(rule(line=3), rule(line=4), name="a"), ingress(rule(line=5), name="b")]

    trace = trace_direction(Direction.INGRESS, flow(WORLD, pod()), policies, CONCRETE)

    assert [(b.policy, b.rule) for b in trace.because] == [
        ("NetworkPolicy shop/a", 0),
        ("NetworkPolicy shop/a", 1),
        ("NetworkPolicy shop/b", 0),
    ]


def test_a_pod_reaches_itself() -> None:
    web = pod(name="web")

    trace = trace_direction(Direction.INGRESS, flow(web, web), [CLOSED], CONCRETE)

    assert (trace.decision, trace.reason, trace.isolated) == (
        Decision.ALLOW,
        Reason.LOOPBACK,
        True,
    )


def test_equal_pods_of_one_workload_are_two() -> None:
    assert not direction_allows(Direction.INGRESS, flow(pod(), pod()), [CLOSED], CONCRETE)


def test_the_own_node_gets_in() -> None:
    trace = trace_direction(Direction.INGRESS, flow(OWN, pod()), [CLOSED], CONCRETE)

    assert (trace.decision, trace.reason) == (Decision.ALLOW, Reason.OWN_NODE)
    assert not direction_allows(Direction.INGRESS, flow(OTHER, pod()), [CLOSED], CONCRETE)


def test_egress_to_the_own_node_is_a_reading() -> None:
    out = flow(pod(), OWN)
    allow = trace_direction(Direction.EGRESS, out, [egress()], Dialect(own_node_egress="allow"))
    policy = trace_direction(Direction.EGRESS, out, [egress()], Dialect(own_node_egress="policy"))

    assert (allow.decision, allow.reason) == (Decision.ALLOW, Reason.OWN_NODE)
    assert (policy.decision, policy.reason) == (Decision.DENY, Reason.NO_RULE)


def test_an_open_reading_is_an_error_here() -> None:
    with pytest.raises(UsageError, match="own-node-egress"):
        trace_direction(Direction.EGRESS, flow(pod(), OWN), [egress()], Dialect())
