"""`netproof map --exposure` as a user runs it."""

import csv
import io
import json

import pytest

from tests.cli.running import run

SHOP = "specs/examples/three-tier"
DATABASE = "production/database[StatefulSet]"


def test_json_has_a_key_of_its_own() -> None:
    ran = run("map", SHOP, "--exposure", "-o", "json", "--workload", "production/database")
    report = json.loads(ran.out)

    assert ran.code == 0
    assert "connections" in report
    ingress, egress = report["exposure"]["groups"]
    assert report["exposure"]["level"] == "any-namespace"
    assert ingress == {
        "direction": "ingress",
        "workloads": [DATABASE],
        "complete": True,
        "peers": [
            {
                "kind": "pod",
                "who": "any pod in namespace production with tier=backend",
                "allows": [{"protocol": "TCP", "first": 5432, "last": 5432}],
            }
        ],
    }
    assert egress["direction"] == "egress"
    assert egress["peers"][0]["unless"] == [
        "the ingress policies of the destination do not allow it"
    ]


def test_without_it_there_is_no_such_key() -> None:
    assert "exposure" not in json.loads(run("map", SHOP, "-o", "json").out)


def test_filters_keep_their_part() -> None:
    def groups(*arguments: str) -> list[tuple[str, list[str]]]:
        report = json.loads(run("map", SHOP, "--exposure", "-o", "json", *arguments).out)
        found = report["exposure"]["groups"]
        return [(group["direction"], group["workloads"]) for group in found]

    assert groups("--to", "production/database") == [("ingress", [DATABASE])]
    assert groups("--from", "production/database") == [("egress", [DATABASE])]
    assert groups("--from", "production/backend", "--to", "production/database") == []
    assert len(groups("--namespace", "production")) == 6


def test_a_port_keeps_its_statements() -> None:
    text = run("map", SHOP, "--exposure", "--to", "production/frontend", "--port", "443").out

    assert "Nothing that is not declared could reach production/frontend." in text


def test_csv_and_markdown_tell_it_too() -> None:
    asked = ("map", SHOP, "--exposure", "--to", "production/frontend")
    rows = list(csv.DictReader(io.StringIO(run(*asked, "-o", "csv").out)))
    table = run(*asked, "-o", "markdown").out.splitlines()

    assert {
        (row["source"], row["decision"]) for row in rows if row["source"].startswith("any")
    } == {
        ("any pod", "depends"),
        ("any external address", "allow"),
    }
    assert "| production/frontend | tcp/80 | any external address |" in table


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--level", "any-pod"), "--level goes with --exposure"),
        (("--timeout", "1"), "--timeout goes with --exposure"),
        (("--exposure", "--denied"), "leave out --denied"),
        (("--exposure", "--level", "declared"), "any-pod or any-namespace"),
        (("--exposure", "--level", "all"), "level"),
        (("--exposure", "--timeout", "0"), "--timeout must lie"),
        (("--exposure", "-o", "mermaid"), "choose text, json, csv, markdown"),
    ],
)
def test_what_does_not_fit_is_told(arguments: tuple[str, ...], complaint: str) -> None:
    ran = run("map", SHOP, *arguments)

    assert ran.code == 2
    assert complaint in " ".join(ran.err.split())
