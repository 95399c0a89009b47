"""What `isolated`, `isolate`, `no-path`, `by` and `assume` stand for."""

from dataclasses import replace

import pytest

from tests.unit.invariants.test_reference_page import EXAMPLES
from tests.unit.invariants.wrong import HEAD
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.invariants import read_spec
from verifier.query import BuiltIn, Comparison, Invariant, LabelOf, PodGroup, Query, Spec
from verifier.resources import LabelSelector, LabelSelectorRequirement

NAME = "kubernetes.io/metadata.name"
BOTH_NAMES = f'from.namespace.labels["{NAME}"] {{}} to.namespace.labels["{NAME}"]'
APART, WITHIN = BOTH_NAMES.format("!="), BOTH_NAMES.format("=")
ANY_POD = "{from: any-pod, to: any-pod}"


def read(*items: str, head: str = HEAD) -> Spec:
    """A file with these invariants."""
    listed = "".join(f"  - {item}\n" for item in items)
    return read_spec(f"{head}invariants:\n{listed}", "spec.yaml")


def queries(*items: str) -> list[Query]:
    """What the invariants ask."""
    return [invariant.query for invariant in read(*items).invariants]


def never(ends: str, *where: str, more: str = "") -> str:
    """A core `never` between the same ends."""
    listed = ", ".join(f"'{item}'" for item in where)
    return f"{{never: {{from: {ends}, to: {ends}}}, where: [{listed}]{more}}}"


def same(key: str, of: str = "") -> str:
    """The comparison that keeps values of a label apart."""
    return f'from.{of}labels["{key}"] != to.{of}labels["{key}"]'


@pytest.mark.parametrize(
    ("sugar", "core"),
    [
        (
            "{isolated: {group: backend}}",
            [
                "{never: {from: any, to: backend}, side: ingress, by: default}",
                "{never: {from: backend, to: any}, side: egress, by: default}",
            ],
        ),
        (
            "{isolated: {group: [backend, any-pod], direction: egress}}",
            ["{never: {from: [backend, any-pod], to: any}, side: egress, by: default}"],
        ),
        (
            "{isolate: {namespaces: [a, b, c]}}",
            [never("{namespaces: [a, b, c]}", APART)],
        ),
        (
            "{isolate: {by: from.namespace.labels.t, missing: deny}}",
            [never("any-pod", same("t", "namespace."), APART)],
        ),
        (
            "{isolate: {by: from.namespace.labels.t, missing: own}}",
            [never("any-pod", same("t", "namespace."), APART)],
        ),
        (
            "{isolate: {by: from.namespace.labels.t, missing: ignore}}",
            [never("{namespaces: t, undeclared: true}", same("t", "namespace."))],
        ),
        (
            "{isolate: {by: from.labels.x/t, missing: own}}",
            [never("any-pod", same("x/t"))],
        ),
        (
            "{isolate: {by: from.labels.x/t, missing: ignore}}",
            [never("{namespaces: any, pods: x/t, undeclared: true}", same("x/t"))],
        ),
        (
            "{isolate: {by: from.labels.x/t, missing: deny}}",
            [
                never("any-pod", same("x/t"), APART),
                never("{namespaces: any, pods: x/t, undeclared: true}", same("x/t"), WITHIN),
            ],
        ),
        (
            "{isolate: {namespaces: [a, b]}, where: from.labels.a = to.labels.a, among: backend,"
            " side: ingress, except: {ports: 53, reason: r}}",
            [
                never(
                    "{namespaces: [a, b]}",
                    APART,
                    "from.labels.a = to.labels.a",
                    more=", among: backend, side: ingress, except: {ports: 53, reason: r}",
                )
            ],
        ),
    ],
)
def test_a_form_stands_for_its_core_form(sugar: str, core: list[str]) -> None:
    assert queries(sugar) == queries(*core)


PARTS = ("default-deny/ingress", "default-deny/egress", "stages", "teams/across", "teams/within")


@pytest.mark.parametrize("name", PARTS)
def test_the_page_shows_each_form_beside_an_equal_core_form(name: str) -> None:
    specs = [read_spec(example, "invariants.md") for example in EXAMPLES]
    found = [item.query for spec in specs for item in spec.invariants if item.id == name]
    sugar, core = found
    assert sugar == core


def test_the_namespace_itself_can_be_the_label() -> None:
    (query,) = queries(f"{{isolate: {{by: from.namespace.labels.{NAME}, missing: deny}}}}")
    label = LabelOf("from", "namespace", NAME)
    assert query.where == (Comparison(label, "!=", replace(label, end="to")),)


def test_groups_that_sugar_makes_are_no_typos() -> None:
    (query,) = queries("{isolate: {by: from.namespace.labels.any, missing: ignore}}")
    (member,) = query.source.members
    exists = LabelSelectorRequirement(key="any", operator="Exists")
    chosen = LabelSelector(match_expressions=(exists,))
    assert (member.part, member.undeclared) == (PodGroup(chosen, LabelSelector()), True)
    (named,) = queries("{isolate: {namespaces: [a, b]}}")[0].source.members
    assert not named.undeclared


def names(*items: str) -> list[tuple[str, str]]:
    """The ids and origins of the invariants of a file."""
    return [(item.id, item.origin) for item in read(*items).invariants]


def test_one_part_keeps_its_id_and_several_get_suffixes() -> None:
    assert names(
        "{id: a, isolated: {group: backend, direction: [egress]}}",
        "{id: b, isolated: {group: backend, direction: [egress, ingress]}}",
        "{id: c, isolate: {by: from.labels.t, missing: deny}}",
    ) == [("a", ""), ("b/egress", "b"), ("b/ingress", "b"), ("c/across", "c"), ("c/within", "c")]


def test_ids_are_made_of_what_is_written() -> None:
    assert names(
        "{isolated: {group: backend}}",
        "{id: isolated-backend/ingress, isolated: {group: backend, direction: ingress}}",
        "{isolate: {namespaces: [a, b]}}",
        "{isolate: {by: from.namespace.labels.t, missing: own}}",
        "{no-path: {from: backend, to: world, max-hops: 2, ports: 80}}",
    ) == [
        ("isolated-backend-2/ingress", "isolated-backend-2"),
        ("isolated-backend-2/egress", "isolated-backend-2"),
        ("isolated-backend/ingress", ""),
        ("isolate-a-b", ""),
        ("isolate-by-namespace-labels-t", ""),
        ("no-path-leads-from-backend-to-world-80", ""),
    ]


def only(item: str) -> Invariant:
    """The one invariant of a file."""
    (invariant,) = read(item).invariants
    return invariant


def test_chains() -> None:
    invariant = only("{no-path: {from: world, to: backend, max-hops: 3, on: udp/53}}")
    assert invariant.query.hops == 3
    assert invariant.level is Level.DECLARED
    spelled = "{no-path: {from: world, to: backend, max-hops: 3, ports: udp/53}, level: any-pod}"
    assert only(spelled).query == invariant.query
    assert only(spelled).level is Level.ANY_POD


def test_isolated_judges_one_direction_by_default() -> None:
    query = only("{isolated: {group: backend, direction: egress}}").query
    assert (query.side, query.by_default) == (Direction.EGRESS, True)
    assert [member.part for member in query.destination.members] == [BuiltIn.ANY]
