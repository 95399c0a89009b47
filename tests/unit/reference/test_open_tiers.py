"""What the tiers leave open: ties, domain names, the baseline's reach, addresses of pods."""

import pytest

from tests.unit.reference.admin_building import (
    ANY_NODE,
    ANY_POD,
    accept,
    admin_policy,
    baseline_policy,
    deny,
    domain,
    networks,
    node,
    old_baseline,
    pass_on,
    pods,
)
from tests.unit.reference.building import WORLD, egress, flow, ingress, labelled, pod, rule
from verifier.decision import Decided, Decision, Reason
from verifier.dialect import Dialect
from verifier.errors import UsageError
from verifier.flow import Direction, ExternalEndpoint
from verifier.reference import decide, every_reading, trace_direction
from verifier.resources import AdminPolicy, AdminRule

REFUSE = (deny(ANY_POD),)
WELCOME = (accept(ANY_POD),)
HAND_ON = (pass_on(ANY_POD),)
BETWEEN = flow(pod(name="a"), pod(name="b"))
OUT = flow(pod(), WORLD)
BY_NAME = Dialect(ties="by-name")


def between(*admin: AdminPolicy, dialect: Dialect | None = None) -> Decided:
    """A flow between two pods."""
    return decide(BETWEEN, [], dialect or Dialect(), admin)


def outwards(*rules: AdminRule) -> Decided:
    """A flow to the world under one policy with these egress rules."""
    return decide(OUT, [], Dialect(), [admin_policy("a", egress=rules)])


def test_tied_policies_that_differ_leave_it_open() -> None:
    found = between(admin_policy("b", 3, ingress=REFUSE), admin_policy("a", 3, ingress=WELCOME))

    assert found.decision is Decision.DEPENDS
    assert found.depends_on == (
        "tie of ClusterNetworkPolicy b and ClusterNetworkPolicy a at priority 3",
    )
    assert found.ingress.depends_on == found.depends_on
    assert [because.policy for because in found.ingress.because] == ["ClusterNetworkPolicy a"]
    assert found.egress.decision is Decision.ALLOW


def test_tied_policies_that_act_alike_are_all_named() -> None:
    found = between(admin_policy("a", 3, ingress=REFUSE), admin_policy("b", 3, ingress=REFUSE))

    assert (found.decision, found.depends_on) == (Decision.DENY, ())
    assert [because.policy for because in found.ingress.because] == [
        "ClusterNetworkPolicy a",
        "ClusterNetworkPolicy b",
    ]


def test_a_tie_is_between_policies_about_the_flow() -> None:
    elsewhere = admin_policy("a", 3, ingress=(accept(pods(labelled(app="none"))),))

    assert between(elsewhere, admin_policy("b", 3, ingress=REFUSE)).decision is Decision.DENY


def test_a_better_priority_settles_a_tie_below() -> None:
    tied = (admin_policy("a", 3, ingress=WELCOME), admin_policy("b", 3, ingress=REFUSE))

    assert between(*tied, admin_policy("c", 2, ingress=REFUSE)).decision is Decision.DENY
    assert between(*tied, admin_policy("c", 2, ingress=HAND_ON)).decision is Decision.ALLOW


def test_a_tie_is_decided_by_whole_policies() -> None:
    """Each policy acts by its own first rule: what its later rules say is no choice."""
    one = admin_policy("a", 3, ingress=(*WELCOME, *REFUSE))
    two = admin_policy("b", 3, ingress=(*HAND_ON, *REFUSE))

    assert between(one, two).decision is Decision.ALLOW
    assert decide(BETWEEN, [ingress()], Dialect(), [one, two]).depends_on != ()
    # They are about pods of other namespaces too: the NetworkPolicy is not.
    assert decide(flow(pod(), pod("x")), [ingress()], Dialect(), [one, two]).depends_on == ()


def test_three_tied_policies_are_named_in_one_breath() -> None:
    names = ("a", "b", "c")
    tied = [admin_policy(name, 3, ingress=REFUSE if name == "c" else WELCOME) for name in names]

    assert between(*tied).depends_on == (
        "tie of ClusterNetworkPolicy a, ClusterNetworkPolicy b and ClusterNetworkPolicy c "
        "at priority 3",
    )


def test_each_side_ends_a_tie_as_it_likes() -> None:
    one = admin_policy("a", 3, ingress=WELCOME, egress=REFUSE)
    two = admin_policy("b", 3, ingress=REFUSE, egress=WELCOME)

    readings = every_reading(BETWEEN, [], Dialect(), [one, two])

    assert between(one, two).decision is Decision.DEPENDS
    assert {
        (reading.egress.decision.value, reading.ingress.decision.value) for reading in readings
    } == {("allow", "allow"), ("allow", "deny"), ("deny", "allow"), ("deny", "deny")}


def test_names_break_ties_where_the_dialect_says_so() -> None:
    refuse, welcome = admin_policy("a", 3, ingress=REFUSE), admin_policy("b", 3, ingress=WELCOME)

    assert between(welcome, refuse, dialect=BY_NAME).decision is Decision.DENY


def test_names_break_no_tie_of_a_policy_without_priority() -> None:
    found = between(baseline_policy("a", 3, ingress=REFUSE), old_baseline(ingress=WELCOME))
    by_name = between(
        baseline_policy("a", 3, ingress=REFUSE), old_baseline(ingress=WELCOME), dialect=BY_NAME
    )

    assert (
        found.depends_on
        == by_name.depends_on
        == ("tie of ClusterNetworkPolicy a and BaselineAdminNetworkPolicy default at priority 3",)
    )


