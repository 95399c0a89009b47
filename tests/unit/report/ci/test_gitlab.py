"""GitLab's code quality report: required keys, severities, fingerprints of their own."""

import json
from typing import Any

from tests.unit.report.samples import CHECK
from verifier.report.ci import gitlab
from verifier.report.ci.notice import CiReport, Notice
from verifier.report.ci.places import Places
from verifier.report.ci.verdicts import of_check

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def entries() -> list[Any]:
    found: list[Any] = json.loads(gitlab.render(of_check(CHECK, "error"), Places(CHECK.texts)))
    return found


def test_required_keys() -> None:
    assert len(entries()) == 6
    for entry in entries():
        assert {"description", "check_name", "fingerprint", "severity", "location"} <= set(entry)
        assert entry["severity"] in SEVERITIES
        assert entry["location"]["path"]
        assert entry["location"]["lines"]["begin"] >= 1


def test_severities_follow_those_of_the_invariants() -> None:
    found = {entry["check_name"]: entry["severity"] for entry in entries()}

    assert found["only-backend"] == "critical"
    assert found["again"] == "major"


def test_fingerprints_are_unique() -> None:
    found = [entry["fingerprint"] for entry in entries()]

    assert len(set(found)) == len(found)


def test_without_a_place_there_is_still_a_path() -> None:
    notice = Notice(
        code="NP916", name="", level="note", message="m", location=None, fingerprint="f"
    )
    report = CiReport(command="check", summary="", notices=(notice,))
    (entry,) = json.loads(gitlab.render(report, Places()))

    assert entry["location"] == {"path": ".", "lines": {"begin": 1}}
    assert entry["severity"] == "info"
