"""M-15: which flows a `where` keeps."""

import pytest

from tests.clauses.asking import (
    DECLARED,
    REFUTED,
    VACUOUS,
    Object,
    deployment,
    policy,
    verdict,
)

RED, BLUE = {"tenant": "red"}, {"tenant": "blue"}
DAY = "2026-06-30"


def two(source: Object, destination: Object) -> list[Object]:
    """Two workloads without policies: whatever is judged is allowed."""
    return [source, destination]


def judged(objects: list[Object], comparison: str) -> bool:
    """Does the comparison keep the flow from prod/a to prod/b?"""
    invariant = f"{{never: {{from: prod/a, to: prod/b}}, where: '{comparison}'}}"
    found = verdict(objects, invariant, DECLARED)
    assert found in (REFUTED, VACUOUS)
    return found == REFUTED


# where


@pytest.mark.parametrize(
    ("source", "destination", "equal"),
    [(RED, RED, True), (RED, BLUE, False), (RED, {}, False), ({}, RED, False), ({}, {}, False)],
    ids=["equal", "different", "right-absent", "left-absent", "both-absent"],
)
def test_equality_asks_for_both_labels(
    source: dict[str, str], destination: dict[str, str], equal: bool
) -> None:
    objects = two(deployment("prod/a", source), deployment("prod/b", destination))

    assert judged(objects, "from.labels.tenant = to.labels.tenant") is equal
    assert judged(objects, "from.labels.tenant != to.labels.tenant") is not equal


@pytest.mark.parametrize(("labels", "equal"), [(RED, True), (BLUE, False), ({}, False)])
def test_a_label_is_compared_with_a_value(labels: dict[str, str], equal: bool) -> None:
    objects = two(deployment("prod/a", labels), deployment("prod/b"))

    assert judged(objects, 'from.labels.tenant = "red"') is equal
    assert judged(objects, 'from.labels.tenant != "red"') is not equal


def test_an_empty_label_is_present() -> None:
    objects = two(deployment("prod/a", {"tenant": ""}), deployment("prod/b", {"tenant": ""}))

    assert judged(objects, "from.labels.tenant = to.labels.tenant")


@pytest.mark.parametrize(("operator", "expected"), [("=", VACUOUS), ("!=", REFUTED)])
def test_an_end_outside_the_cluster_has_no_labels(operator: str, expected: str) -> None:
    invariant = (
        f"{{never: {{from: world, to: prod/a}}, where: 'from.labels.t {operator} to.labels.t'}}"
    )

    assert verdict([deployment("prod/a", {"t": "x"})], invariant, DECLARED) == expected


def test_of_several_comparisons_all_must_hold() -> None:
    labels = {"a": "1", "b": "1"}
    objects = two(deployment("prod/a", labels), deployment("prod/b", {**labels, "b": "2"}))
    both = "where: ['from.labels.a = to.labels.a', 'from.labels.b = to.labels.b']"

    assert verdict(objects, f"{{never: {{from: prod/a, to: prod/b}}, {both}}}", DECLARED) == VACUOUS


def test_a_where_leaves_flows_unjudged_and_forbids_none() -> None:
    objects = two(deployment("prod/a", RED), deployment("prod/b", BLUE))
    apart = [*objects, policy("prod", BLUE, ingress=[])]
    invariant = "{always: {from: prod/a, to: prod/b}, where: 'from.labels.tenant = \"blue\"'}"

    assert verdict(apart, invariant, DECLARED) == VACUOUS
