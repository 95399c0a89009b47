"""Which namespaces are named (M-07) depended on what is judged: `--select` changed verdicts."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.clauses.asking import REFUTED, load, policy
from verifier.analysis.check import check
from verifier.invariants import core_form, read_spec
from verifier.query import Spec
from verifier.verdict import verdict_name

HEAD = "apiVersion: netproof/v1\n"
ONE = """\
  - {id: one, never: {from: known, to: {namespace: b}}, except: {from: {namespace: b}, reason: r}}
"""
OTHERS: Mapping[str, str] = {
    "another invariant": f"invariants:\n{ONE}  - never: {{from: {{namespace: a}}, to: world}}\n",
    "a group": f"groups: {{a: {{namespaces: [a]}}}}\ninvariants:\n{ONE}",
    "a selector": (
        f"groups: {{a: {{namespaces: kubernetes.io/metadata.name in (a)}}}}\ninvariants:\n{ONE}"
    ),
    "a comparison": (
        f"invariants:\n{ONE}"
        "  - never: {from: any-pod, to: world}\n"
        '    where: from.namespace.labels["kubernetes.io/metadata.name"] = "a"\n'
    ),
}


def verdict_of_one(spec: Spec) -> str:
    """The verdict on the invariant `one`, which reads `known`."""
    world = policy("b", ingress=[{}])
    chosen = replace(
        spec, invariants=tuple(i for i in spec.invariants if i.id == "one"), whole=False
    )
    return verdict_name(check(load(world), chosen).results[0].verdict)


@pytest.mark.parametrize("names", OTHERS)
def test_namespaces_are_known_wherever_the_file_names_them(names: str) -> None:
    spec = read_spec(HEAD + OTHERS[names], "netproof.yaml")

    assert verdict_of_one(spec) == REFUTED
    assert verdict_of_one(read_spec(core_form(spec, ["one"]), "core.yaml")) == REFUTED


def test_a_fact_names_namespaces_too() -> None:
    fact = "{id: f, why: w, namespaces: any, have: kubernetes.io/metadata.name notin (a)}"
    spec = read_spec(f"{HEAD}assume: [{fact}]\ninvariants:\n{ONE}", "netproof.yaml")

    assert spec.cluster.namespaces == ("a", "b")
