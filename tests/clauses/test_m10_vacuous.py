"""M-10: nothing to judge, and which verdict goes first."""

import pytest

from tests.clauses.asking import (
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    UNKNOWN,
    VACUOUS,
    Object,
    block,
    deployment,
    namespace,
    pod,
    pods_with,
    policy,
    reason,
    result,
    verdict,
    verdicts,
)

WEB = deployment("prod/web", {"app": "web"})
DB = deployment("prod/db", {"app": "db"})
PROD = namespace("prod")
TYPO = "{namespace: prod, pods: ap=web}"
MEANT = "{namespace: prod, pods: ap=web, undeclared: true}"
CILIUM = {
    "apiVersion": "cilium.io/v2",
    "kind": "CiliumNetworkPolicy",
    "metadata": {"name": "l7", "namespace": "prod"},
}


def admits(*peers: Object) -> list[Object]:
    """A client, and a database that these peers may reach."""
    rules = [{"from": list(peers)}] if peers else []
    return [PROD, WEB, DB, policy("prod", {"app": "db"}, ingress=rules)]


# The premise


@pytest.mark.parametrize("verb", ["never", "always", "only", "possible"])
def test_no_flow_to_judge_is_vacuous(verb: str) -> None:
    """No namespace that is listed has the label, and at declared no other carries any."""
    nobody = "{namespaces: team=x, undeclared: true}"

    found = verdict(admits(), f"{{{verb}: {{from: prod/web, to: {nobody}}}, level: declared}}")
    assert found == VACUOUS


def test_a_premise_without_flows_at_one_level_only() -> None:
    found = verdicts(admits(), f"{{never: {{from: {MEANT}, to: prod/db}}}}")

    assert found == (VACUOUS, PROVED, PROVED)


def test_the_premise_leaves_policies_aside() -> None:
    """Nothing is allowed here, and that is what was to be proved."""
    assert verdict(admits(), '"prod/web never reaches prod/db"') == PROVED


@pytest.mark.parametrize(
    "more",
    [
        "where: 'from.labels.app = to.labels.app'",
        "among: prod/db",
        "except: [{from: prod/web, reason: agreed}]",
        "except: [{reason: agreed, ports: [tcp/1-65535, udp/1-65535, sctp/1-65535]}]",
    ],
)
def test_what_the_modifiers_leave_out_is_not_judged(more: str) -> None:
    invariant = f"{{never: {{from: prod/web, to: prod/db}}, {more}}}"

    assert verdict([PROD, WEB, DB], invariant, DECLARED) == VACUOUS


def test_an_only_that_admits_everyone_is_vacuous() -> None:
    assert verdict(admits(), '"only any reaches prod/db"') == VACUOUS


# An `only` whose own sources do not get through


def test_an_only_whose_own_source_is_shut_out_is_vacuous() -> None:
    assert verdict(admits(), '"only prod/web reaches prod/db"') == VACUOUS
    assert (
        verdict(admits(pods_with({"app": "web"})), '"only prod/web reaches prod/db"', DECLARED)
        == PROVED
    )


def test_an_only_whose_own_source_is_shut_out_on_these_ports_is_vacuous() -> None:
    rule = {"from": [pods_with({"app": "web"})], "ports": [{"port": 5432}]}
    objects = [PROD, WEB, DB, policy("prod", {"app": "db"}, ingress=[rule])]

    assert verdict(objects, '"only prod/web reaches prod/db:5432"', DECLARED) == PROVED
    assert verdict(objects, '"only prod/web reaches prod/db:5433"', DECLARED) == VACUOUS


@pytest.mark.parametrize(("reading", "expected"), [("any", PROVED), ("no", VACUOUS)])
def test_an_only_whose_source_gets_through_under_some_fact_is_not_vacuous(
    reading: str, expected: str
) -> None:
    objects = [
        pod("prod/web", ip="10.1.0.1"),
        pod("prod/other", ip="10.2.0.1"),
        pod("prod/db", {"app": "db"}),
        policy("prod", {"app": "db"}, ingress=[{"from": [block("10.1.0.1/32")]}]),
    ]
    only = "{only: {from: prod/web, to: prod/db}, among: prod/other}"

    dialect = f"ipblock-matches-pods={reading}"
    assert verdict(objects, only, DECLARED, dialect=dialect) == expected


