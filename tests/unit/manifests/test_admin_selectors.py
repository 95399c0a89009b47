"""Label selectors of admin policies: the API server checks none of them, so netproof does."""

import pytest

from tests.unit.manifests.admin import admin, baseline, cluster, egress, only_policy, subject
from tests.unit.manifests.bad import Bad
from verifier.manifests.codes import Code
from verifier.resources import LabelSelector, LabelSelectorRequirement

PEER = "spec.egress[0].to[0]"
UNCHECKED = "no implementation can apply it, even where the API server lets it pass"


def operator(name: str, more: str = "") -> str:
    """A label selector with one expression."""
    return f"{{matchExpressions: [{{key: a, operator: {name}{more}}}]}}"


PLACES = {
    "subject": (subject("{namespaces: %s}"), 7, "spec.subject.namespaces"),
    "pods of the subject": (
        subject("{pods: {podSelector: %s}}"),
        7,
        "spec.subject.pods.podSelector",
    ),
    "namespaces": (egress("to: [{namespaces: %s}]"), 8, f"{PEER}.namespaces"),
    "nodes": (egress("to: [{nodes: %s}]"), 8, f"{PEER}.nodes"),
    "pods": (egress("to: [{pods: {podSelector: %s}}]"), 8, f"{PEER}.pods.podSelector"),
    "namespaces of pods": (
        admin("egress: [{action: Deny, to: [{pods: {namespaceSelector: %s, podSelector: {}}}]}]"),
        7,
        f"{PEER}.pods.namespaceSelector",
    ),
    "ingress": (
        baseline("ingress: [{action: Deny, from: [{namespaces: %s}]}]"),
        6,
        "spec.ingress[0].from[0].namespaces",
    ),
    "ingress of a cluster policy": (
        cluster("ingress: [{action: Deny, from: [{pods: {podSelector: %s}}]}]"),
        8,
        "spec.ingress[0].from[0].pods.podSelector",
    ),
}


@pytest.mark.parametrize(("text", "line", "field"), PLACES.values(), ids=PLACES.keys())
def test_an_operator_that_does_not_exist(text: str, line: int, field: str) -> None:
    message = 'Invalid value: "notIn": not a valid selector operator'
    at = f"{field}.matchExpressions[0].operator"
    written = text % operator("notIn", ", values: [x]")
    Bad(written, Code.INVALID, message, line, at, f"Exists or DoesNotExist; {UNCHECKED}").check()


@pytest.mark.parametrize(("text", "line", "field"), PLACES.values(), ids=PLACES.keys())
def test_an_operator_that_exists(text: str, line: int, field: str) -> None:
    assert only_policy(text % operator("NotIn", ", values: [x]"))
    assert only_policy(text % "{matchLabels: {a: x}}")


@pytest.mark.parametrize(
    ("selector", "code", "message", "at"),
    [
        (operator("In"), Code.REQUIRED, "must be specified", "matchExpressions[0].values"),
        (
            operator("Exists", ", values: [x]"),
            Code.FORBIDDEN,
            "may not be specified",
            "matchExpressions[0].values",
        ),
        ("{matchLabels: {a b: x}}", Code.INVALID, "name part must consist of", "matchLabels"),
        ("{matchLabels: {a: x y}}", Code.INVALID, "a valid label must be", "matchLabels"),
        (
            "{matchExpressions: [{key: a b, operator: Exists}]}",
            Code.INVALID,
            "name part must consist of",
            "matchExpressions[0].key",
        ),
    ],
)
def test_selectors_that_no_implementation_can_apply(
    selector: str, code: Code, message: str, at: str
) -> None:
    text = egress(f"to: [{{nodes: {selector}}}]")
    Bad(text, code, message, 8, f"{PEER}.nodes.{at}", UNCHECKED).check()


def test_expressions_and_labels_of_a_selector() -> None:
    (rule,) = only_policy(egress(f"to: [{{nodes: {operator('Exists')}}}]")).egress or ()
    expression = LabelSelectorRequirement(key="a", operator="Exists")
    assert rule.peers[0].nodes == LabelSelector(match_expressions=(expression,))
