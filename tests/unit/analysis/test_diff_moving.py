"""What workloads gain and lose when they, and not the policies, are declared otherwise."""

from dataclasses import replace

import pytest

from tests.clauses.asking import (
    Object,
    block,
    container,
    deployment,
    load,
    named,
    namespace,
    pods_with,
    policy,
)
from tests.unit.analysis.test_diff import changed
from verifier import decide
from verifier.analysis.diff.results import DiffReport, Verdict
from verifier.analysis.diff.spans import mask_of, ranges_of, stretches
from verifier.analysis.results import AllowedPorts
from verifier.decision import Decision
from verifier.flow import Protocol
from verifier.report.diff_words import about_moved, moved, summary

TCP = Protocol.TCP
DB = policy(
    "shop",
    {"app": "db"},
    ingress=[{"from": [pods_with({"app": "api"})], "ports": [{"port": 5432}]}],
)
SHUT = policy("shop", {"app": "web"}, ingress=[{"from": [block("203.0.113.0/24")]}], name="web")
SHOP = [namespace("shop"), deployment("shop/db", {"app": "db"}), DB, SHUT]


def shop(**labels: str) -> list[Object]:
    """The shop, with these labels on its one other workload."""
    return [*SHOP, deployment("shop/web", labels)]


def lines(report: DiffReport) -> list[str]:
    """What is told of such workloads; the policies are the same in these tests."""
    assert report.verdict is Verdict.EQUIVALENT
    return list(moved(report))


def test_another_label_opens_what_it_is_admitted_to() -> None:
    old, new = shop(app="web"), shop(app="api")
    report = changed(old, new)

    to_web, to_db, to_itself = lines(report)
    assert to_db == "+ shop/web[Deployment] -> shop/db[Deployment], tcp/5432"
    assert to_itself == "+ shop/web[Deployment] -> shop/web[Deployment], all ports"
    assert to_web.startswith("+ shop/db[Deployment], 0.0.0.0/1, 128.0.0.0/2, ")
    assert to_web.endswith(" -> shop/web[Deployment], all ports")
    assert summary(report) == (
        "equivalent; 1 workload gains or loses flows by being declared differently"
    )
    for objects, expected in ((old, Decision.DENY), (new, Decision.ALLOW)):
        decided = decide(load(*objects), "shop/web", "shop/db", TCP, 5432)
        assert decided.decision is expected


def test_and_the_way_back_closes_it() -> None:
    there, back = (
        changed(shop(app="web"), shop(app="api")),
        changed(shop(app="api"), shop(app="web")),
    )

    assert [line.replace("-", "+", 1) for line in lines(back)] == lines(there)


def test_a_label_that_no_policy_looks_at_changes_nothing() -> None:
    report = changed(shop(app="web", version="1"), shop(app="web", version="2"))

    assert report.inputs.altered
    assert not lines(report)
    assert not about_moved(report)


def test_a_port_with_another_number() -> None:
    by_name = policy("shop", {"app": "web"}, ingress=[{"ports": [{"port": "http"}]}])
    before, after = (
        [by_name, deployment("shop/web", {"app": "web"}, containers=[container(named("http", n))])]
        for n in (80, 8080)
    )
    found = lines(changed(before, after))

    assert {line[0] + line.rpartition(", ")[2] for line in found} == {"+tcp/8080", "-tcp/80"}


def test_two_that_change_places_are_told_once() -> None:
    pair = [deployment("shop/a", {"app": "db"}), deployment("shop/b", {"app": "api"})]
    swapped = [deployment("shop/a", {"app": "api"}), deployment("shop/b", {"app": "db"})]
    found = lines(changed([DB, *pair], [DB, *swapped]))

    pairs = [line.rpartition(", ")[0] for line in found if "shop/a" in line and "shop/b" in line]

    ahead = "shop/a[Deployment] -> shop/b[Deployment], tcp/1-5431, tcp/5433-65535, all udp"
    back = "shop/b[Deployment] -> shop/a[Deployment], tcp/1-5431, tcp/5433-65535, all udp"
    assert pairs == [f"- {ahead}", f"+ {back}"]


@pytest.mark.parametrize("protocol", list(Protocol))
def test_ports_come_back_as_they_were(protocol: Protocol) -> None:
    whole = AllowedPorts(protocol, 1, 65535)
    everything = tuple(replace(whole, protocol=p) for p in Protocol)
    for ports in (
        (whole,),
        (AllowedPorts(protocol, 1, 1), AllowedPorts(protocol, 3, 5)),
        everything,
    ):
        assert ranges_of(mask_of(ports)) == ports


def test_ranges_are_cut_where_either_begins_or_ends() -> None:
    found = list(stretches({"10.0.0.0/8": 1, "10.1.0.0/16": 2}, {"10.1.2.0/24": 4}))
    cut = {network: (s.before, s.after) for s in found for network in s.networks()}

    assert cut["10.0.0.0/16"] == (1, 0)
    assert cut["10.1.2.0/24"] == (3, 4)
    assert cut["11.0.0.0/8"] == (0, 0)
    assert cut["::/0"] == (0, 0)
