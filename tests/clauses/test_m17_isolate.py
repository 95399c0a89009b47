"""M-17: isolate keeps apart pods, or namespaces, that differ in a label."""

import pytest

from tests.clauses.asking import (
    DECLARED,
    PROVED,
    REFUTED,
    Object,
    deployment,
    namespace,
    policy,
    report_on,
    result,
    verdict,
)
from verifier.verdict import verdict_name

BY_NAMESPACE = "{id: t, isolate: {by: from.namespace.labels.tenant, missing: %s}}"
BY_POD = "{id: t, isolate: {by: from.labels.team, missing: %s}}"


def shut(name: str, *admitted: str) -> Object:
    """A policy that admits only pods of the namespaces named."""
    peers = [
        {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": other}}}
        for other in admitted
    ]
    return policy(name, ingress=[{"from": peers}] if peers else [], name=f"{name}-shut")


def spaces(one: str | None, other: str | None, *, admitted: bool) -> list[Object]:
    """Two namespaces with these values of label tenant, shut but for each other."""
    labels = ({"tenant": value} if value else {} for value in (one, other))
    found = [namespace(name, given) for name, given in zip(("a", "b"), labels, strict=True)]
    found += [deployment("a/x", {"app": "x"}), deployment("b/y", {"app": "y"})]
    return [*found, shut("a", *(["a", "b"] if admitted else ["a"])), shut("b", "b")]


def worst(objects: list[Object], invariant: str) -> str:
    """Refuted if any part is."""
    found = report_on(objects, invariant, level=DECLARED)
    names = {type(r.verdict).__name__ for r in found.results}
    return REFUTED if "Refuted" in names else PROVED


@pytest.mark.parametrize(
    ("one", "other", "missing", "expected"),
    [
        ("p", "q", "ignore", REFUTED),
        ("p", "p", "deny", PROVED),
        ("p", None, "ignore", PROVED),
        ("p", None, "deny", REFUTED),
        (None, "q", "own", REFUTED),
        (None, None, "deny", REFUTED),
        (None, None, "own", REFUTED),
        (None, None, "ignore", PROVED),
    ],
)
def test_labels_of_namespaces(
    one: str | None, other: str | None, missing: str, expected: str
) -> None:
    objects = spaces(one, other, admitted=True)

    assert worst(objects, BY_NAMESPACE % missing) == expected
    assert worst(spaces(one, other, admitted=False), BY_NAMESPACE % missing) == PROVED


@pytest.mark.parametrize(
    ("one", "other", "across", "missing", "expected"),
    [
        ("p", "q", False, "ignore", REFUTED),
        ("p", "p", False, "own", PROVED),
        ("p", None, False, "deny", PROVED),  # in one namespace
        ("p", None, True, "deny", REFUTED),
        ("p", None, False, "own", REFUTED),
        (None, None, False, "own", REFUTED),
        (None, None, False, "deny", PROVED),
        ("p", None, True, "ignore", PROVED),
        ("p", "q", False, "deny", REFUTED),
    ],
)
def test_labels_of_pods(
    one: str | None, other: str | None, across: bool, missing: str, expected: str
) -> None:
    labels = [{"app": "x", **({"team": value} if value else {})} for value in (one, other)]
    objects = [
        deployment("a/x", labels[0]),
        deployment("b/y" if across else "a/y", labels[1]),
        policy("a", {"lonely": "yes"}, ingress=[]),
    ]
    alone = f"{BY_POD % missing}"
    among = alone.removesuffix("}") + ", among: a/x}"

    assert worst(objects, among) == expected


def test_every_value_counts_not_only_those_that_are_declared() -> None:
    objects = spaces("p", "p", admitted=False)
    free = [
        policy("a", ingress=[{"from": [{"namespaceSelector": {"matchLabels": {"tenant": "p"}}}]}])
    ]
    same = [namespace("a", {"tenant": "p"}), deployment("a/x", {"app": "x"}), *free]
    known = "{isolate: {by: from.namespace.labels.tenant, missing: deny}, among: {namespaces: any}}"
    into_a = "{never: {from: any-pod, to: {namespace: a}}, where: %s}"
    differ = "from.namespace.labels.tenant != to.namespace.labels.tenant"

    assert worst(objects, BY_NAMESPACE % "deny") == PROVED
    assert verdict(same, into_a % differ) == PROVED
    assert verdict(same, known) == REFUTED  # two namespaces that nobody has shut


def test_a_refutation_between_strangers_says_so() -> None:
    silent = [policy(name, egress=[], name=f"{name}-silent") for name in ("a", "b")]
    objects = [*spaces("p", "q", admitted=False), *silent]
    known = (BY_NAMESPACE % "deny").removesuffix("}") + ", among: known}"

    found = result(objects, BY_NAMESPACE % "deny")
    assert verdict_name(found.verdict) == REFUTED
    assert any("among: known" in note for note in found.notes)
    assert verdict(objects, known) == PROVED


@pytest.mark.parametrize(("admitted", "expected"), [(True, REFUTED), (False, PROVED)])
def test_named_namespaces_are_kept_apart_both_ways(admitted: bool, expected: str) -> None:
    objects = spaces("p", "p", admitted=admitted)

    assert verdict(objects, "{isolate: {namespaces: [a, b]}}") == expected
    assert verdict(objects, "{isolate: {namespaces: [b, a]}}") == expected