def test_an_only_refuted_is_not_vacuous() -> None:
    """Its own source is shut out, and another gets in."""
    objects = [deployment("prod/other", {"app": "other"}), *admits(pods_with({"app": "other"}))]

    assert verdict(objects, '"only prod/web reaches prod/db"', DECLARED) == REFUTED


# Typing errors


@pytest.mark.parametrize("side", ["from", "to"])
def test_a_group_without_a_declared_workload_is_a_typo_at_every_level(side: str) -> None:
    other = "to" if side == "from" else "from"
    objects = [*admits(), policy("prod", ingress=[], egress=[], name="closed")]
    found = verdicts(objects, f"{{never: {{{side}: {TYPO}, {other}: prod/db}}}}")

    assert found == (VACUOUS,) * 3


def test_the_reason_names_the_group_and_the_way_out() -> None:
    found = reason(result(admits(), f"{{never: {{from: {TYPO}, to: prod/db}}}}", ANY_POD))

    assert "ap=web" in found
    assert "undeclared: true" in found


def test_a_group_that_says_undeclared_may_match_no_workload() -> None:
    assert verdict(admits(), f"{{never: {{from: {MEANT}, to: prod/db}}}}") == PROVED


def test_a_typo_among_which_to_judge_is_a_typo() -> None:
    invariant = "{never: {from: any-pod, to: prod/db}, among: %s}"

    assert verdict(admits(), invariant % TYPO) == VACUOUS
    assert verdict(admits(), invariant % MEANT) == PROVED


def test_one_typo_in_a_list_of_ends_is_a_typo() -> None:
    assert verdict(admits(), f"{{never: {{from: [prod/web, {TYPO}], to: prod/db}}}}") == VACUOUS


def test_without_workloads_no_group_is_a_typo() -> None:
    objects = [policy("prod", {"app": "db"}, ingress=[])]
    invariant = f"{{never: {{from: {TYPO}, to: {{namespace: prod, pods: app=db}}}}}}"

    assert verdict(objects, invariant) == PROVED


def test_a_label_that_a_controller_adds_is_no_typo() -> None:
    group = "{namespace: prod, pods: pod-template-hash in (abc)}"

    assert verdict(admits(), f"{{never: {{from: {group}, to: prod/db}}}}") == PROVED


# Which goes first


def test_refuted_goes_before_unknown_and_vacuous() -> None:
    objects = [PROD, WEB, DB, CILIUM]

    assert verdict(objects, f"{{never: {{from: {TYPO}, to: prod/db}}}}") == REFUTED


def test_unknown_goes_before_vacuous() -> None:
    invariant = f"{{never: {{from: {TYPO}, to: prod/db}}}}"

    assert verdict([*admits(), CILIUM], invariant) == UNKNOWN
    assert verdict(admits(), invariant) == VACUOUS


def test_one_misspelt_namespace_among_several_is_not_hidden_by_the_others() -> None:
    objects = [namespace("a"), namespace("b"), deployment("a/x", {"app": "x"})]
    closed = [policy(name, ingress=[], name=f"shut-{name}") for name in ("a", "b")]
    asked = "{isolate: {namespaces: [a, b%s]}, side: ingress, level: declared}"

    assert verdict([*objects, deployment("b/y"), *closed], asked % "") == PROVED
    assert verdict([*objects, deployment("b/y"), *closed], asked % ", typo") == VACUOUS


def test_nodes_that_nobody_knows_do_not_hide_behind_another_end() -> None:
    objects = [deployment("a/x", {"app": "x"}), deployment("a/w"), policy("a", ingress=[])]
    asked = "{never: {from: [nodes, a/w], to: a/x}}"
    ranges = "cluster: {nodeCIDRs: [192.0.2.0/24]}"

    assert verdict(objects, asked, "declared") == VACUOUS
    assert verdict(objects, asked, "declared", head=ranges) == PROVED
