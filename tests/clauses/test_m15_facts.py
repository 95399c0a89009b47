"""M-15: what `assume` states is taken as true, and said."""

from dataclasses import replace

import pytest

from tests.clauses.asking import (
    ANY_NAMESPACE,
    DECLARED,
    PROVED,
    REFUTED,
    Object,
    deployment,
    load,
    namespace,
    namespaces_with,
    pods_where,
    policy,
    report_on,
    result,
    verdict,
)
from verifier.analysis.check import check
from verifier.errors import InputError
from verifier.invariants import read_spec

TENANTS = "assume: [{id: tenants, why: the platform labels them, namespaces: any, have: tenant}]"
LABELLED = "assume: [{id: tiers, why: admission control, namespaces: any, pods: app, have: tier}]"
DB = deployment("shop/db", {"app": "db", "tier": "data"})
NEVER = "{never: {from: {namespaces: '!tenant'}, to: {namespace: shop}}, level: any-namespace}"
UNLABELLED = {"namespaceSelector": {"matchExpressions": [{"key": "tenant", "operator": "Exists"}]}}
OPEN_TO_TENANTS = [
    namespace("shop", {"tenant": "a"}),
    DB,
    policy("shop", ingress=[{"from": [UNLABELLED]}]),
]
OPEN_TO_UNTIERED = [
    namespace("shop"),
    DB,
    policy("shop", ingress=[{"from": [{"podSelector": {}}]}]),
]
UNTIERED = "{never: {from: {namespaces: any, pods: 'app, !tier'}, to: any-pod}}"


def test_a_fact_about_namespaces_holds_for_those_that_do_not_exist_yet() -> None:
    wrong_way = "{never: {from: {namespaces: '!tenant'}, to: {namespace: shop}}, side: egress}"

    assert verdict(OPEN_TO_TENANTS, wrong_way, ANY_NAMESPACE) == REFUTED
    assert verdict(OPEN_TO_TENANTS, wrong_way, ANY_NAMESPACE, head=TENANTS) != REFUTED


def test_a_fact_about_pods_holds_for_those_that_do_not_exist_yet() -> None:
    assert verdict(OPEN_TO_UNTIERED, UNTIERED) == REFUTED
    assert verdict(OPEN_TO_UNTIERED, UNTIERED, head=LABELLED) != REFUTED


def test_what_a_fact_gives_to_a_namespace_can_take_any_value() -> None:
    policies = [
        policy("shop", {"app": "db"}, ingress=[{"from": [namespaces_with({"tenant": "a"})]}])
    ]
    objects = [namespace("shop"), DB, deployment("later/web", {"app": "web"}), *policies]
    asked = "{never: {from: {namespaces: tenant=a}, to: shop/db}}"
    later = (
        "assume: [{id: tenants, why: the platform labels them, namespaces: [later], have: tenant}]"
    )

    assert verdict(objects, asked, DECLARED) != REFUTED
    assert verdict(objects, asked, DECLARED, head=later) == REFUTED


def test_the_verdict_says_which_facts_it_rests_on() -> None:
    found = result(OPEN_TO_UNTIERED, UNTIERED, head=LABELLED)

    assert found.rests_on == ("tiers",)
    assert "assuming tiers" in found.invariant.sentence


def test_a_fact_on_which_nothing_rests_is_reported() -> None:
    found = report_on(
        [namespace("shop"), DB, policy("shop", ingress=[])],
        "{never: {from: any-pod, to: {namespace: shop}}}",
        head=LABELLED,
    )

    assert [(w.code, w.location.line if w.location else 0) for w in found.warnings] == [
        ("NP996", 2)
    ]


@pytest.mark.parametrize(
    ("fact", "culprit"),
    [
        (TENANTS, "namespace shop"),
        (LABELLED.replace("have: tier", "have: owner"), "shop/db[Deployment]"),
    ],
)
def test_a_fact_that_the_input_shows_to_be_false_is_refused(fact: str, culprit: str) -> None:
    objects: list[Object] = [namespace("shop"), DB, policy("shop", {"app": "db"}, ingress=[])]

    with pytest.raises(InputError, match=r"NP995.*is not so") as error:
        verdict(objects, UNTIERED, head=fact)

    assert culprit in str(error.value)


def test_a_fact_of_one_invariant_is_no_fact_for_another() -> None:
    one = (
        "{id: one, never: {from: {namespaces: any, pods: 'app, !tier'}, to: any-pod}, assume: [%s]}"
    )
    fact = LABELLED.removeprefix("assume: [").removesuffix("]")
    found = report_on(OPEN_TO_UNTIERED, one % fact, UNTIERED)

    assert [type(r.verdict).__name__ == "Refuted" for r in found.results] == [False, True]


def test_selectors_of_policies_see_what_is_stated() -> None:
    objects = [
        namespace("shop"),
        DB,
        policy("shop", ingress=[{"from": [pods_where("tier", "DoesNotExist")]}]),
    ]
    asked = "{never: {from: {namespace: shop, pods: app}, to: {namespace: shop}}}"

    assert verdict(objects, asked) == REFUTED
    assert verdict(objects, asked, head=LABELLED) == PROVED


LATER = "{namespaces: [later], why: because, "
GIVEN = f"{{id: given, {LATER[1:]}have: env}}"


@pytest.mark.parametrize(
    ("other", "culprit"),
    [
        (f"{{id: other, {LATER[1:]}have: '!env'}}", "later"),
        ("{id: other, why: b, namespaces: env, pods: app, have: tier}", "later/web[Deployment]"),
    ],
)
def test_facts_that_leave_no_room_for_what_is_declared_are_refused(
    other: str, culprit: str
) -> None:
    """Without this, all that speaks about it would be proved for nobody."""
    objects = [namespace("shop"), DB, deployment("later/web", {"app": "web"})]
    head = f"assume: [{GIVEN}, {other}]"
    text = f"apiVersion: netproof/v1\n{head}\ninvariants: ['any-pod never reaches any-pod:80']"
    part = replace(read_spec(text, "netproof.yaml"), whole=False)

    for ask in (
        lambda: verdict(objects, "any-pod never reaches any-pod:80", head=head),
        lambda: check(load(*objects), part),
    ):
        with pytest.raises(InputError) as error:
            ask()
        assert culprit in str(error.value)
