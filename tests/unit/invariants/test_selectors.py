"""Selector strings, as Kubernetes reads them."""

import pytest
from hypothesis import given

from tests.unit.invariants.strategies import selector_strings
from verifier.errors import InputError
from verifier.invariants.passage import passage_of
from verifier.invariants.selectors import parse_selector, selector_text
from verifier.resources import LabelSelector, LabelSelectorRequirement


def parse(text: str) -> LabelSelector:
    return parse_selector(passage_of(text, "selector"))


def expression(key: str, operator: str, *values: str) -> LabelSelector:
    requirement = LabelSelectorRequirement(key=key, operator=operator, values=values or None)
    return LabelSelector(match_expressions=(requirement,))


@pytest.mark.parametrize(
    ("text", "selector"),
    [
        ("", LabelSelector()),
        ("x=a", LabelSelector(match_labels=(("x", "a"),))),
        (" x == a ", LabelSelector(match_labels=(("x", "a"),))),
        ("x=,y=b", LabelSelector(match_labels=(("x", ""), ("y", "b")))),
        ("x=in", LabelSelector(match_labels=(("x", "in"),))),
        (
            "app.kubernetes.io/name=a",
            LabelSelector(match_labels=(("app.kubernetes.io/name", "a"),)),
        ),
        ("x!=a", expression("x", "NotIn", "a")),
        ("x!=", expression("x", "NotIn", "")),
        ("x", expression("x", "Exists")),
        ("in", expression("in", "Exists")),
        ("!x", expression("x", "DoesNotExist")),
        ("! x", expression("x", "DoesNotExist")),
        ("x in (a,b)", expression("x", "In", "a", "b")),
        ("x in(a)", expression("x", "In", "a")),
        ("x notin ( a , b )", expression("x", "NotIn", "a", "b")),
        ("in in (in)", expression("in", "In", "in")),
        ("x in (a,)", expression("x", "In", "a", "")),
        ("x in (,a)", expression("x", "In", "", "a")),
        ("x in (,)", expression("x", "In", "")),
        ("x in (a,,b)", expression("x", "In", "a", "", "b")),
        ("x in (a,a)", expression("x", "In", "a")),
    ],
)
def test_selectors(text: str, selector: LabelSelector) -> None:
    assert parse(text) == selector


def test_two_values_for_one_key_are_both_kept() -> None:
    selector = parse("x=a,x=b")
    assert selector.match_labels == (("x", "a"),)
    assert selector.match_expressions == expression("x", "In", "b").match_expressions


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("x in", 5),
        ("x in ()", 7),
        ("x in (a", 8),
        ("x in (a b)", 9),
        ("x in (a,,)", 10),
        ("x in a", 6),
        ("x,", 3),
        (",x", 1),
        ("x,,y", 3),
        ("x y", 3),
        ("!x=a", 3),
        ("x=a b", 5),
        ("x===a", 4),
        ("x>1", 2),
        ("x=(a)", 3),
        ("x/y/z=a", 1),
        ("=a", 1),
        ("x=a/b", 3),
        ("x=" + "a" * 64, 3),
        ("a" * 64, 1),
        ("X.io/a", 1),
        ("!", 2),
    ],
)
def test_what_kubectl_refuses(text: str, column: int) -> None:
    with pytest.raises(InputError) as caught:
        parse(text)
    (problem,) = caught.value.problems
    assert problem.location is not None
    assert problem.location.column == column, problem


@given(text=selector_strings())
def test_a_selector_reads_back_from_its_text(text: str) -> None:
    selector = parse(text)
    assert parse(selector_text(selector)) == selector
