"""Validation of label selectors as the API server does it (apimachinery `meta/v1/validation`)."""

from collections.abc import Iterator

from verifier.errors import Problem
from verifier.manifests import syntax
from verifier.manifests.refusal import each_invalid, forbidden, invalid, labels, required
from verifier.resources import LabelSelector, LabelSelectorRequirement


def selector_problems(selector: LabelSelector | None, field: str) -> Iterator[Problem]:
    """What is wrong with the selector at `field`, where there is one."""
    if selector is None:
        return
    yield from labels(selector.match_labels or (), f"{field}.matchLabels")
    for index, requirement in enumerate(selector.match_expressions or ()):
        yield from _requirement(requirement, f"{field}.matchExpressions[{index}]")


def _requirement(requirement: LabelSelectorRequirement, field: str) -> Iterator[Problem]:
    values = requirement.values or ()
    match requirement.operator:
        case "In" | "NotIn":
            if not values:
                detail = "must be specified when `operator` is 'In' or 'NotIn'"
                yield required(f"{field}.values", detail)
        case "Exists" | "DoesNotExist":
            if values:
                detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
                yield forbidden(f"{field}.values", detail)
        case operator:
            advice = "write In, NotIn, Exists or DoesNotExist"
            yield invalid(f"{field}.operator", operator, "not a valid selector operator", advice)
    yield from each_invalid(f"{field}.key", requirement.key, syntax.label_key(requirement.key))
    for index, value in enumerate(values):
        yield from each_invalid(f"{field}.values[{index}]", value, syntax.label_value(value))
