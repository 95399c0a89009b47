"""The formats for CI, as the command writes them, on every example."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from junitparser import JUnitXml

from tests.cli.running import ROOT, run
from tests.unit.report.ci.sarif_schema import assert_valid
from verifier.cli.formats import CI, FORMATS

EXAMPLES = sorted(
    str(path.parent.relative_to(ROOT)) for path in ROOT.glob("specs/examples/**/netproof.yaml")
)
# What the region of a finding can hold: the parts of policies that are to blame.
GUILTY = {
    "specs/examples/three-tier": ("backend-policy",),
    "specs/examples/notin-gap/loosened": (
        "podSelector: matchExpressions: - {key: app, operator: NotIn, values: [web]}",
    ),
    "specs/examples/defaults": ("deny-ingress never reaches internet",),  # no policy is to blame
    # A rule of the Admin tier that passes on, and again no policy.
    "specs/examples/tiers": ("namespaces: ", "pods: ", "id: tenant-is-closed-to-the-world"),
    "specs/examples/services": ("cache",),
    "specs/examples/selectors": ("namespaceSelector: match", "podSelector: match", "ipBlock: "),
}
Region = dict[str, Any]


def held(region: Region, text: str) -> str:
    """What a region holds, in one line."""
    lines = text.splitlines()[region["startLine"] - 1 : region["endLine"]]
    lines[-1] = lines[-1][: region["endColumn"] - 1]
    lines[0] = lines[0][region["startColumn"] - 1 :]
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize("example", EXAMPLES)
def test_sarif_is_valid_and_points_at_the_guilty_lines(example: str, tmp_path: Path) -> None:
    sarif, whole = tmp_path / "a.sarif", tmp_path / "a.json"
    ran = run("check", example, "-o", f"sarif={sarif}", "-o", f"json={whole}")
    log, report = json.loads(sarif.read_text()), json.loads(whole.read_text())
    assert_valid(log)

    results = log["runs"][0]["results"]
    refuted = {i["id"]: i for i in report["invariants"] if i["verdict"] == "refuted"}
    failing = [r for r in results if r["ruleId"] in refuted]
    assert sorted(r["ruleId"] for r in failing) == sorted(refuted)
    assert ran.code == any(i["severity"] == "error" for i in refuted.values())
    assert bool(failing) == (example in GUILTY)
    for result in failing:
        place = result["locations"][0]["physicalLocation"]
        uri, region = place["artifactLocation"]["uri"], place["region"]
        stated = refuted[result["ruleId"]]
        told = stated["counterexample"]
        parts = [
            part["location"]
            for side in ("egress", "ingress")
            for part in (*told[side]["because"], *told[side].get("passed", []))
        ]
        deciding = [p for p in parts if p["path"]] or [stated["location"]]
        assert uri
        begin = {"path": uri, "line": region["startLine"], "column": region["startColumn"]}
        assert begin in deciding
        assert held(region, (ROOT / uri).read_text()).startswith(GUILTY[example])


@pytest.mark.parametrize("example", EXAMPLES)
def test_junit_counts_what_text_counts(example: str, tmp_path: Path) -> None:
    target = tmp_path / "report.xml"
    ran = run("check", example, "-o", f"junit={target}")
    (suite,) = list(JUnitXml.fromfile(str(target)))

    total = "1 invariant" if suite.tests == 1 else f"{suite.tests} invariants"
    assert f"{total}: " in ran.out.splitlines()[-1]
    refuted = suite.failures + suite.skipped  # those below --fail-on do not count
    assert (f"{refuted} refuted" in ran.out) == (refuted > 0)


def test_all_in_one_run(tmp_path: Path) -> None:
    example = "specs/examples/notin-gap/loosened"
    wanted = [word for name in CI for word in ("-o", f"{name}={tmp_path / name}")]
    ran = run("check", example, *wanted)

    assert ran.code == 1
    assert ran.out == run("check", example).out
    for name in CI:
        alone = run("check", example, "-o", name).out
        assert timeless((tmp_path / name).read_text()) == timeless(alone)


def timeless(text: str) -> str:
    """A report without how long it took."""
    return re.sub(r'time="[0-9.]+"', "", text)


def test_ask_speaks_them_too() -> None:
    ran = run("ask", "any never reaches shop/db", "specs/examples/notin-gap/strict", "-o", "sarif")
    log = json.loads(ran.out)
    assert_valid(log)
    (result,) = log["runs"][0]["results"]

    assert ran.code == 1
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "specs/examples/notin-gap/strict/policy.yaml"
    assert all("sentence" not in json.dumps(entry) for entry in result["locations"])


def test_paths_are_those_of_the_repository(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "deploy").mkdir()
    source = ROOT / "specs/examples/notin-gap/loosened"
    for path in source.iterdir():
        (tmp_path / "deploy" / path.name).write_text(path.read_text())
    ran = run("check", ".", "-o", "sarif", cwd=tmp_path / "deploy", HOME=str(tmp_path))
    (result,) = json.loads(ran.out)["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]

    assert place["artifactLocation"] == {"uri": "deploy/policy.yaml"}


def test_annotations_come_with_a_step_summary(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    ran = run(
        "check",
        "specs/examples/notin-gap/loosened",
        "-o",
        "github",
        GITHUB_STEP_SUMMARY=str(summary),
    )

    assert ran.code == 1
    assert ran.out.startswith("::error file=specs/examples/notin-gap/loosened/policy.yaml,line=13,")
    assert summary.read_text().startswith("before\n### netproof check: 2 invariants: ")


@pytest.mark.parametrize("command", [("check", "-f", "spec.yaml"), ("lint",), ("diff", "k8s")])
def test_input_that_cannot_be_read_is_annotated(command: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "k8s").mkdir()
    (tmp_path / "k8s" / "a.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {nam: a}\n")
    (tmp_path / "spec.yaml").write_text("apiVersion: netproof/v1\ninvariants: [a reaches]\n")
    ran = run(*command, "k8s", "-o", "github", cwd=tmp_path, PYTHONPATH=str(ROOT))
    plain = run(*command, "k8s", cwd=tmp_path, PYTHONPATH=str(ROOT))
    *annotations, last = ran.out.splitlines()
    places = [re.match(r"::error file=([\w/.]+),line=(\d+),", each) for each in annotations]

    assert (ran.code, plain.code, plain.out) == (2, 2, "")
    assert ran.err == plain.err
    assert ("k8s/a.yaml", "3") in [place.groups() for place in places if place]
    assert all(places)
    assert last.endswith(" in the input, nothing was judged")


def test_a_place_in_a_revision_is_no_annotation_of_a_file(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {nam: a}\n")
    who = ("-c", "user.name=t", "-c", "user.email=t@example.org")
    for step in (("add", "."), (*who, "commit", "-qm", "x")):
        subprocess.run(["git", "-C", str(tmp_path), *step], check=True)
    (tmp_path / "a.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")
    ran = run("diff", "--since", "main", "-o", "github", cwd=tmp_path, PYTHONPATH=str(ROOT))

    assert ran.code == 2
    assert ran.out.startswith("::error title=netproof%3A NP9")
    assert "::main:a.yaml:3:" in ran.out


def test_without_annotations_there_is_no_summary(tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    ran = run("check", "specs/examples/notin-gap/strict", GITHUB_STEP_SUMMARY=str(summary))

    assert ran.code == 0
    assert not summary.exists()


def test_a_summary_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    ran = run(
        "check",
        "specs/examples/notin-gap/strict",
        "-o",
        "github",
        GITHUB_STEP_SUMMARY=str(tmp_path / "no" / "summary.md"),
    )

    assert ran.code == 0
    assert "cannot write the step summary" in ran.err


def test_the_help_names_every_format() -> None:
    words = " ".join(run("check", "--help").out.split())

    assert set(CI) < set(FORMATS)
    assert all(name in words for name in FORMATS)


@pytest.mark.parametrize("example", EXAMPLES)
def test_lint_speaks_them_too(example: str, tmp_path: Path) -> None:
    sarif, whole = tmp_path / "a.sarif", tmp_path / "a.json"
    ran = run("lint", example, "-o", f"sarif={sarif}", "-o", f"json={whole}", "-o", "tap")
    log, report = json.loads(sarif.read_text()), json.loads(whole.read_text())
    assert_valid(log)
    results = log["runs"][0]["results"]
    told = [(f["code"], f["location"]["path"], f["location"]["line"]) for f in report["findings"]]
    places = [(r["ruleId"], r["locations"][0]["physicalLocation"]) for r in results]
    found = [
        (code, place["artifactLocation"]["uri"], place["region"]["startLine"])
        for code, place in places
        if code in {finding["code"] for finding in report["findings"]}
    ]

    assert ran.err == ""
    assert sorted(found) == sorted(told)
    assert ran.out.startswith("TAP version 14\n")
