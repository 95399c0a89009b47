"""M-16: isolated means that nothing passes unless a rule admits it."""

import pytest

from tests.clauses.asking import (
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    Object,
    deployment,
    namespace,
    pods_where,
    pods_with,
    policy,
    report_on,
    shown,
    verdict,
    verdicts,
)

INGRESS = "{isolated: {group: {namespace: shop}, direction: ingress}}"
SHOP = [namespace("shop"), deployment("shop/web", {"app": "web"})]


def selecting(operator: str, *values: str, name: str = "policy") -> Object:
    """A policy that admits nobody, on pods whose label `app` is so."""
    found = policy("shop", ingress=[], name=name)
    found["spec"]["podSelector"] = pods_where("app", operator, *values)["podSelector"]
    return found


def test_a_union_of_selectors_can_isolate_every_pod() -> None:
    together = [selecting("In", "web", name="in"), selecting("NotIn", "web", name="out")]

    assert verdicts([*SHOP, *together], INGRESS) == (PROVED,) * 3


def test_one_pod_that_no_selector_meets_refutes_it() -> None:
    apart = [selecting("In", "web", name="in"), selecting("In", "db", name="out")]

    assert verdicts([*SHOP, *apart], INGRESS) == (PROVED, REFUTED, REFUTED)


def test_a_rule_that_admits_everything_satisfies_it() -> None:
    assert verdict([*SHOP, policy("shop", ingress=[{}])], INGRESS) == PROVED


def test_only_the_direction_asked_about_counts() -> None:
    objects = [*SHOP, policy("shop", ingress=[])]
    egress = INGRESS.replace("direction: ingress", "direction: egress")

    assert verdict(objects, INGRESS) == PROVED
    assert verdict(objects, egress, DECLARED) == REFUTED


def test_the_other_side_is_taken_as_allowing() -> None:
    """Sources that may not send at all do not make an open pod isolated."""
    closed = policy("shop", egress=[])

    assert verdict([*SHOP, closed], INGRESS, DECLARED) == REFUTED


def test_both_directions_are_two_verdicts() -> None:
    both = "{id: closed, isolated: {group: {namespace: shop}}}"
    found = report_on([*SHOP, policy("shop", ingress=[])], both)

    names = {r.invariant.id: type(r.verdict).__name__ for r in found.results}
    assert names == {"closed/ingress": "Proved", "closed/egress": "Refuted"}
    assert {r.invariant.origin for r in found.results} == {"closed"}


@pytest.mark.parametrize(("host_network", "expected"), [(True, REFUTED), (False, PROVED)])
def test_a_pod_on_its_nodes_network_may_be_reached_by_no_rule(
    host_network: bool, expected: str
) -> None:
    pod = deployment("shop/agent", {"app": "agent"}, hostNetwork=host_network)
    closed = policy("shop", ingress=[])

    assert verdict([*SHOP, pod, closed], INGRESS, DECLARED) == expected


def test_by_default_is_what_no_rule_admits() -> None:
    """`never` counts what a rule admits, `by: default` does not."""
    objects = [*SHOP, policy("shop", ingress=[{"from": [pods_with({"app": "web"})]}])]
    asked = "{never: {from: any-pod, to: {namespace: shop}}, side: ingress%s}"

    assert verdict(objects, asked % "", ANY_POD) == REFUTED
    assert verdict(objects, asked % ", by: default", ANY_POD) == PROVED


def test_the_flow_shown_is_one_that_no_rule_admits() -> None:
    found = report_on([*SHOP, selecting("In", "db")], INGRESS).results[0]

    assert shown(found).decided.ingress.reason.value == "not-isolated"
