"""M-19: no-path bounds chains of flows."""

from itertools import pairwise

import pytest

from tests.clauses.asking import (
    ANY_NAMESPACE,
    DECLARED,
    PROVED,
    REFUTED,
    Object,
    block,
    deployment,
    pod,
    pods_with,
    policy,
    result,
    shown,
    verdict,
)
from verifier.flow import ExternalEndpoint, PodEndpoint

ROW = "abcd"


def row(*, bare: bool = False) -> list[Object]:
    """a -> b -> c -> d: each pod admits only the one before it, on its own port; a admits the
    world, and nobody sends anywhere but to the next."""
    make = pod if bare else deployment
    found: list[Object] = [make(f"shop/{name}", {"app": name}) for name in ROW]
    for number, name in enumerate(ROW):
        before = [block("0.0.0.0/0")] if number == 0 else [pods_with({"app": ROW[number - 1]})]
        after = [pods_with({"app": ROW[number + 1]})] if number < 3 else []
        rule = {"from": before, "ports": [{"port": 8000 + number}]}
        sending = [{"to": after}] if after else []
        found.append(policy("shop", {"app": name}, ingress=[rule], egress=sending, name=name))
    return found


def path(source: str, target: str, hops: int, more: str = "") -> str:
    """The invariant."""
    return f"{{no-path: {{from: {source}, to: {target}, max-hops: {hops}{more}}}}}"


@pytest.mark.parametrize(
    ("hops", "expected"), [(1, PROVED), (2, PROVED), (3, REFUTED), (4, REFUTED)]
)
def test_a_chain_has_at_most_so_many_hops(hops: int, expected: str) -> None:
    assert verdict(row(), path("shop/a", "shop/d", hops), DECLARED) == expected


def test_every_hop_is_shown_and_replayed() -> None:
    found = shown(result(row(), path("shop/a", "shop/d", 4), DECLARED))

    flows = [found.flow, *(hop.flow for hop in found.onward)]
    assert [flow.port for flow in flows] == [8001, 8002, 8003]
    for one, other in pairwise(flows):
        assert isinstance(one.destination, PodEndpoint)
        assert isinstance(other.source, PodEndpoint)
        assert one.destination.workload == other.source.workload
    assert found.general.count("->") == 3


@pytest.mark.parametrize(("port", "expected"), [(8003, REFUTED), (8002, PROVED)])
def test_ports_bind_the_last_hop_alone(port: int, expected: str) -> None:
    assert verdict(row(), path("shop/a", "shop/d", 3, f", on: {port}"), DECLARED) == expected


def test_a_chain_may_begin_outside() -> None:
    found = result(row(), path("world", "shop/b", 2), DECLARED, dialect="families=ipv4")

    assert isinstance(shown(found).flow.source, ExternalEndpoint)
    assert verdict(row(), path("world", "shop/b", 1), DECLARED) == PROVED


def test_a_chain_does_not_pass_through_the_world() -> None:
    """a may send to the world, and the world to b: that is no chain."""
    objects = [
        deployment("shop/a", {"app": "a"}),
        deployment("shop/b", {"app": "b"}),
        policy("shop", {"app": "a"}, ingress=[], egress=[{"to": [block("0.0.0.0/0")]}], name="a"),
        policy("shop", {"app": "b"}, ingress=[{"from": [block("0.0.0.0/0")]}], name="b"),
    ]
    reading = "ipblock-matches-pods=no"

    assert verdict(objects, path("shop/a", "shop/b", 3), DECLARED, dialect=reading) == PROVED


def test_the_nodes_of_a_chain_are_different_pods() -> None:
    """a reaches b and b reaches a, so only a second pod of `a` would be reached from a."""
    ends = [pods_with({"app": name}) for name in "ab"]
    policies = [
        policy("shop", {"app": name}, ingress=[{"from": [end]}], name=name)
        for name, end in zip("ab", reversed(ends), strict=True)
    ]
    alone = [pod(f"shop/{name}", {"app": name}) for name in "ab"]
    twins = [*alone, pod("shop/a2", {"app": "a"})]
    asked = path("{namespace: shop, pods: app=a}", "{namespace: shop, pods: app=a}", 3)

    assert verdict([*alone, *policies], asked, DECLARED) != REFUTED
    assert verdict([*twins, *policies], asked, DECLARED) == REFUTED


def test_facts_are_shared_over_the_chain() -> None:
    """No namespace is labelled both ways, so the middle cannot be entered and left."""
    env = [{"namespaceSelector": {"matchLabels": {"env": value}}} for value in ("x", "y")]
    objects = [
        deployment("shop/a", {"app": "a"}),
        deployment("shop/z", {"app": "z"}),
        policy("shop", {"app": "a"}, egress=[{"to": [env[0]]}], name="a"),
        policy("shop", {"app": "z"}, ingress=[{"from": [env[1]]}], name="z"),
    ]

    assert verdict(objects, path("shop/a", "shop/z", 2), ANY_NAMESPACE) == PROVED
    open_end = [o for o in objects if o["metadata"]["name"] != "z" or o["kind"] != "NetworkPolicy"]
    assert verdict(open_end, path("shop/a", "shop/z", 2), ANY_NAMESPACE) == REFUTED
