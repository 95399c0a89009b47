"""allows and decide: both sides, and what is open."""

from tests.unit.reference.building import CONCRETE, WORLD, block, egress, flow, ingress, pod, rule
from verifier.decision import Decision, Reason
from verifier.dialect import Dialect
from verifier.flow import ExternalEndpoint
from verifier.reference import allows, decide

TEN = rule(block("10.0.0.0/8"))
IPV4 = Dialect(ipblock_matches_pods="yes", families="ipv4")


def test_both_sides_must_allow() -> None:
    between = flow(pod(), pod())

    assert allows(between, [], CONCRETE)
    assert not allows(between, [ingress()], CONCRETE)
    assert not allows(between, [egress()], CONCRETE)
    assert allows(between, [ingress(rule()), egress(rule())], CONCRETE)


def test_a_decision_shows_both_sides() -> None:
    decided = decide(flow(pod(), pod()), [ingress()], CONCRETE)

    assert decided.decision is Decision.DENY
    assert decided.egress.reason is Reason.NOT_ISOLATED
    assert decided.ingress.reason is Reason.NO_RULE


def test_what_is_open_and_decides_nothing_is_not_named() -> None:
    decided = decide(flow(pod(), pod()), [ingress(rule())], Dialect())

    assert decided.decision is Decision.ALLOW
    assert decided.depends_on == ()


def test_an_open_reading_that_decides_is_named() -> None:
    decided = decide(flow(pod(ip="10.0.0.1"), pod()), [ingress(TEN)], Dialect())

    assert decided.decision is Decision.DEPENDS
    assert decided.depends_on == ("dialect ipblock-matches-pods",)
    assert decided.egress.decision is Decision.ALLOW
    assert decided.ingress.decision is Decision.DEPENDS
    assert decided.ingress.depends_on == decided.depends_on
    assert [because.rule for because in decided.ingress.because] == [0]


def test_an_unknown_address_that_decides_is_named() -> None:
    decided = decide(flow(pod(name="web"), pod()), [ingress(TEN)], IPV4)

    assert decided.decision is Decision.DEPENDS
    assert decided.depends_on == ("address of shop/web",)


def test_an_address_no_pod_can_have_decides_nothing() -> None:
    policies = [ingress(rule(block("203.0.113.0/24")))]

    assert decide(flow(pod(), pod()), policies, IPV4).decision is Decision.DENY


def test_a_range_that_holds_every_pod_decides() -> None:
    everything = [ingress(rule(block("0.0.0.0/0")))]

    assert decide(flow(pod(), pod()), everything, IPV4).decision is Decision.ALLOW


def test_the_other_end_fixes_the_family() -> None:
    everything = [egress(rule(block("0.0.0.0/0")))]
    yes = Dialect(ipblock_matches_pods="yes")

    assert decide(flow(pod(ip="10.0.0.1"), pod()), everything, yes).decision is Decision.ALLOW
    assert decide(flow(pod(ip="fd00::1"), pod()), everything, yes).decision is Decision.DENY
    assert decide(flow(pod(), pod()), everything, yes).decision is Decision.DEPENDS


def test_two_unknown_addresses_are_of_one_family() -> None:
    policies = [egress(rule(block("0.0.0.0/0"))), ingress(rule(block("::/0")))]

    decided = decide(flow(pod(), pod()), policies, Dialect(ipblock_matches_pods="yes"))

    assert decided.decision is Decision.DENY
    assert decided.egress.decision is Decision.DEPENDS
    assert decided.ingress.decision is Decision.DEPENDS


def test_readings_are_shared_by_both_sides() -> None:
    """A hostNetwork pod is read in one way at a time: either side refuses one reading."""
    agent = pod(host_network=True, ip="192.168.1.1")
    policies = [egress(), ingress(rule(block("10.0.0.0/8")))]
    free = pod("other", ip="10.0.0.1")

    decided = decide(flow(agent, free), policies, Dialect())

    assert decided.decision is Decision.DEPENDS
    assert decided.depends_on == ("dialect host-network",)


def test_several_points_that_only_decide_together_are_all_named() -> None:
    decided = decide(flow(pod(name="a"), pod(name="b")), [ingress(TEN)], Dialect())

    assert decided.depends_on == ("address of shop/a", "dialect ipblock-matches-pods")


def test_a_host_network_pod_may_have_any_host_s_address() -> None:
    agent = pod(name="agent", host_network=True)
    policies = [ingress(rule(block("203.0.113.0/24")))]

    decided = decide(flow(agent, pod()), policies, Dialect(host_network="node"))

    assert decided.depends_on == ("address of shop/agent",)


def test_ends_of_two_families_are_judged_as_given() -> None:
    decided = decide(flow(WORLD, pod(ip="fd00::1")), [ingress()], Dialect())

    assert decided.decision is Decision.DENY


def test_the_own_node_depends_only_where_rules_deny_it() -> None:
    own = ExternalEndpoint(ip="10.1.1.1", node="own")

    assert decide(flow(pod(), own), [egress()], Dialect()).depends_on == (
        "dialect own-node-egress",
    )
    assert decide(flow(pod(), own), [egress(TEN)], Dialect()).decision is Decision.ALLOW
