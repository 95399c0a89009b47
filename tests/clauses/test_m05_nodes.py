"""M-05: hostNetwork pods and nodes."""

import pytest

from tests.clauses.asking import (
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    VACUOUS,
    Object,
    block,
    deployment,
    pod,
    pods_with,
    policy,
    report_on,
    result,
    shown,
    verdict,
    verdicts,
)
from verifier.flow import ExternalEndpoint, PodEndpoint

DB = deployment("prod/db", {"app": "db"})
AGENT = deployment("prod/agent", {"app": "agent"}, kind="DaemonSet", hostNetwork=True)
NODE, POD = "host-network=node", "host-network=pod"
BY_LABEL = "{never: {from: {namespace: prod, pods: app=agent}, to: prod/db}}"
RANGES = "cluster: {podCIDRs: [10.244.0.0/16], nodeCIDRs: [192.168.10.0/24]}"


def admits(*peers: Object) -> list[Object]:
    """A database that these peers may reach, and an agent on the host network."""
    rules = [{"from": list(peers)}] if peers else []
    return [AGENT, DB, policy("prod", {"app": "db"}, ingress=rules)]


@pytest.mark.parametrize("dialect", [NODE, POD, "any"])
def test_groups_pick_host_pods_by_label_under_every_reading(dialect: str) -> None:
    found = result([AGENT, DB], BY_LABEL, DECLARED, dialect=dialect)
    source = shown(found).flow.source

    assert isinstance(source, PodEndpoint)
    assert source.workload == "prod/agent[DaemonSet]"


@pytest.mark.parametrize(
    ("dialect", "expected"), [(NODE, PROVED), (POD, REFUTED), ("any", REFUTED)]
)
def test_a_selector_sees_a_host_pod_only_as_a_pod(dialect: str, expected: str) -> None:
    objects = admits(pods_with({"app": "agent"}))

    assert verdict(objects, BY_LABEL, DECLARED, dialect=dialect) == expected


def test_a_refutation_names_the_reading_of_host_network() -> None:
    found = result(admits(pods_with({"app": "agent"})), BY_LABEL, DECLARED)

    assert shown(found).readings["host-network"] == ("pod",)


@pytest.mark.parametrize(
    ("dialect", "expected"), [(NODE, REFUTED), (POD, PROVED), ("any", REFUTED)]
)
def test_a_policy_isolates_a_host_pod_only_as_a_pod(dialect: str, expected: str) -> None:
    objects = [AGENT, DB, policy("prod", {"app": "agent"}, ingress=[])]

    assert (
        verdict(objects, '"prod/db never reaches prod/agent"', DECLARED, dialect=dialect)
        == expected
    )


def test_an_ip_block_sees_a_host_pod_as_its_node() -> None:
    objects = admits(block("0.0.0.0/0"), block("::/0"))

    for matches in ("yes", "no"):
        dialect = f"{NODE},ipblock-matches-pods={matches}"
        found = verdict(objects, '"prod/agent always reaches prod/db"', DECLARED, dialect=dialect)
        assert found == PROVED


def test_the_address_of_a_host_pod_is_outside_the_pod_ranges() -> None:
    objects = admits(block("10.244.0.0/16"))
    readings = f"{POD},ipblock-matches-pods=yes"

    assert verdict(objects, BY_LABEL, DECLARED, dialect=NODE, head=RANGES) == PROVED
    assert verdict(objects, BY_LABEL, DECLARED, dialect=readings, head=RANGES) == REFUTED


def test_the_address_of_a_host_pod_is_a_nodes() -> None:
    objects, invariant = admits(block("192.168.10.0/24")), '"prod/agent always reaches prod/db"'

    assert verdict(objects, invariant, DECLARED, dialect=NODE, head=RANGES) == PROVED
    assert verdict(objects, invariant, DECLARED, dialect=NODE) == REFUTED


def test_a_host_pod_is_not_on_the_destinations_node() -> None:
    """Else the exception for the own node would let it in."""
    assert verdict(admits(), BY_LABEL, DECLARED, dialect=NODE) == PROVED


def test_possible_pods_are_on_the_pod_network() -> None:
    objects = admits(block("192.168.10.0/24"))[1:]

    found = verdict(objects, '"any-pod never reaches prod/db"', dialect=NODE, head=RANGES)
    assert found == PROVED


# Nodes


def test_nodes_have_any_address_above_declared() -> None:
    objects = admits(block("203.0.113.0/24"))

    assert verdicts(objects, '"nodes never reach prod/db"') == (VACUOUS, REFUTED, REFUTED)


def test_declared_node_ranges_hold_every_node() -> None:
    objects = admits(block("203.0.113.0/24"))

    assert verdict(objects, '"nodes never reach prod/db"', ANY_POD, head=RANGES) == PROVED


@pytest.mark.parametrize("source", ["any", "world", "nodes", "internet"])
def test_the_own_node_counts_only_where_it_is_named(source: str) -> None:
    assert verdict(admits(), f'"{source} never reaches prod/db"') == PROVED


def test_the_own_node_always_gets_in() -> None:
    found = result(admits(), '"own-node never reaches prod/db"', DECLARED)

    assert shown(found).flow.source == ExternalEndpoint(
        ip=shown(found).flow.source.ip or "", node="own"
    )
    assert verdict(admits(), '"own-node always reaches prod/db"') == PROVED


def test_the_exception_for_the_own_node_is_printed() -> None:
    """Where `own-node` is not named, a verdict says that the own node was left out, or where it
    is, that it gets in: one of them must be among what is printed."""
    report = report_on(admits(), '"own-node always reaches prod/db"')
    printed = " ".join((*report.results[0].notes, *(a.text for a in report.assumptions)))

    assert "own node" in printed or "own-node" in printed


def test_a_flow_from_the_own_node_is_described_as_one() -> None:
    found = result(admits(), '"own-node never reaches prod/db"', DECLARED)

    assert "any pod" not in shown(found).general
    assert "own node" in shown(found).general


CLOSED = [DB, policy("prod", {"app": "db"}, egress=[])]


@pytest.mark.parametrize("target", ["nodes", "own-node"])
@pytest.mark.parametrize(
    ("reading", "expected"), [("any", REFUTED), ("allow", REFUTED), ("policy", PROVED)]
)
def test_egress_to_the_own_node_is_unknown(target: str, reading: str, expected: str) -> None:
    found = verdict(
        CLOSED, f'"prod/db never reaches {target}"', ANY_POD, dialect=f"own-node-egress={reading}"
    )

    assert found == expected


def test_egress_to_the_own_node_is_not_certain_either() -> None:
    assert verdict(CLOSED, '"prod/db always reaches own-node"') == REFUTED
    assert verdict(CLOSED, '"prod/db can reach own-node"') == REFUTED


@pytest.mark.parametrize("target", ["world", "any", "internet"])
def test_egress_to_the_own_node_is_not_asked_unless_named(target: str) -> None:
    assert verdict(CLOSED, f'"prod/db never reaches {target}"') == PROVED


def test_a_named_nodes_end_is_external() -> None:
    assert verdict([pod("prod/a")], "{never: {from: nodes, to: world}}") == VACUOUS