def test_a_policy_without_priority_ties_with_the_first_that_is_about_the_flow() -> None:
    narrow = baseline_policy("a", 1, ingress=(deny(pods(labelled(app="none"))),))
    refuse, welcome = (
        baseline_policy("b", 2, ingress=REFUSE),
        baseline_policy("c", 3, ingress=WELCOME),
    )

    assert between(narrow, old_baseline(ingress=REFUSE)).decision is Decision.DENY
    assert between(narrow, refuse, welcome, old_baseline(ingress=REFUSE)).decision is Decision.DENY
    assert between(narrow, refuse, old_baseline(ingress=WELCOME)).decision is Decision.DEPENDS


def test_the_reach_of_a_network_policy_over_the_baseline_is_named() -> None:
    refusing = [baseline_policy("a", ingress=REFUSE)]

    found = decide(BETWEEN, [egress(rule())], Dialect(), refusing)

    assert (found.decision, found.depends_on) == (Decision.DEPENDS, ("dialect baseline",))
    assert found.ingress.depends_on == ("dialect baseline",)
    assert decide(BETWEEN, [ingress(rule())], Dialect(), refusing).decision is Decision.ALLOW
    assert decide(BETWEEN, [], Dialect(), refusing).decision is Decision.DENY


def test_a_domain_may_resolve_to_the_destination_or_not() -> None:
    found = outwards(accept(domain("Example.com.")), deny(networks("0.0.0.0/0")))

    assert (found.decision, found.depends_on) == (Decision.DEPENDS, ("domain example.com",))
    assert found.egress.reason is Reason.ADMIN
    assert [because.rule for because in found.egress.because] == [0]


def test_a_domain_that_changes_nothing_is_not_named() -> None:
    closed = outwards(deny(networks("0.0.0.0/0")), accept(domain("example.com")))
    open_anyway = outwards(accept(domain("example.com")))

    assert (closed.decision, closed.depends_on) == (Decision.DENY, ())
    assert (open_anyway.decision, open_anyway.depends_on) == (Decision.ALLOW, ())


def test_a_domain_may_resolve_to_a_pod() -> None:
    rules = (accept(domain("db.test")), deny(ANY_POD))

    found = decide(BETWEEN, [], Dialect(), [admin_policy("a", egress=rules)])

    assert found.depends_on == ("domain db.test",)


def test_a_domain_resolves_alike_for_all_rules_and_tiers() -> None:
    """Accepted if it resolves here; then the Deny for the same name below is never met."""
    one = (accept(domain("a.test")), deny(domain("A.test.")))
    passing = admin_policy("a", egress=(pass_on(domain("a.test")), deny(networks("0.0.0.0/0"))))
    below = baseline_policy("b", egress=(deny(domain("a.test")),))

    assert outwards(*one).decision is Decision.ALLOW
    assert decide(OUT, [], Dialect(), [passing, below]).decision is Decision.DENY


def test_each_domain_that_decides_is_named() -> None:
    found = outwards(accept(domain("a.test", "b.test")), deny(domain("c.test")))

    assert found.depends_on == ("domain a.test", "domain b.test", "domain c.test")


def test_many_domains_are_no_matter() -> None:
    names = [f"d{number}.test" for number in range(25)]
    found = outwards(accept(domain(*names)), deny(networks("0.0.0.0/0")))

    assert len(found.depends_on) == 25


def test_an_address_that_a_network_asks_for_is_named() -> None:
    ten = [admin_policy("a", egress=(deny(networks("10.0.0.0/8")),))]
    everything = [admin_policy("a", egress=(deny(networks("0.0.0.0/0", "::/0")),))]

    assert decide(BETWEEN, [], Dialect(), ten).depends_on == ("address of shop/b",)
    assert decide(BETWEEN, [], Dialect(), everything).decision is Decision.DENY
    assert decide(BETWEEN, [], Dialect(families="ipv6"), ten).decision is Decision.ALLOW


def test_a_host_network_pod_may_be_on_a_node() -> None:
    refusing = [admin_policy("a", egress=(deny(ANY_NODE),))]
    agent = pod(name="agent", host_network=True)

    found = decide(flow(pod(), agent), [], Dialect(), refusing, [node("one", "192.168.10.1")])

    assert found.depends_on == ("address of shop/agent",)


def test_a_policy_about_others_asks_for_no_address() -> None:
    others = [admin_policy("a", ingress=(deny(ANY_POD),), egress=(deny(networks("10.0.0.0/8")),))]

    found = decide(flow(pod(host_network=True), pod("x")), [], Dialect(), others)

    assert (found.decision, found.depends_on) == (Decision.ALLOW, ())


def test_what_is_open_is_an_error_where_one_answer_is_asked_for() -> None:
    tied = [admin_policy("a", 3, egress=REFUSE), admin_policy("b", 3, egress=WELCOME)]

    with pytest.raises(UsageError, match="tie of ClusterNetworkPolicy a"):
        trace_direction(Direction.EGRESS, BETWEEN, [], Dialect(), tied)


def test_readings_tell_what_they_take() -> None:
    rules = (accept(domain("a.test")), deny(networks("0.0.0.0/0")))
    own = flow(pod(), ExternalEndpoint(ip="192.168.10.1", node="own"))

    readings = every_reading(
        own,
        [],
        Dialect(ipblock_matches_pods="yes", own_node_egress="policy"),
        [admin_policy("a", egress=rules)],
    )

    assert [(reading.left_open[0], reading.decision) for reading in readings] == [
        ((("domain a.test", "yes"),), Decision.ALLOW),
        ((("domain a.test", "no"),), Decision.DENY),
    ]
