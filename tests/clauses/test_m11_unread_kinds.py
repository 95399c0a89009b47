"""M-11: kinds that change traffic and that netproof cannot read."""

import pytest

from tests.clauses.asking import (
    PROVED,
    REFUTED,
    UNKNOWN,
    Object,
    deployment,
    policy,
    reason,
    report_on,
    result,
    verdict,
    verdicts,
)

DB = deployment("prod/db", {"app": "db"})
OBJECTS = [DB, policy("prod", ingress=[])]
NEVER = '"any-pod never reaches prod/db"'
KINDS = {
    "CiliumNetworkPolicy": "cilium.io/v2",
    "CiliumClusterwideNetworkPolicy": "cilium.io/v2",
    "NetworkPolicy": "projectcalico.org/v3",
    "GlobalNetworkPolicy": "crd.projectcalico.org/v1",
    "ClusterNetworkPolicy": "crd.antrea.io/v1beta1",
    "AdminNetworkPolicy": "policy.networking.k8s.io/v1beta1",
    "ServiceNetworkPolicy": "policy.networking.x-k8s.io/v1alpha1",
    "EgressFirewall": "k8s.ovn.org/v1",
}


def unread(kind: str) -> Object:
    """An object of a kind without a reader."""
    return {
        "apiVersion": KINDS[kind],
        "kind": kind,
        "metadata": {"name": "other", "namespace": "prod"},
        "spec": {"anything": ["at", "all"]},
    }


@pytest.mark.parametrize("kind", KINDS)
def test_an_unread_kind_turns_proved_into_unknown(kind: str) -> None:
    found = result([*OBJECTS, unread(kind)], NEVER)

    assert kind in reason(found)
    assert verdicts(OBJECTS, NEVER) == (PROVED,) * 3
    assert verdicts([*OBJECTS, unread(kind)], NEVER) == (UNKNOWN,) * 3


def test_what_it_refutes_stays_refuted() -> None:
    assert verdict([DB, unread("CiliumNetworkPolicy")], NEVER) == REFUTED


@pytest.mark.parametrize("verb", ["always reaches", "can reach"])
def test_it_may_forbid_as_well_as_allow(verb: str) -> None:
    invariant = f'"prod/db {verb} prod/db"'

    assert verdict([DB], invariant, "declared") == PROVED
    assert verdict([DB, unread("CiliumNetworkPolicy")], invariant, "declared") == UNKNOWN


def test_cases_are_doubted_too() -> None:
    head = 'cases: ["deny: prod/app=x -> prod/db:80"]'
    found = report_on([*OBJECTS, unread("CiliumNetworkPolicy")], NEVER, head=head).results[1]

    assert "CiliumNetworkPolicy" in reason(found)


def test_a_kind_that_the_spec_ignores_leaves_proofs_alone() -> None:
    objects = [*OBJECTS, unread("CiliumNetworkPolicy")]
    ignoring = "ignore-kinds: [CiliumNetworkPolicy]"
    report = report_on(objects, NEVER, head=ignoring)

    assert verdict(objects, NEVER, head=ignoring) == PROVED
    assert any("CiliumNetworkPolicy" in item.text for item in report.assumptions)


def test_ignoring_one_kind_ignores_no_other() -> None:
    objects = [*OBJECTS, unread("CiliumNetworkPolicy"), unread("GlobalNetworkPolicy")]

    found = result(objects, NEVER, head="ignore-kinds: [CiliumNetworkPolicy]")
    assert "GlobalNetworkPolicy" in reason(found)
    assert "CiliumNetworkPolicy" not in reason(found)


def test_a_kind_that_changes_no_traffic_is_only_named() -> None:
    config = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "db", "namespace": "prod"},
        "data": {"selector": "db"},
    }
    report = report_on([*OBJECTS, config], NEVER)

    assert verdict([*OBJECTS, config], NEVER) == PROVED
    assert "ConfigMap" in report.ignored
