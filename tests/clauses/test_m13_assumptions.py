"""M-13: what every verdict rests on, said once."""

import pytest

from tests.clauses.asking import deployment, load, policy, report_on
from verifier.analysis.why import why
from verifier.report.terminal import Canvas
from verifier.report.text import render_check

OBJECTS = [deployment("prod/db"), policy("prod", ingress=[])]
NEVER = '"any-pod never reaches prod/db"'
WORDS = ["enforces", "rewritten", "beyond the input"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("count", [1, 3])
def test_each_assumption_stands_once_in_a_report(word: str, count: int) -> None:
    invariants = [f"{{never: {{from: world, to: prod/db, ports: {n + 1}}}}}" for n in range(count)]
    report = report_on(OBJECTS, *invariants)

    assert sum(word in item.text for item in report.assumptions) == 1
    assert len({item.id for item in report.assumptions}) == len(report.assumptions)


@pytest.mark.parametrize("word", WORDS)
def test_each_assumption_is_printed_once(word: str) -> None:
    page = render_check(report_on(OBJECTS, NEVER, '"world never reaches prod/db"'), Canvas())
    plain = " ".join(page.split())

    assert plain.count(word) == 1


@pytest.mark.parametrize("word", WORDS)
def test_why_rests_on_them_too(word: str) -> None:
    report = why(load(*OBJECTS), "9.9.9.9", "prod/db", port=80)

    assert any(word in item.text for item in report.assumptions)


def test_refuted_rests_on_them_as_proved_does() -> None:
    refuted, proved = report_on(OBJECTS[:1], NEVER), report_on(OBJECTS, NEVER)

    assert refuted.assumptions == proved.assumptions
