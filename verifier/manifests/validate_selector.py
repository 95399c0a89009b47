"""Validation of label selectors as the API server does it (apimachinery `meta/v1/validation`)."""

from collections.abc import Iterator

from verifier.errors import Problem
from verifier.manifests import syntax
from verifier.manifests.refusal import each_invalid, forbidden, invalid, labels, required, within
from verifier.resources import LabelSelector, LabelSelectorRequirement


def selector_problems(selector: LabelSelector | None, field: str) -> Iterator[Problem]:
    """What is wrong with the selector at `field`, where there is one."""
    if selector is None:
        return
    for problem in labels(selector.match_labels or (), "matchLabels"):
        yield within(field, problem)
    for index, requirement in enumerate(selector.match_expressions or ()):
        for problem in _requirement(requirement):
            yield within(f"{field}.matchExpressions[{index}]", problem)


def _requirement(requirement: LabelSelectorRequirement) -> Iterator[Problem]:
    values = requirement.values or ()
    match requirement.operator:
        case "In" | "NotIn":
            if not values:
                detail = "must be specified when `operator` is 'In' or 'NotIn'"
                yield required("values", detail)
        case "Exists" | "DoesNotExist":
            if values:
                detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
                yield forbidden("values", detail)
        case operator:
            advice = "write In, NotIn, Exists or DoesNotExist"
            yield invalid("operator", operator, "not a valid selector operator", advice)
    yield from each_invalid("key", requirement.key, syntax.label_key(requirement.key))
    for index, value in enumerate(values):
        if broken := syntax.label_value(value):
            yield from each_invalid(f"values[{index}]", value, broken)
