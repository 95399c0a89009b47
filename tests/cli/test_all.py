"""`check --all`: every flow that refutes an invariant, in general statements."""

import json
from pathlib import Path

import pytest

from tests.cli.running import run

GAP = "specs/examples/notin-gap/loosened"
THREE = "specs/examples/three-tier"
SPEC = """\
apiVersion: netproof/v1
invariants:
  - {id: quiet, never: {from: any-pod, to: any-pod}, level: declared}
  - {id: hops, no-path: {from: any-pod, to: any-pod, max-hops: 2}}
"""


@pytest.fixture
def spec(tmp_path: Path) -> str:
    """An invariants file that the three tiers refute."""
    path = tmp_path / "netproof.yaml"
    path.write_text(SPEC)
    return str(path)


def test_all_flows_are_told() -> None:
    ran = run("check", GAP, "--all", "--quiet")
    assert ran.code == 1
    assert "  all       1 statement: every flow that refutes it is in one of them\n" in ran.out
    assert "    1       any pod in namespace shop without app in (backend, web) -> " in ran.out
    assert "such as " in ran.out


def test_without_it_nothing_changes(spec: str) -> None:
    ran = run("check", THREE, "-f", spec, "-o", "json")
    more = run("check", THREE, "-f", spec, "-o", "json", "--all")
    assert ran.code == more.code == 1
    plain, listed = (json.loads(r.out)["invariants"] for r in (ran, more))
    assert ["all" in entry for entry in plain] == [False, False]
    for one, other in zip(plain, listed, strict=True):
        assert (one["verdict"], one["levels"]) == (other["verdict"], other["levels"])


def test_json_says_whether_they_are_all(spec: str) -> None:
    entries = []
    for most in ("100", "2"):
        ran = run("check", THREE, "-f", spec, "-o", "json", "--all", "--max", most)
        entries.append({e["id"]: e for e in json.loads(ran.out)["invariants"]}["quiet"]["all"])
    whole, part = entries
    assert whole["complete"]
    assert "reason" not in whole
    assert not part["complete"]
    assert part["reason"] == "and more: --max is reached"
    assert len(part["counterexamples"]) == 2 < len(whole["counterexamples"])
    generals = {member["general"] for member in whole["counterexamples"]}
    assert (
        "production/backend[Deployment] -> production/database[StatefulSet], TCP 5432" in generals
    )
    for member in whole["counterexamples"]:
        assert member["replayed"]
        assert member["flow"]["destination"]["workload"] in member["general"]


def test_chains_are_not_listed(spec: str) -> None:
    ran = run("check", THREE, "-f", spec, "--select", "hops", "--all")
    assert "one chain is shown: --all lists single flows only" in ran.out


@pytest.mark.parametrize("options", [["--max", "3"], ["--all", "--max", "0"]])
def test_max_is_a_number_and_goes_with_all(options: list[str]) -> None:
    ran = run("check", GAP, *options)
    assert ran.code == 2
    assert ran.err == "netproof: --max is a number from 1, and goes with --all\n"
