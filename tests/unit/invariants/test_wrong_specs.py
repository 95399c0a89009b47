"""Wrong files end in problems that name the guilty word by line and column, and say what to do."""

import pytest

from tests.unit.invariants.wrong import HEAD, Wrong
from tests.unit.invariants.wrong_invariants import ALL
from verifier.errors import InputError
from verifier.invariants import read_spec
from verifier.location import Location


def marked(text: str) -> tuple[str, Location]:
    """The text without its mark, and the place of the mark."""
    before, _, after = text.partition("§")
    line = before.count("\n") + 1
    return before + after, Location("spec.yaml", line, len(before) - before.rfind("\n"))


@pytest.mark.parametrize("wrong", ALL, ids=lambda wrong: wrong.name)
def test_the_guilty_word_is_named(wrong: Wrong) -> None:
    text, location = marked(wrong.text)
    with pytest.raises(InputError) as caught:
        read_spec(text, "spec.yaml")
    (problem,) = caught.value.problems
    assert (problem.location, problem.code) == (location, wrong.code), problem
    assert wrong.said in f"{problem.message} {problem.advice}"


def test_all_problems_are_named_in_the_order_of_the_text() -> None:
    text = f"""{HEAD}  broken: {{pods: a=b}}
invariants:
  - only broken reaches databse
  - {{id: x, never: {{from: backend, to: nobody, ports: 0}}, level: some, where: x}}
cases: [nonsense]
"""
    with pytest.raises(InputError) as caught:
        read_spec(text, "spec.yaml")
    found = [
        (problem.location.line, problem.field)
        for problem in caught.value.problems
        if problem.location
    ]
    assert found == [
        (5, "groups.broken"),
        (7, "invariants[0]"),
        (8, "invariants[1].never.to"),
        (8, "invariants[1].never.ports"),
        (8, "invariants[1].level"),
        (8, "invariants[1].where"),
        (9, "cases[0]"),
    ]


def test_text_that_is_not_yaml_is_refused_without_advice_to_skip_it() -> None:
    with pytest.raises(InputError) as caught:
        read_spec("apiVersion: [", "spec.yaml")
    assert all("--skip" not in problem.advice for problem in caught.value.problems)


def test_a_key_of_a_later_version_suggests_no_other() -> None:
    with pytest.raises(InputError) as caught:
        read_spec(f"{HEAD}via: [x.yaml]\n", "spec.yaml")
    assert [problem.advice for problem in caught.value.problems] == [""]
