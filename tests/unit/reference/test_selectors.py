"""selector_matches, operator by operator."""

import pytest

from tests.unit.reference.building import EVERYTHING, asking, labelled
from verifier.errors import UsageError
from verifier.reference import selector_matches


def test_no_selector_matches_nothing() -> None:
    assert not selector_matches(None, {"app": "web"})


@pytest.mark.parametrize("labels", [{}, {"app": "web"}])
def test_an_empty_selector_matches_everything(labels: dict[str, str]) -> None:
    assert selector_matches(EVERYTHING, labels)


@pytest.mark.parametrize(
    ("labels", "matches"),
    [({"app": "web"}, True), ({"app": "db"}, False), ({}, False), ({"APP": "web"}, False)],
)
def test_a_label_has_exactly_its_value(labels: dict[str, str], matches: bool) -> None:
    assert selector_matches(labelled(app="web"), labels) is matches


def test_an_empty_value_is_not_an_absent_label() -> None:
    assert selector_matches(labelled(app=""), {"app": ""})
    assert not selector_matches(labelled(app=""), {})


@pytest.mark.parametrize(
    ("operator", "values", "absent", "listed", "unlisted"),
    [
        ("In", ("web",), False, True, False),
        ("NotIn", ("web",), True, False, True),
        ("Exists", (), False, True, True),
        ("DoesNotExist", (), True, False, False),
    ],
)
def test_each_operator(
    operator: str, values: tuple[str, ...], absent: bool, listed: bool, unlisted: bool
) -> None:
    selector = asking("app", operator, *values)

    assert selector_matches(selector, {}) is absent
    assert selector_matches(selector, {"app": "web"}) is listed
    assert selector_matches(selector, {"app": "db"}) is unlisted


def test_an_unknown_operator_is_an_error() -> None:
    with pytest.raises(UsageError, match="not a valid selector operator"):
        selector_matches(asking("app", "in", "web"), {"app": "web"})
