"""Differences of small inputs, as a reader sees them."""

import datetime
from dataclasses import replace

import pytest

from tests.clauses.asking import (
    Object,
    block,
    deployment,
    load,
    namespace,
    namespaces_with,
    pods_where,
    pods_with,
    policy,
)
from verifier.analysis.diff.comparing import compare
from verifier.analysis.diff.results import Answer, DiffReport, Verdict
from verifier.dialect import Level
from verifier.flow import PodEndpoint
from verifier.invariants.exceptions import read_exceptions

BACKEND = pods_with({"app": "backend"})
PORTS = [{"port": 5432}]
DB = policy("shop", {"app": "db"}, ingress=[{"from": [BACKEND], "ports": PORTS}])
SHOP = [namespace("shop"), deployment("shop/db", {"app": "db"})]


def changed(old: list[Object], new: list[Object], **how: object) -> DiffReport:
    """The report on two versions."""
    return compare(load(*old), load(*new), **how)  # type: ignore[arg-type]


def words(answer: Answer) -> list[str]:
    """What the statements say, with what keeps flows as they are."""
    assert answer.complete, answer.reason
    return [
        change.general + (f", unless {' or '.join(change.unless)}" if change.unless else "")
        for change in answer.changes
    ]


def ingress(*peers: Object, ports: list[Object] | None = None) -> Object:
    """A policy of the database with one rule."""
    return policy("shop", {"app": "db"}, ingress=[{"from": list(peers), "ports": ports or PORTS}])


def test_a_loosened_selector_opens_what_it_admits_tomorrow() -> None:
    report = changed([*SHOP, DB], [*SHOP, ingress(pods_where("app", "NotIn", "web"))])
    assert report.verdict is Verdict.MORE_PERMISSIVE
    assert words(report.opened) == [
        "any pod in namespace shop without app in (backend, web) -> "
        "any pod in namespace shop with app=db, TCP 5432"
    ]
    back = changed([*SHOP, ingress(pods_where("app", "NotIn", "web"))], [*SHOP, DB])
    assert back.verdict is Verdict.MORE_RESTRICTIVE
    assert words(back.closed) == words(report.opened)


def test_what_no_declared_workload_notices_is_told_apart() -> None:
    more = [*SHOP, deployment("shop/web", {"app": "web"})]
    future = changed([*more, DB], [*more, ingress(BACKEND, pods_with({"app": "job"}))])
    assert [change.level for change in future.opened.changes] == [Level.ANY_POD]
    present = changed([*more, DB], [*more, ingress(BACKEND, pods_with({"app": "web"}))])
    (change,) = present.opened.changes
    assert change.level is Level.DECLARED
    assert change.sources == ("shop/web[Deployment]",)
    assert change.destinations == ("shop/db[Deployment]",)
    ends = (change.example.source, change.example.destination)
    assert [end.workload for end in ends if isinstance(end, PodEndpoint)] == [
        "shop/web[Deployment]",
        "shop/db[Deployment]",
    ]


def test_declared_workloads_are_all_that_counts_at_declared() -> None:
    new = [*SHOP, ingress(BACKEND, pods_with({"app": "job"}))]
    assert changed([*SHOP, DB], new, level=Level.DECLARED).verdict is Verdict.EQUIVALENT
    assert changed([*SHOP, DB], new, level=Level.ANY_POD).verdict is Verdict.MORE_PERMISSIVE


def test_what_other_rules_admitted_before_is_said() -> None:
    wide = policy("shop", {"app": "db"}, name="wide", ingress=[{"ports": [{"port": 5432}]}])
    report = changed([*SHOP, DB, wide], [*SHOP, ingress(BACKEND, ports=[{"port": 80}]), wide])
    assert words(report.opened) == [
        "any pod in namespace shop with app=backend -> any pod in namespace shop with app=db, "
        "TCP 80"
    ]
    assert words(report.closed) == [], "the other policy still admits what this one did"
    range_ = [{"port": 5000, "endPort": 6000}]
    report = changed([*SHOP, DB, wide], [*SHOP, ingress(BACKEND, ports=range_), wide])
    assert words(report.opened) == [
        "any pod in namespace shop with app=backend -> any pod in namespace shop with app=db, "
        "TCP 5000-5431 and 5433-6000"
    ]


def test_a_barrier_on_the_other_side_is_said() -> None:
    closed = policy("shop", {"app": "backend", "tier": "x"}, name="out", egress=[])
    report = changed([*SHOP, DB, closed], [*SHOP, ingress(BACKEND, ports=[{"port": 80}]), closed])
    assert words(report.opened) == [
        "any pod in namespace shop with app=backend -> any pod in namespace shop with app=db, "
        "TCP 80, unless the egress policies of the source do not allow it"
    ]


