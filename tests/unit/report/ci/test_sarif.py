"""SARIF: valid, with what code scanning needs, pointing at the guilty lines."""

import json
from dataclasses import replace
from email.message import Message
from importlib.metadata import PackageNotFoundError
from typing import Any

import pytest

from tests.unit.report.ci.sarif_schema import assert_valid, validator
from tests.unit.report.samples import ADMITS, CHAINED, CHECK, POLICY, TEXTS
from verifier.analysis.results import CheckReport
from verifier.engine.cover import Cover
from verifier.location import Location
from verifier.report.ci import sarif, version
from verifier.report.ci.notice import CiReport, Notice, Trial
from verifier.report.ci.places import Places
from verifier.report.ci.verdicts import of_check


def log_of(report: CheckReport, **places: str) -> Any:
    return json.loads(sarif.render(of_check(report, "error"), Places(report.texts, **places)))


def results_of(report: CheckReport) -> dict[str, Any]:
    return {result["ruleId"]: result for result in log_of(report)["runs"][0]["results"]}


@pytest.mark.parametrize("report", [CHECK, CHAINED, replace(CHECK, results=())])
def test_valid(report: CheckReport) -> None:
    assert_valid(log_of(report))


def test_the_schema_refuses_what_is_not_sarif() -> None:
    log = log_of(CHECK)
    del log["runs"][0]["tool"]["driver"]["name"]

    assert not validator().is_valid(log)


def test_an_empty_report_is_valid() -> None:
    log = json.loads(sarif.render(CiReport(command="lint", summary="nothing"), Places()))

    assert_valid(log)
    assert log["runs"][0]["results"] == []


def test_only_what_is_not_proved_is_a_result() -> None:
    assert set(results_of(CHECK)) == {"only-backend", "again", "names", "slow", "typo", "NP920"}


def test_the_region_is_the_rule() -> None:
    place = results_of(CHECK)["only-backend"]["locations"][0]["physicalLocation"]
    region = place["region"]
    lines = POLICY.splitlines()

    assert place["artifactLocation"] == {"uri": "k8s/db.yaml"}
    assert (region["startLine"], region["startColumn"]) == (12, 11)
    assert lines[region["startLine"] - 1][region["startColumn"] - 1 :] == "podSelector:"
    assert lines[region["endLine"] - 1][: region["endColumn"] - 1].endswith("values: [web]}")


def test_without_a_guilty_policy_the_invariant_is_the_place() -> None:
    for name, line in (("slow", 13), ("typo", 14)):
        place = results_of(CHECK)[name]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "netproof.yaml"}
        assert place["region"]["startLine"] == line


def test_the_invariant_and_the_workload_are_related() -> None:
    workloads = {"shop/db[Pod]": Location("k8s/pods.yaml", 3, 1)}
    related = results_of(replace(CHECK, workloads=workloads))["only-backend"]["relatedLocations"]

    assert [entry["message"]["text"] for entry in related] == [
        "the invariant",
        "the destination, shop/db[Pod]",
    ]
    assert [entry["id"] for entry in related] == [1, 2]
    assert related[1]["physicalLocation"]["artifactLocation"]["uri"] == "k8s/pods.yaml"


def test_a_chain_is_told_step_by_step() -> None:
    flow = results_of(CHAINED)["netproof.yaml#blast-radius"]["codeFlows"][0]["threadFlows"][0]

    assert [step["location"]["message"]["text"] for step in flow["locations"]] == [
        "NetworkPolicy shop/db, ingress[0].from[0]: admits the flow"
    ]


