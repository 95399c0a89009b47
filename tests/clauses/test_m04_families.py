"""M-04: one family per flow, and where pods have their addresses."""

import pytest

from tests.clauses.asking import (
    ANY_NAMESPACE,
    ANY_POD,
    DECLARED,
    PROVED,
    REFUTED,
    VACUOUS,
    Object,
    block,
    pod,
    policy,
    result,
    shown,
    verdict,
)

DB = pod("prod/db", {"app": "db"})
WEB = pod("prod/web", {"app": "web"})
YES = "ipblock-matches-pods=yes"
IPV4_ONLY = block("0.0.0.0/0")
POD_RANGES = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
    *("fc00::/7", "2000::/3"),
)
NO_POD_RANGES = ("11.0.0.0/8", "172.32.0.0/11", "169.254.0.0/16", "fe80::/10", "4000::/3")
V4, V6 = "cluster: {podCIDRs: [10.244.0.0/16]}", 'cluster: {podCIDRs: ["fd00::/64"]}'


def admits(*peers: Object) -> list[Object]:
    """A client, and a database that these peers may reach."""
    return [WEB, DB, policy("prod", {"app": "db"}, ingress=[{"from": list(peers)}])]


@pytest.mark.parametrize(
    ("families", "expected"),
    [("ipv4", PROVED), ("ipv6", REFUTED), ("dual", REFUTED), ("any", REFUTED)],
)
def test_a_reading_of_families_bounds_the_flows(families: str, expected: str) -> None:
    found = verdict(
        admits(IPV4_ONLY), '"world always reaches prod/db"', dialect=f"families={families}"
    )

    assert found == expected


def test_a_flow_uses_one_family() -> None:
    """With an address of each family it would pass: one side asks for IPv6, the other for IPv4."""
    objects = [
        WEB,
        DB,
        policy("prod", {"app": "web"}, egress=[{"to": [block("fd00::/64")]}], name="out"),
        policy("prod", {"app": "db"}, ingress=[{"from": [block("10.0.0.0/8")]}], name="in"),
    ]

    for families in ("ipv4", "ipv6", "dual", "any"):
        dialect = f"{YES},families={families}"
        assert verdict(objects, '"prod/web never reaches prod/db"', dialect=dialect) == PROVED


@pytest.mark.parametrize(
    ("peer", "readings"),
    [(block("0.0.0.0/0"), ("ipv6", "dual")), (block("::/0"), ("ipv4", "dual"))],
)
def test_a_refutation_that_needs_one_family_says_so(
    peer: Object, readings: tuple[str, ...]
) -> None:
    found = result(admits(peer), '"world always reaches prod/db"')

    assert shown(found).readings["families"] == readings


def test_a_refutation_in_both_families_names_none() -> None:
    assert "families" not in shown(result(admits(), '"world never reaches prod/web"')).readings


@pytest.mark.parametrize(("head", "expected"), [(V4, PROVED), (V6, REFUTED)])
def test_declared_ranges_fix_the_family_of_pods(head: str, expected: str) -> None:
    assert verdict(admits(IPV4_ONLY), '"world always reaches prod/db"', head=head) == expected


@pytest.mark.parametrize("level", [DECLARED, ANY_POD, ANY_NAMESPACE])
def test_declared_ranges_hold_every_pod(level: str) -> None:
    objects, invariant = admits(block("10.1.0.0/16")), '"any-pod never reaches prod/db"'

    assert verdict(objects, invariant, level, dialect=YES, head=V4) == PROVED
    assert verdict(objects, invariant, level, dialect=YES) == REFUTED


@pytest.mark.parametrize("level", [DECLARED, ANY_POD])
@pytest.mark.parametrize("cidr", POD_RANGES)
def test_pods_may_lie_in_each_usual_range(cidr: str, level: str) -> None:
    found = verdict(admits(block(cidr)), '"any-pod never reaches prod/db"', level, dialect=YES)

    assert found == REFUTED


@pytest.mark.parametrize("level", [DECLARED, ANY_POD])
@pytest.mark.parametrize("cidr", NO_POD_RANGES)
def test_pods_lie_in_no_other_range(cidr: str, level: str) -> None:
    found = verdict(admits(block(cidr)), '"any-pod never reaches prod/db"', level, dialect=YES)

    assert found == PROVED


def test_a_known_address_is_the_pods_address() -> None:
    objects = [pod("prod/web", {"app": "web"}, ip="10.0.0.7"), *admits(block("10.0.0.7/32"))[1:]]

    assert verdict(objects, '"prod/web always reaches prod/db"', DECLARED, dialect=YES) == PROVED
    objects[0] = pod("prod/web", {"app": "web"}, ip="10.0.0.8")
    assert verdict(objects, '"prod/web never reaches prod/db"', DECLARED, dialect=YES) == PROVED


def test_an_unknown_address_may_be_any() -> None:
    objects = admits(block("10.0.0.7/32"))

    for verb in ("always", "never"):
        found = verdict(objects, f'"prod/web {verb} reaches prod/db"', DECLARED, dialect=YES)
        assert found == REFUTED


def test_a_pod_without_an_address_of_the_family_has_no_flows() -> None:
    objects = [pod("prod/web", ip="10.0.0.7"), DB]

    found = verdict(objects, '"prod/web never reaches prod/db"', DECLARED, dialect="families=ipv6")
    assert found == VACUOUS


def test_possible_is_judged_per_reading_of_families() -> None:
    invariant = '"world can reach prod/db"'

    assert verdict(admits(IPV4_ONLY), invariant) == REFUTED
    assert verdict(admits(IPV4_ONLY), invariant, dialect="families=ipv4") == PROVED
    assert verdict(admits(IPV4_ONLY), invariant, dialect="families=dual") == PROVED


def test_possible_does_not_ask_in_a_family_without_flows() -> None:
    assert verdict(admits(IPV4_ONLY), '"world can reach prod/db"', head=V4) == PROVED
    assert verdict(admits(IPV4_ONLY), '"9.9.9.9 can reach prod/db"') == PROVED