def test_what_the_other_side_bars_altogether_is_no_difference() -> None:
    closed = policy("shop", {"app": "backend"}, name="out", egress=[])
    new = ingress(BACKEND, ports=[{"port": 80}])
    assert changed([*SHOP, DB, closed], [*SHOP, new, closed]).verdict is Verdict.EQUIVALENT


def test_a_deleted_policy_opens_all_that_it_did_not_admit() -> None:
    report = changed([*SHOP, DB], SHOP)
    assert report.verdict is Verdict.MORE_PERMISSIVE
    assert "any external address -> any pod in namespace shop with app=db, any port" in words(
        report.opened
    )


def test_labels_of_a_listed_namespace_count_on_their_own_side() -> None:
    admits = ingress(namespaces_with({"team": "a"}))
    dev = deployment("dev/web", {"app": "web"})
    old = [*SHOP, admits, dev, namespace("dev")]
    new = [*SHOP, admits, dev, namespace("dev", {"team": "a"})]
    report = changed(old, new)
    assert report.verdict is Verdict.MORE_PERMISSIVE
    assert words(report.opened) == [
        "any pod in namespace dev -> any pod in namespace shop with app=db, TCP 5432"
    ]
    assert report.inputs.relabelled == ("namespace dev: +team=a",)
    assert changed(new, old).verdict is Verdict.MORE_RESTRICTIVE


def test_labels_of_a_namespace_that_one_side_lists_are_those_of_both() -> None:
    admits = ingress(namespaces_with({"team": "a"}))
    report = changed([*SHOP, admits], [*SHOP, admits, namespace("dev", {"team": "a"})])
    assert report.verdict is Verdict.EQUIVALENT
    assert report.inputs.only_new == ("namespace dev",)


def test_workloads_are_told_apart_from_policies() -> None:
    old = [*SHOP, DB, deployment("shop/web", {"app": "web"}), deployment("shop/a", {"app": "a"})]
    new = [*SHOP, DB, deployment("shop/web", {"app": "ui"}), deployment("shop/b", {"app": "b"})]
    report = changed(old, new)
    assert report.verdict is Verdict.EQUIVALENT
    assert report.inputs.only_old == ("shop/a[Deployment]",)
    assert report.inputs.only_new == ("shop/b[Deployment]",)
    assert report.inputs.altered == ("shop/web[Deployment]: app=web -> app=ui",)


def test_readings_are_said_where_they_matter() -> None:
    old = [*SHOP, policy("shop", ingress=[])]
    answer = changed(old, [*SHOP, policy("shop", ingress=[{"from": [block("10.0.0.0/8")]}])]).opened
    pods = [change for change in answer.changes if change.sources is not None]
    assert pods
    assert all(
        change.readings == {"ipblock-matches-pods": ("yes",)} or change.facts for change in pods
    )


def test_exceptions_are_not_compared() -> None:
    text = (
        "apiVersion: netproof/v1\ngroups: {jobs: {namespace: shop, pods: app=job}}\n"
        "except:\n  - {from: jobs, ports: 5432, reason: nightly, until: 2026-05-01}\n"
    )
    exemptions = read_exceptions(text, "allow.yaml")
    new = [*SHOP, ingress(BACKEND, pods_with({"app": "job"}))]

    before, after = datetime.date(2026, 5, 1), datetime.date(2026, 5, 2)
    report = changed([*SHOP, DB], new, exemptions=exemptions, today=before)
    assert report.verdict is Verdict.EQUIVALENT
    late = changed([*SHOP, DB], new, exemptions=exemptions, today=after)
    assert late.verdict is Verdict.MORE_PERMISSIVE
    assert [problem.code for problem in late.warnings] == ["NP980"]


def test_what_is_not_modelled_leaves_equivalence_open() -> None:
    other = {
        "apiVersion": "cilium.io/v2",
        "kind": "CiliumNetworkPolicy",
        "metadata": {"name": "x", "namespace": "shop"},
    }
    report = changed([*SHOP, DB], [*SHOP, DB, other])
    assert report.verdict is Verdict.UNKNOWN
    assert "CiliumNetworkPolicy" in report.opened.reason
    ignored = changed([*SHOP, DB], [*SHOP, DB, other], ignore_kinds=("CiliumNetworkPolicy",))
    assert ignored.verdict is Verdict.EQUIVALENT


@pytest.mark.parametrize("most", [1, 2])
def test_fewer_statements_than_there_are_say_so(most: int) -> None:
    report = changed([*SHOP, DB], SHOP, most=most)
    assert not report.opened.complete
    assert report.opened.found
    assert "--max" in report.opened.reason


def test_a_report_is_the_same_each_time() -> None:
    one, two = (changed([*SHOP, DB], SHOP) for _ in range(2))
    assert replace(one, texts={}) == replace(two, texts={})
