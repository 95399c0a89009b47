"""TAP, read as its specification says."""

import re

import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.report.samples import CHECK
from verifier.report.ci import tap
from verifier.report.ci.notice import CiReport, Trial
from verifier.report.ci.places import Places
from verifier.report.ci.verdicts import of_check

POINT = re.compile(r"(not )?ok (\d+) - ((?:\\.|[^\\#])*)(?: # (TODO .*))?")


def points(text: str) -> list[tuple[bool, int, str, str | None]]:
    matches = map(POINT.fullmatch, text.split("\n"))
    return [(not m[1], int(m[2]), m[3], m[4]) for m in matches if m]


def test_the_plan_and_the_points() -> None:
    text = tap.render(of_check(CHECK, "error"), Places())
    found = points(text)

    assert text.startswith("TAP version 14\n1..7\n")
    assert [number for _, number, _, _ in found] == list(range(1, 8))
    assert [ok for ok, _, _, _ in found] == [True, False, False, False, True, False, False]
    assert [todo for _, _, _, todo in found if todo] == ["TODO refuted, and does not count"]


def test_the_blocks_are_yaml() -> None:
    text = tap.render(of_check(CHECK, "error"), Places())
    blocks = [yaml.safe_load(block) for block in re.findall(r"  ---\n(.*?)  \.\.\.\n", text, re.S)]

    assert [block["verdict"] for block in blocks] == [
        "refuted",
        "refuted",
        "refuted",
        "unknown",
        "vacuous",
    ]
    assert blocks[0]["at"] == "netproof.yaml:9"
    assert "any pod in namespace shop without label app" in blocks[0]["message"]


@given(st.text(min_size=1))
def test_no_title_becomes_a_directive(title: str) -> None:
    test = Trial(id=title, title=title, kind="proved", outcome="passed", seconds=0)
    text = tap.render(CiReport(command="check", summary="", tests=(test,)), Places())

    assert len(text.split("\n")) == 5
    assert [(ok, todo) for ok, _, _, todo in points(text)] == [(True, None)]
