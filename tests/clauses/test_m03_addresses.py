"""M-03: the world, the internet, and groups of addresses."""

import pytest

from tests.clauses.asking import (
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    VACUOUS,
    Object,
    block,
    pod,
    pods_with,
    policy,
    result,
    shown,
    verdict,
    verdicts,
)
from verifier.flow import ExternalEndpoint, PodEndpoint

DB = pod("prod/db", {"app": "db"})
YES = "ipblock-matches-pods=yes"
UNUSABLE = (
    *("0.0.0.0/32", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32"),
    *("::/128", "::1/128", "ff00::/8"),
)
INSIDE = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"),
    *("fc00::/7", "fe80::/10"),
)
PRIVATE_TO_PYTHON = ("192.0.2.0/24", "198.18.0.0/15", "203.0.113.0/24", "2001:db8::/32")
BEYOND = ("9.0.0.0/8", "172.32.0.0/16", "192.169.0.0/16", "100.128.0.0/16", "169.255.0.0/16")
CLUSTER = (
    "cluster: {podCIDRs: [11.1.0.0/16], serviceCIDRs: [11.2.0.0/16], nodeCIDRs: [11.3.0.0/16]}"
)


def admits(*peers: Object) -> list[Object]:
    """A database that these peers may reach."""
    return [DB, policy("prod", {"app": "db"}, ingress=[{"from": list(peers)}])]


def sends(*peers: Object) -> list[Object]:
    """A pod that may reach these peers."""
    return [DB, policy("prod", {"app": "db"}, egress=[{"to": list(peers)}])]


@pytest.mark.parametrize("cidr", UNUSABLE)
def test_the_world_has_no_unusable_address(cidr: str) -> None:
    assert verdicts(admits(block(cidr)), '"world never reaches prod/db"') == (PROVED,) * 3


def test_the_world_has_no_mapped_address() -> None:
    mapped = block("::fffe:0:0/95", "::fffe:0:0/96")

    assert verdict(admits(mapped), '"world never reaches prod/db"') == PROVED


@pytest.mark.parametrize("cidr", ["0.0.0.0/31", "126.0.0.0/7", "fe00::/7"])
def test_the_world_has_the_addresses_beside_the_unusable_ones(cidr: str) -> None:
    assert verdict(admits(block(cidr)), '"world never reaches prod/db"') == REFUTED


def test_the_world_ends_where_declared_pod_ranges_begin() -> None:
    objects, invariant = admits(block("10.244.0.0/16")), '"world never reaches prod/db"'

    assert verdict(objects, invariant, head="cluster: {podCIDRs: [10.244.0.0/16]}") == PROVED
    assert verdict(objects, invariant, head="cluster: {podCIDRs: [10.0.0.0/16]}") == REFUTED
    assert verdict(objects, invariant) == REFUTED


def test_an_address_of_a_declared_pod_is_not_of_the_world() -> None:
    objects = [pod("prod/web", ip="203.0.113.9"), *admits(block("203.0.113.9/32"))]

    assert verdicts(objects, '"world never reaches prod/db"', dialect=YES) == (PROVED,) * 3
    assert verdict(objects, '"prod/web never reaches prod/db"', dialect=YES) == REFUTED


@pytest.mark.parametrize("cidr", INSIDE)
def test_the_internet_leaves_out_the_written_ranges(cidr: str) -> None:
    objects = sends(block(cidr))

    assert verdict(objects, '"prod/db never reaches internet"') == PROVED
    assert verdict(objects, '"prod/db never reaches world"') == REFUTED


@pytest.mark.parametrize("cidr", PRIVATE_TO_PYTHON)
def test_the_internet_is_not_what_the_standard_library_calls_global(cidr: str) -> None:
    assert verdict(sends(block(cidr)), '"prod/db never reaches internet"') == REFUTED


@pytest.mark.parametrize("cidr", BEYOND)
def test_the_internet_begins_where_the_written_ranges_end(cidr: str) -> None:
    assert verdict(sends(block(cidr)), '"prod/db never reaches internet"') == REFUTED


@pytest.mark.parametrize("cidr", ["11.1.0.0/16", "11.2.0.0/16", "11.3.0.0/16"])
def test_the_internet_leaves_out_what_the_cluster_declares(cidr: str) -> None:
    objects, invariant = sends(block(cidr)), '"prod/db never reaches internet"'

    assert verdict(objects, invariant, dialect="ipblock-matches-pods=no", head=CLUSTER) == PROVED
    assert verdict(objects, invariant) == REFUTED


@pytest.mark.parametrize("cidr", ["11.2.0.0/16", "11.3.0.0/16"])
def test_the_world_keeps_services_and_nodes(cidr: str) -> None:
    assert verdict(sends(block(cidr)), '"prod/db never reaches world"', head=CLUSTER) == REFUTED


# Literal addresses


def test_a_pod_with_a_literal_address_is_not_that_address() -> None:
    """Every pod of the namespace may reach the database, and some pod may have the address."""
    objects = admits(pods_with())

    assert verdict(objects, '"10.0.0.5 never reaches prod/db"', ANY_POD) == PROVED
    assert verdict(objects, '"any-pod never reaches prod/db"', ANY_POD) == REFUTED


def test_the_literal_address_of_a_declared_pod_is_nobody() -> None:
    objects = [pod("prod/web", ip="10.0.0.5"), *admits(block("10.0.0.5/32"))]

    assert verdicts(objects, '"10.0.0.5 never reaches prod/db"', dialect=YES) == (VACUOUS,) * 3


def test_a_group_of_addresses_inside_the_pod_ranges_is_nobody() -> None:
    head = "cluster: {podCIDRs: [10.244.0.0/16]}"

    assert verdict(admits(), '"10.244.1.0/24 never reaches prod/db"', head=head) == VACUOUS


@pytest.mark.parametrize(
    ("peer", "kind"),
    [(pods_with({"app": "web"}), PodEndpoint), (block("9.9.9.9/32"), ExternalEndpoint)],
)
def test_a_group_of_pods_and_addresses_is_their_union(peer: Object, kind: type) -> None:
    head = "groups: {both: [{namespace: prod, pods: app=web}, {cidrs: [9.9.9.0/24]}]}"
    found = result(
        [pod("prod/web", {"app": "web"}), *admits(peer)],
        '"both never reaches prod/db"',
        DECLARED,
        dialect="ipblock-matches-pods=no",
        head=head,
    )

    assert isinstance(shown(found).flow.source, kind)


def test_what_a_group_excepts_is_not_in_it() -> None:
    group = "{cidrs: [9.0.0.0/8], except: [9.9.0.0/16]}"

    assert (
        verdict(admits(block("9.9.1.0/24")), f"{{never: {{from: {group}, to: prod/db}}}}") == PROVED
    )
    assert (
        verdict(admits(block("9.8.1.0/24")), f"{{never: {{from: {group}, to: prod/db}}}}")
        == REFUTED
    )
