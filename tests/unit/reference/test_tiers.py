"""The ladder of tiers: admin, NetworkPolicy, baseline, and what comes after."""

import pytest

from tests.unit.reference.admin_building import (
    ANY_NODE,
    ANY_POD,
    accept,
    admin_policy,
    baseline_policy,
    deny,
    networks,
    node,
    pass_on,
    pods,
    port,
)
from tests.unit.reference.building import (
    CONCRETE,
    WORLD,
    egress,
    flow,
    ingress,
    labelled,
    pod,
    rule,
)
from verifier.decision import Decision, Reason, Trace
from verifier.dialect import Dialect
from verifier.errors import UsageError
from verifier.flow import Direction, Endpoint, ExternalEndpoint
from verifier.reference import allows, decide, direction_allows, trace_direction
from verifier.resources import AdminPolicy, NetworkPolicy

PER_DIRECTION = Dialect(
    ipblock_matches_pods="yes",
    host_network="node",
    own_node_egress="allow",
    baseline="per-direction",
)
PER_POD = Dialect(host_network="node", baseline="per-pod")
AS_POD = Dialect(host_network="pod", baseline="per-direction")
OPEN = ingress(rule())
CLOSED = ingress()
REFUSE = (deny(ANY_POD),)
WELCOME = (accept(ANY_POD),)
HAND_ON = (pass_on(ANY_POD),)


def into(
    admin: list[AdminPolicy],
    policies: list[NetworkPolicy],
    source: Endpoint | None = None,
    dialect: Dialect = PER_DIRECTION,
) -> Trace:
    """The ingress side of a flow between pods, or from this source."""
    judged = flow(source or pod(ip="10.0.0.1"), pod(ip="10.0.0.2"))
    return trace_direction(Direction.INGRESS, judged, policies, dialect, admin)


def admitted(admin: list[AdminPolicy], *policies: NetworkPolicy) -> bool:
    """The ingress side lets a flow between pods pass."""
    return into(admin, list(policies)).decision is Decision.ALLOW


def test_admin_overrides_network_policies_either_way() -> None:
    assert admitted([admin_policy("a", ingress=WELCOME)], CLOSED)
    assert not admitted([admin_policy("a", ingress=REFUSE)], OPEN)


def test_a_network_policy_that_isolates_hides_the_baseline_either_way() -> None:
    assert admitted([baseline_policy("a", ingress=REFUSE)], OPEN)
    assert not admitted([baseline_policy("a", ingress=WELCOME)], CLOSED)
    assert not admitted([baseline_policy("a", ingress=REFUSE)])


def test_selecting_a_pod_isolates_nothing() -> None:
    narrow = (accept(pods(labelled(app="none"))),)

    assert admitted([admin_policy("a", ingress=narrow), baseline_policy("b", ingress=narrow)])
    assert admitted([admin_policy("a", ingress=()), admin_policy("b", egress=REFUSE)])


def test_the_lower_number_comes_first() -> None:
    last, first = admin_policy("a", 900, ingress=REFUSE), admin_policy("b", 0, ingress=WELCOME)

    assert admitted([last, first], CLOSED)
    assert not admitted(
        [admin_policy("a", 1, ingress=REFUSE), admin_policy("b", 2, ingress=WELCOME)]
    )


def test_a_policy_that_is_not_about_the_flow_decides_nothing() -> None:
    elsewhere = admin_policy("a", 0, ingress=(deny(ANY_POD, on=(port(443),)),))

    assert admitted([elsewhere, admin_policy("b", 1, ingress=WELCOME)], CLOSED)


def test_the_first_rule_that_matches_decides() -> None:
    assert admitted([admin_policy("a", ingress=(*WELCOME, *REFUSE))], CLOSED)
    assert not admitted([admin_policy("a", ingress=(*REFUSE, *WELCOME))])


def test_rules_of_the_other_direction_do_not_count() -> None:
    assert admitted([admin_policy("a", egress=REFUSE, ingress=WELCOME)], CLOSED)


def test_pass_skips_the_rest_of_its_tier_and_no_more() -> None:
    passing = admin_policy("a", 1, ingress=(*HAND_ON, *REFUSE))
    refusing = admin_policy("b", 2, ingress=REFUSE)
    below = baseline_policy("c", ingress=REFUSE)

    assert admitted([passing, refusing])
    assert admitted([passing, refusing], OPEN)
    assert not admitted([passing, refusing], CLOSED)
    assert not admitted([passing, refusing, below])


def test_pass_in_the_baseline_leads_to_the_default() -> None:
    passing = baseline_policy("a", 1, ingress=HAND_ON)

    assert admitted([passing, baseline_policy("b", 2, ingress=REFUSE)])


