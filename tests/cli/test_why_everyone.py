"""`netproof why` about all flows of one end."""

import json

import pytest

from tests.cli.running import run

SHOP = "specs/examples/three-tier"


def test_all_who_reach_a_workload() -> None:
    report = json.loads(run("why", "*", "production/database:5432", SHOP, "-o", "json").out)

    assert [(c["sources"], c["destinations"]) for c in report["connections"]] == [
        (["production/backend[Deployment]"], ["production/database[StatefulSet]"])
    ]
    assert (report["end"], report["direction"]) == ("production/database[StatefulSet]", "ingress")
    assert [s["policy"] for s in report["selecting"]] == [
        "NetworkPolicy production/database-policy"
    ]


def test_in_markdown() -> None:
    text = run("why", "*", "production/database:5432", SHOP, "-o", "markdown").out

    assert text.startswith("### production/database\\[StatefulSet\\]: ingress\n")
    assert "- NetworkPolicy production/database-policy isolates it for ingress (`" in text
    assert "| production/backend | tcp/5432 |" in text


def test_all_that_a_workload_reaches() -> None:
    ran = run("why", "production/frontend", "*", SHOP)

    assert ran.code == 0
    assert "production/frontend-policy isolates production/frontend[Deployment]" in ran.out
    assert "-> production/backend\n   tcp/8080" in ran.out
    assert "Nobody reaches" not in ran.out


def test_all_that_a_workload_reaches_in_json() -> None:
    report = json.loads(run("why", "production/frontend", "*", SHOP, "-o", "json").out)

    assert (report["format"], report["direction"]) == ("netproof.map/v1", "egress")
    assert {name for c in report["connections"] for name in c["destinations"]} == {
        "kube-system/coredns[Deployment]",
        "production/backend[Deployment]",
    }


def test_what_nothing_isolates_is_said() -> None:
    ran = run("why", "production/database", "*", SHOP)

    assert ran.out.startswith("No NetworkPolicy isolates production/database[StatefulSet]")
    assert "all ports" in ran.out


@pytest.mark.parametrize(
    ("source", "destination", "complaint"),
    [
        ("*", "*", "netproof map"),
        ("dev/app=web", "*", "a declared workload or an address"),
        ("*", "production/gone", "no workload production/gone"),
        ("*", "production/backend:http", "expected a number"),
    ],
)
def test_what_has_no_answer(source: str, destination: str, complaint: str) -> None:
    ran = run("why", source, destination, SHOP)

    assert (ran.code, ran.out) == (2, "")
    assert complaint in ran.err
