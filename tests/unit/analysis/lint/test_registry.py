"""Every code: its bad example yields exactly it, its good twin nothing, and it has a page."""

import tomllib
from pathlib import Path

import pytest

from verifier.analysis.lint.registry import RULES, Rule, rule_of
from verifier.analysis.lint.run import lint
from verifier.errors import InputError, UsageError
from verifier.manifests import load_texts
from verifier.report.rule_page import render_index, render_page

ROOT = Path(__file__).resolve().parents[4]
PAGES = ROOT / "docs" / "rules"


def codes(text: str) -> list[str]:
    """The codes that an input yields, as findings or as problems."""
    try:
        manifests = load_texts({"input.yaml": text})
    except InputError as error:
        return [problem.code for problem in error.problems]
    report = lint(manifests)
    assert report.unknown == ()
    return [finding.code for finding in report.findings]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_yields_exactly_its_code(rule: Rule) -> None:
    assert set(codes(rule.bad)) == {rule.code}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_yields_nothing(rule: Rule) -> None:
    assert codes(rule.good) == []


def test_codes_are_unique_and_names_too() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_page_is_that_of_netproof_rule(rule: Rule) -> None:
    """`python docs/write_rules.py` writes the pages anew."""
    assert (PAGES / f"{rule.code}.md").read_text(encoding="utf-8") == render_page(rule)


def test_no_page_is_left_over() -> None:
    expected = {f"{rule.code}.md" for rule in RULES} | {"README.md"}
    assert {path.name for path in PAGES.iterdir()} == expected
    assert (PAGES / "README.md").read_text(encoding="utf-8") == render_index()


def test_an_unknown_code_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="NP401"):
        rule_of("NP000")


def test_no_rule_is_of_a_later_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    now = tuple(map(int, project["version"].split(".")))

    assert [rule.code for rule in RULES if tuple(map(int, rule.since.split("."))) > now] == []
