"""What the traces of the tiers name: the rule that decides, and each Pass before it."""

from tests.unit.reference.admin_building import (
    ANY_POD,
    accept,
    admin_policy,
    baseline_policy,
    deny,
    networks,
    pass_on,
    pods,
    port,
)
from tests.unit.reference.building import at, block, flow, ingress, labelled, pod, rule
from verifier.decision import Because, Decision, Reason, Trace
from verifier.dialect import Dialect
from verifier.flow import Direction
from verifier.reference import trace_direction
from verifier.resources import AdminPolicy, NetworkPolicy

DIALECT = Dialect(ipblock_matches_pods="yes", baseline="per-direction")
OPEN = ingress(rule())
CLOSED = ingress()
REFUSE = (deny(ANY_POD),)
HAND_ON = (pass_on(ANY_POD),)


def into(admin: list[AdminPolicy], policies: list[NetworkPolicy]) -> Trace:
    """The ingress side of a flow between pods."""
    judged = flow(pod(ip="10.0.0.1"), pod(ip="10.0.0.2"))
    return trace_direction(Direction.INGRESS, judged, policies, DIALECT, admin)


def test_a_final_decision_names_its_rule() -> None:
    web = (accept(pods(labelled(app="none")), on=(port(1),)), deny(networks("10.0.0.0/8"), ANY_POD))
    trace = into([admin_policy("a", ingress=web)], [OPEN])

    assert (trace.decision, trace.reason, trace.isolated) == (Decision.DENY, Reason.ADMIN, True)
    assert trace.because == (Because("tier", "ClusterNetworkPolicy a", 1, 0, at(11), "Admin"),)
    assert trace.passed == ()


def test_the_baseline_names_its_rule() -> None:
    trace = into([baseline_policy("a", ingress=REFUSE)], [])

    assert (trace.decision, trace.reason, trace.isolated) == (Decision.DENY, Reason.BASELINE, False)
    assert trace.because == (Because("tier", "ClusterNetworkPolicy a", 0, 0, at(11), "Baseline"),)


def test_a_pass_is_a_step_of_its_own() -> None:
    passing = admin_policy("a", ingress=(deny(ANY_POD, on=(port(1),)), *HAND_ON))
    step = Because("tier", "ClusterNetworkPolicy a", 1, 0, at(11), "Admin")
    ten = ingress(rule(block("10.0.0.0/8")), name="db")

    by_rule, refused = into([passing], [ten]), into([passing], [CLOSED])
    below = into([passing, baseline_policy("b", ingress=REFUSE)], [])
    default = into([passing, baseline_policy("b", ingress=HAND_ON)], [])

    assert (by_rule.reason, by_rule.passed) == (Reason.RULE, (step,))
    assert by_rule.steps == (step, Because("rule", "NetworkPolicy shop/db", 0, 0, at(9)))
    assert (refused.reason, refused.passed) == (Reason.NO_RULE, (step,))
    assert (below.reason, below.passed) == (Reason.BASELINE, (step,))
    assert [because.policy for because in below.because] == ["ClusterNetworkPolicy b"]
    assert (default.reason, default.because) == (Reason.NOT_ISOLATED, ())
    assert [because.tier for because in default.passed] == ["Admin", "Baseline"]


def test_no_rule_about_the_flow_is_no_step() -> None:
    narrow = admin_policy("a", ingress=(pass_on(pods(labelled(app="none"))),))

    assert into([narrow], [OPEN]).passed == ()
