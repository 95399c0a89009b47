"""The JSON contracts, on reports made by hand."""

import json
from pathlib import Path

import pytest

from tests.cli.golden import assert_golden
from tests.unit.report.samples import CHAINED, CHECK, WHY, WHY_DEPENDS, WHY_NOT
from verifier.analysis.results import WhyReport
from verifier.report.json_v1 import render_check
from verifier.report.why_json import render_why

GOLDEN = Path(__file__).parent / "golden"


def test_check() -> None:
    assert_golden(GOLDEN / "check.json", render_check(CHECK))


def test_a_chain_and_the_facts_that_it_assumes() -> None:
    refuted, proved = json.loads(render_check(CHAINED))["invariants"]
    example = refuted["counterexample"]

    assert refuted["assumes"] == proved["assumes"] == ["tenant-label"]
    assert [hop["flow"]["port"] for hop in (example, *example["onward"])] == [80, 5432]
    assert set(example["onward"][0]) == {"flow", "egress", "ingress"}
    assert example["onward"][0]["flow"]["source"] == example["flow"]["destination"]
    assert example["onward"][0]["ingress"]["because"][0]["policy"] == "NetworkPolicy shop/db"


def test_one_flow_is_no_chain() -> None:
    examples = [entry["counterexample"] for entry in json.loads(render_check(CHECK))["invariants"]]

    assert any(examples)
    assert not any("onward" in example for example in examples if example)


@pytest.mark.parametrize(
    ("name", "report"),
    [("why.json", WHY), ("why-not.json", WHY_NOT), ("why-depends.json", WHY_DEPENDS)],
)
def test_why(name: str, report: WhyReport) -> None:
    assert_golden(GOLDEN / name, render_why(report))


def test_keys_are_spelled_with_underscores() -> None:
    assert not [key for key in _keys(json.loads(render_check(CHECK))) if key.count("-")]


def _keys(value: object) -> list[str]:
    match value:
        case {"levels": dict(), **rest}:
            return _keys(rest)
        case dict():
            return [key for name, item in value.items() for key in (name, *_keys(item))]
        case list():
            return [key for item in value for key in _keys(item)]
        case _:
            return []