def test_priorities_of_different_tiers_do_not_meet() -> None:
    assert admitted(
        [admin_policy("a", 1000, ingress=WELCOME), baseline_policy("b", 0, ingress=REFUSE)]
    )


def test_accept_on_one_side_does_not_help_the_other() -> None:
    between = flow(pod(), pod())
    sends = admin_policy("a", egress=WELCOME)

    assert allows(between, [egress()], PER_DIRECTION, [sends])
    assert not allows(between, [egress(), CLOSED], PER_DIRECTION, [sends])
    assert not allows(between, [OPEN], PER_DIRECTION, [sends, admin_policy("b", ingress=REFUSE)])
    assert decide(between, [egress(), CLOSED], Dialect(), [sends]).decision is Decision.DENY


def test_what_is_no_pod_meets_no_ingress_rule() -> None:
    everyone = [admin_policy("a", ingress=REFUSE), baseline_policy("b", ingress=REFUSE)]

    assert into(everyone, [], WORLD).reason is Reason.NOT_ISOLATED
    assert into(everyone, [CLOSED], WORLD).reason is Reason.NO_RULE
    assert into(everyone, [], pod(host_network=True)).decision is Decision.ALLOW


def test_host_network_pods_are_subject_to_network_policies_at_most() -> None:
    agent = pod(host_network=True, ip="192.168.10.1")
    to_agent = flow(pod(), agent)
    refusing = [admin_policy("a", ingress=REFUSE), baseline_policy("b", ingress=REFUSE)]

    assert direction_allows(Direction.INGRESS, to_agent, [], AS_POD, refusing)
    assert direction_allows(Direction.INGRESS, to_agent, [CLOSED], PER_DIRECTION, refusing)
    assert not direction_allows(Direction.INGRESS, to_agent, [CLOSED], AS_POD, refusing)


def test_networks_hold_pods_and_nodes() -> None:
    refusing = [admin_policy("a", egress=(deny(networks("0.0.0.0/0")),))]
    no_blocks = Dialect(ipblock_matches_pods="no", baseline="per-direction")

    for destination in (pod(ip="10.0.0.2"), WORLD, pod(host_network=True, ip="192.168.10.1")):
        assert decide(flow(pod(), destination), [], no_blocks, refusing).decision is Decision.DENY
    assert allows(flow(pod(), pod(ip="fd00::2")), [], no_blocks, refusing)


def test_nodes_are_those_of_the_cluster() -> None:
    refusing = [admin_policy("a", egress=(deny(ANY_NODE),))]
    nodes = [node("one", "192.168.10.1")]
    to_node = flow(pod(), ExternalEndpoint(ip="192.168.10.1", node="other"))

    assert not allows(to_node, [], PER_DIRECTION, refusing, nodes)
    assert allows(to_node, [], PER_DIRECTION, refusing, [node("two", "192.168.10.2")])


def test_the_own_node_is_an_exception_of_network_policies_only() -> None:
    own = flow(pod(), ExternalEndpoint(ip="192.168.10.1", node="own"))
    refuse = (deny(networks("0.0.0.0/0")),)
    admin, baseline = admin_policy("a", egress=refuse), baseline_policy("b", egress=refuse)

    assert not allows(own, [], PER_DIRECTION, [admin])
    assert not allows(own, [], PER_DIRECTION, [baseline])
    assert allows(own, [egress()], PER_DIRECTION, [baseline])
    assert trace_direction(Direction.EGRESS, own, [], PER_DIRECTION).reason is Reason.OWN_NODE


def test_a_pod_reaches_itself_whatever_the_tiers_say() -> None:
    web = pod(name="web")
    refusing = [admin_policy("a", ingress=REFUSE, egress=REFUSE)]

    assert decide(flow(web, web), [], Dialect(), refusing).decision is Decision.ALLOW
    assert (
        trace_direction(Direction.EGRESS, flow(web, web), [], PER_DIRECTION, refusing).reason
        is Reason.LOOPBACK
    )
    assert decide(flow(pod(), pod()), [], Dialect(), refusing).decision is Decision.DENY


def test_the_baseline_is_hidden_for_a_direction_or_for_the_pod() -> None:
    refusing = [baseline_policy("a", ingress=REFUSE)]
    sends_only = egress(rule())

    assert into(refusing, [sends_only], dialect=PER_DIRECTION).decision is Decision.DENY
    assert into(refusing, [sends_only], dialect=PER_POD).decision is Decision.ALLOW
    assert into(refusing, [], dialect=PER_POD).decision is Decision.DENY
    with pytest.raises(UsageError, match="dialect baseline"):
        into(refusing, [sends_only], dialect=CONCRETE)


def test_the_admin_tier_is_hidden_from_nobody() -> None:
    refusing = [admin_policy("a", ingress=REFUSE)]

    assert into(refusing, [egress(rule())], dialect=PER_POD).decision is Decision.DENY
