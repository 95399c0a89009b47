"""What lint finds, in the formats for CI."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from tests.unit.report.ci.sarif_schema import assert_valid
from verifier.analysis.lint.findings import Finding, Hidden, LintReport, Related, Unsettled
from verifier.analysis.lint.run import lint
from verifier.dialect import Level
from verifier.location import Location
from verifier.manifests.load import load_texts
from verifier.report.ci import gitlab, junit, sarif
from verifier.report.ci.findings import of_lint
from verifier.report.ci.places import Places

POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}]
    - from: [{podSelector: {matchLabels: {app: web}}}]
"""
PATH = "k8s/db.yaml"
FOUND = Finding(
    code="NP302",
    severity="warning",
    message="the pods cannot resolve names",
    object="NetworkPolicy shop/db",
    field="spec.egress",
    location=Location(PATH, 8, 7),
    level=Level.ANY_POD,
    proof="no flow to a port of DNS",
    related=(Related(text="covers it", location=Location(PATH, 9, 7)),),
)
REPORT = LintReport(
    findings=(FOUND,),
    unknown=(
        Unsettled(
            codes=("NP401", "NP402"),
            object="NetworkPolicy shop/db",
            field="spec.ingress[0]",
            location=Location(PATH, 8, 7),
            reason="no answer within 30 seconds",
        ),
    ),
    hidden=(Hidden(FOUND, "a comment", "known", None),),
    texts={PATH: POLICY},
)


def results(report: LintReport, **places: str) -> Sequence[Any]:
    log = json.loads(sarif.render(of_lint(report, "error"), Places(report.texts, **places)))
    assert_valid(log)
    found: list[Any] = log["runs"][0]["results"]
    return found


def test_a_finding_in_sarif() -> None:
    (result,) = results(REPORT)
    region = result["locations"][0]["physicalLocation"]["region"]

    assert (result["ruleId"], result["level"]) == ("NP302", "warning")
    assert (region["startLine"], region["startColumn"], region["endLine"]) == (8, 7, 8)
    assert result["message"]["text"].startswith("NetworkPolicy shop/db: spec.egress: the pods ")
    assert [r["message"]["text"] for r in result["relatedLocations"]] == ["covers it"]


def test_the_rule_explains_itself() -> None:
    log = json.loads(sarif.render(of_lint(REPORT, "error"), Places()))
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]

    assert "helpUri" not in rule, "no address is made up"
    assert "`netproof rule NP302`" in rule["help"]["markdown"]
    assert rule["properties"]["security-severity"] == "5.0"


@pytest.mark.parametrize(("fail_on", "kind"), [("error", Skipped), ("warning", Failure)])
def test_junit_counts_what_counts(fail_on: str, kind: type) -> None:
    text = junit.render(of_lint(REPORT, fail_on), Places(REPORT.texts))
    (suite,) = list(JUnitXml.fromstring(text.encode()))
    kinds = [type(case.result[0]) for case in suite]

    assert kinds == [kind, Skipped, Error]


def test_a_run_without_findings_passes() -> None:
    text = junit.render(of_lint(LintReport(findings=()), "error"), Places())
    (suite,) = list(JUnitXml.fromstring(text.encode()))

    assert (suite.tests, suite.failures) == (1, 0)


def fingerprints_of(policy: str) -> dict[str, str]:
    report = lint(load_texts({PATH: policy}))
    entries = json.loads(gitlab.render(of_lint(report, "error"), Places(report.texts)))
    found = {entry["fingerprint"]: entry["check_name"] for entry in entries}
    assert len(found) == len(entries)
    return found


def test_fingerprints_stay_when_lines_move() -> None:
    before = fingerprints_of(POLICY)
    moved = POLICY.replace("  ingress:", "  # who may come\n\n  ingress:")

    assert any(code.startswith("NP4") for code in before.values())
    assert fingerprints_of(f"# a comment\n\n{moved}") == before


def test_the_summary() -> None:
    assert of_lint(REPORT, "error").summary == "1 finding: 1 warning, 1 not decided"
    assert of_lint(LintReport(findings=()), "error").summary == "0 findings"
