"""`netproof coverage`: reports, exit codes, wrong usage."""

import json
from pathlib import Path

import pytest

from tests.cli.running import run

TIERS = "specs/examples/three-tier"


def test_json_names_each_element() -> None:
    ran = run("coverage", TIERS, "-o", "json", "--max", "1")
    report = json.loads(ran.out)

    assert ran.code == 0
    assert report["format"] == "netproof.coverage/v1"
    assert report["summary"] == {"covered": 17, "uncovered": 5, "unknown": 0, "idle": 0}
    assert report["percent"] == 77.2
    first = report["elements"][0]
    assert first["object"] == "NetworkPolicy production/frontend-policy"
    assert (first["field"], first["kind"], first["status"]) == (
        "spec.ingress",
        "isolation",
        "uncovered",
    )
    assert first["location"] == {"path": f"{TIERS}/policies.yaml", "line": 5, "column": 9}
    assert first["gap"]["effect"] == "admits"
    assert set(first["gap"]["flow"]) == {"source", "destination", "protocol", "port"}
    assert first["gap"]["suggestion"]
    assert [e for e in report["elements"] if "gap" in e] == [first]
    assert all(e["by"] for e in report["elements"] if e["status"] == "covered")


def test_text_shows_every_uncovered_element_by_file_and_line() -> None:
    ran = run("coverage", TIERS, "--max", "0", "--quiet")

    lines = [line for line in ran.out.splitlines() if line.startswith("UNCOVERED")]
    assert len(lines) == 5
    assert ran.out.count(f"{TIERS}/policies.yaml:") == 5
    assert ran.out.splitlines()[-1] == (
        "22 elements, 6 invariants: 17 covered, 5 uncovered; 77.2% covered"
    )


@pytest.mark.parametrize(("least", "code"), [("77.2", 0), ("0", 0), ("77.3", 1), ("100", 1)])
def test_too_little_coverage_fails(least: str, code: int) -> None:
    assert run("coverage", TIERS, "--max", "0", "--fail-under", least).code == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--fail-under", "101"), "--fail-under must lie between 0 and 100"),
        (("--fail-under", "nan"), "--fail-under must lie between 0 and 100"),
        (("--max", "-1"), "--max must not be negative"),
        (("-o", "sarif"), "unknown format 'sarif'"),
        (("--no-config",), "no invariants file named"),
    ],
)
def test_wrong_usage_is_told(arguments: tuple[str, ...], words: str) -> None:
    ran = run("coverage", TIERS, *arguments)

    assert ran.code == 2
    assert words in ran.err
    assert ran.out == ""


def test_both_inputs_are_read_before_any_is_refused(tmp_path: Path) -> None:
    (tmp_path / "netproof.yaml").write_text("apiVersion: netproof/v1\ninvariants: [x nevr y]\n")
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: [x]}\n")
    ran = run("coverage", str(tmp_path))

    assert ran.code == 2
    assert "netproof.yaml:2:16" in ran.err
    assert "a.yaml:3:18" in ran.err


def test_the_output_does_not_depend_on_the_hash_seed() -> None:
    found = {run("coverage", TIERS, PYTHONHASHSEED=seed).out for seed in ("1", "2")}

    assert len(found) == 1
