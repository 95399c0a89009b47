"""Label selectors on label sets, requirement by requirement, as meta/v1 defines them."""

from collections.abc import Mapping

from verifier.errors import UsageError
from verifier.resources import LabelSelector, LabelSelectorRequirement


def selector_matches(selector: LabelSelector | None, labels: Mapping[str, str]) -> bool:
    """True iff `selector` is given and each of its requirements holds for `labels`.

    A field that may be left out means something of its own when it is: the caller says what.
    Source: NP-20, NP-21.
    """
    # "The result of matchLabels and matchExpressions are ANDed. An empty label selector matches all
    # objects. A null label selector matches no objects." (meta/v1 types.go, LabelSelector)
    if selector is None:
        return False
    return all(
        label_matches(key, value, labels) for key, value in selector.match_labels or ()
    ) and all(
        requirement_matches(requirement, labels) for requirement in selector.match_expressions or ()
    )


def label_matches(key: str, value: str, labels: Mapping[str, str]) -> bool:
    """True iff the label `key` is present and has exactly this value, the empty one included.

    Source: NP-22.
    """
    # "A single {key,value} in the matchLabels map is equivalent to an element of matchExpressions,
    # whose key field is "key", the operator is "In", and the values array contains only "value"."
    # (meta/v1 types.go, LabelSelector)
    return key in labels and labels[key] == value


def requirement_matches(requirement: LabelSelectorRequirement, labels: Mapping[str, str]) -> bool:
    """True iff the label that `requirement` speaks about is as its operator asks.

    Raises UsageError for an operator that the API does not know. Source: NP-23 to NP-26.
    """
    # "operator represents a key's relationship to a set of values. Valid operators are In, NotIn,
    # Exists and DoesNotExist." (meta/v1 types.go, LabelSelectorRequirement)
    present = requirement.key in labels
    listed = present and labels[requirement.key] in (requirement.values or ())
    match requirement.operator:
        case "In":
            return listed
        case "NotIn":
            # "There is a match in the following cases: [...] The operator is DoesNotExist or NotIn
            # and Labels does not have the Requirement's key." (apimachinery labels/selector.go)
            return not listed
        case "Exists":
            return present
        case "DoesNotExist":
            return not present
        case operator:
            raise UsageError(f"{operator!r} is not a valid selector operator")
