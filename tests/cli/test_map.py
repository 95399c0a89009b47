"""`netproof map` as a user runs it."""

import csv
import io
import json

import pytest

from tests.cli.running import run

SHOP = "specs/examples/three-tier"


def test_json_is_the_contract() -> None:
    ran = run("map", SHOP, "-o", "json", "--to", "production/database")
    report = json.loads(ran.out)

    assert ran.code == 0
    assert report["format"] == "netproof.map/v1"
    assert report["connections"] == [
        {
            "sources": ["production/backend[Deployment]"],
            "destinations": ["production/database[StatefulSet]"],
            "allows": [{"protocol": "TCP", "first": 5432, "last": 5432}],
        }
    ]
    assert report["conditional"] == report["within"] == []


def test_csv_has_one_line_per_pair_and_range() -> None:
    ran = run("map", SHOP, "-o", "csv", "--from", "production/frontend")
    rows = list(csv.DictReader(io.StringIO(ran.out)))

    assert {(r["destination"], r["protocol"], r["first"], r["last"]) for r in rows} == {
        ("production/backend[Deployment]", "TCP", "8080", "8080"),
        ("kube-system/coredns[Deployment]", "UDP", "53", "53"),
    }


def test_pairs_are_written_out() -> None:
    report = json.loads(run("map", SHOP, "-o", "json", "--pairs").out)

    assert all(len(c["sources"]) == len(c["destinations"]) == 1 for c in report["connections"])


def test_pictures_name_ends_and_ports() -> None:
    mermaid = run("map", SHOP, "-o", "mermaid").out
    dot = run("map", SHOP, "-o", "dot").out
    matrix = run("map", SHOP, "-o", "markdown").out

    assert mermaid.startswith("flowchart LR\n")
    assert '|"tcp/5432"|' in mermaid
    assert dot.startswith("digraph netproof {")
    assert '[label="tcp/5432"]' in dot
    assert "| production/backend |  |  | tcp/5432 |  |  |" in matrix.splitlines()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--workload", "production/databse"), "no workload 'production/databse'"),
        (("--namespace", "nowhere"), "no namespace 'nowhere'"),
        (("--port", "http"), "expected a number"),
        (("--port", "tcp/99999"), "--port"),
        (("-o", "sarif"), "unknown format 'sarif'"),
        (("--dialect", "nobody"), "dialect"),
    ],
)
def test_wrong_usage_ends_in_two(arguments: tuple[str, ...], complaint: str) -> None:
    ran = run("map", SHOP, *arguments)

    assert ran.code == 2
    assert complaint in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


def test_the_solver_is_not_needed() -> None:
    """A map is read from masks; z3 takes a third of a second to load."""
    from subprocess import run as start
    from sys import executable

    code = (
        "import sys; from verifier.cli.app import app\n"
        f"try: app(['map', {SHOP!r}, '-o', 'csv'])\n"
        "except SystemExit as end: sys.exit(end.code or 10 * ('z3' in sys.modules))"
    )
    assert start([executable, "-c", code], check=False, capture_output=True).returncode == 0
