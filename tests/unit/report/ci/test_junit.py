"""JUnit XML, read back by a parser that others wrote."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped, TestSuite

from tests.unit.report.samples import CHECK
from verifier.report.ci import junit
from verifier.report.ci.notice import CiReport, Trial
from verifier.report.ci.places import Places
from verifier.report.ci.verdicts import of_check


def suite_of(report: CiReport) -> TestSuite:
    root = JUnitXml.fromstring(junit.render(report, Places()).encode())
    (suite,) = list(root)
    return suite


def test_the_counts() -> None:
    suite = suite_of(of_check(CHECK, "error"))

    assert (suite.tests, suite.failures, suite.errors, suite.skipped) == (7, 3, 1, 1)
    assert suite.time == pytest.approx(61.712)


def test_each_verdict() -> None:
    found = {case.name: case for case in suite_of(of_check(CHECK, "error"))}
    kinds = {name: [type(result) for result in case.result] for name, case in found.items()}

    assert kinds == {
        "web-never-db": [],
        "only-backend": [Failure],
        "again": [Skipped],
        "names": [Failure],
        "scrape": [],
        "slow": [Error],
        "typo": [Failure],
    }
    assert found["only-backend"].classname == "netproof.yaml"
    assert found["only-backend"].result[0].type == "refuted"
    assert "k8s/db.yaml:12:11" in found["only-backend"].result[0].text
    assert found["slow"].result[0].message == "unknown: any never reaches db"


def test_what_counts_follows_fail_on() -> None:
    found = {case.name: case for case in suite_of(of_check(CHECK, "warning"))}

    assert isinstance(found["again"].result[0], Failure)


@given(st.text())
def test_any_text_survives(text: str) -> None:
    test = Trial(id=text, title=text, kind="refuted", outcome="failed", seconds=0, text=text)
    suite = suite_of(CiReport(command="check", summary="", tests=(test,)))
    (case,) = list(suite)
    kept = {char for char in text if char.isprintable() or char == "\n"}

    assert kept <= set(case.result[0].text or "")
    assert kept - {"\n"} <= set(case.name)


def test_titles_are_kept_apart_from_markup() -> None:
    title = '<b>"5 < 6" & more</b>'
    result = CHECK.results[1]
    invariant = replace(result.invariant, title=title)
    report = of_check(replace(CHECK, results=(replace(result, invariant=invariant),)), "error")
    (case,) = list(suite_of(report))

    assert case.result[0].message == f"refuted: {title}"