def test_each_rule_once_and_every_result_has_one() -> None:
    run = log_of(CHECK)["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    ids = [rule["id"] for rule in rules]

    assert len(set(ids)) == len(ids)
    assert all(ids[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert all(rule["help"]["markdown"] for rule in rules)


def test_every_result_has_a_place() -> None:
    """Code scanning refuses a log with a result that has none."""
    notice = Notice(
        code="NP916", name="", level="note", message="m", location=None, fingerprint="f"
    )
    report = CiReport(command="check", summary="", notices=(notice,))
    asked = Trial(
        id="a", title="", kind="", outcome="passed", seconds=0, location=Location("n.yaml", 7, 3)
    )

    def place(report: CiReport) -> tuple[str, int]:
        log = json.loads(sarif.render(report, Places(report.texts)))
        assert_valid(log)
        (result,) = log["runs"][0]["results"]
        (found,) = result["locations"]
        physical = found["physicalLocation"]
        return physical["artifactLocation"]["uri"], physical["region"]["startLine"]

    assert place(report) == (".", 1)
    assert place(replace(report, texts={"k8s/a.yaml": ""})) == ("k8s/a.yaml", 1)
    assert place(replace(report, tests=(asked,), texts={"k8s/a.yaml": ""})) == ("n.yaml", 7)


def test_each_command_has_a_category_of_its_own() -> None:
    reports = [CiReport(command=name, summary="") for name in ("check", "lint", "diff")]
    logs = [json.loads(sarif.render(report, Places())) for report in reports]

    assert [log["runs"][0]["automationDetails"]["id"] for log in logs] == [
        "netproof/check/",
        "netproof/lint/",
        "netproof/diff/",
    ]


def test_addresses_are_those_that_the_package_names(monkeypatch: pytest.MonkeyPatch) -> None:
    site = Message()
    site["Project-URL"] = "Source, https://example.org/source"
    site["Project-URL"] = "Documentation, https://docs.example.org/netproof/"
    monkeypatch.setattr(version, "metadata", lambda _: site)
    log = log_of(CHECK)
    assert_valid(log)
    driver = log["runs"][0]["tool"]["driver"]

    assert driver["informationUri"] == "https://docs.example.org/netproof/"
    assert {rule["helpUri"] for rule in driver["rules"]} == {
        "https://docs.example.org/netproof/invariants",
        "https://docs.example.org/netproof/rules",
    }


@pytest.mark.parametrize("known", [Message(), PackageNotFoundError()], ids=["without", "absent"])
def test_no_address_is_made_up(known: Message | Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def metadata(_: str) -> Message:
        if isinstance(known, Exception):
            raise known
        return known

    monkeypatch.setattr(version, "metadata", metadata)
    log = log_of(CHECK)
    assert_valid(log)
    driver = log["runs"][0]["tool"]["driver"]

    assert "informationUri" not in driver
    assert not [rule for rule in driver["rules"] if "helpUri" in rule]


def test_the_severity_of_the_invariant_is_that_of_the_rule() -> None:
    rules = {rule["id"]: rule for rule in log_of(CHECK)["runs"][0]["tool"]["driver"]["rules"]}

    assert rules["only-backend"]["properties"]["security-severity"] == "8.0"
    assert rules["again"]["properties"]["security-severity"] == "5.0"
    assert rules["again"]["defaultConfiguration"] == {"level": "warning"}


def test_all_flows_make_one_result_for_each_cause() -> None:
    refuted = CHECK.results[1]
    other = replace(
        ADMITS.decided.ingress.because[0], rule=1, location=Location("k8s/db.yaml", 16, 9)
    )
    elsewhere = replace(
        ADMITS,
        decided=replace(ADMITS.decided, ingress=replace(ADMITS.decided.ingress, because=(other,))),
    )
    cover = Cover((ADMITS, ADMITS, elsewhere), complete=True)
    report = replace(CHECK, results=(replace(refuted, cover=cover),), warnings=())
    results = log_of(report)["runs"][0]["results"]
    lines = [r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in results]

    assert lines == [12, 16]
    assert len({r["partialFingerprints"]["netproof/v1"] for r in results}) == 2


@pytest.mark.parametrize(
    ("path", "folder", "uri"),
    [
        ("k8s/db.yaml", "/repo", "k8s/db.yaml"),
        ("./k8s/../k8s/db.yaml", "/repo", "k8s/db.yaml"),
        ("db.yaml", "/repo/k8s", "k8s/db.yaml"),
        ("../k8s/db.yaml", "/repo/docs", "k8s/db.yaml"),
        ("/repo/k8s/db.yaml", "/repo/docs", "k8s/db.yaml"),
        ("/elsewhere/db.yaml", "/repo", "file:///elsewhere/db.yaml"),
        ("a b/ü%.yaml", "/repo", "a%20b/%C3%BC%25.yaml"),
        ("origin/main:k8s/db.yaml", "/repo", "k8s/db.yaml"),
        ("<stdin>", "/repo", "%3Cstdin%3E"),
        ("cluster:prod/pods", "/repo", "cluster%3Aprod/pods"),
    ],
)
def test_uris_are_relative_to_the_repository(path: str, folder: str, uri: str) -> None:
    places = Places(TEXTS, folder, "/repo")

    assert places.uri(Location(path, 1, 1)) == uri
