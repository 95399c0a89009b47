"""Label selectors to requirements."""

from collections.abc import Mapping
from functools import lru_cache

from verifier.model import EVERYTHING, Operator, Requirement, Selector
from verifier.resources import LabelSelector, LabelSelectorRequirement

OPERATORS = {
    "In": Operator.IN,
    "NotIn": Operator.NOT_IN,
    "Exists": Operator.EXISTS,
    "DoesNotExist": Operator.ABSENT,
}


@lru_cache(maxsize=65536)
def selector(written: LabelSelector | None) -> Selector:
    """Every requirement of a selector; one that is absent or empty selects everything.

    Source: NP-20 to NP-27 (specs/semantics.md).
    """
    if written is None:
        return EVERYTHING
    equalities = [
        Requirement(key, Operator.IN, (value,)) for key, value in written.match_labels or ()
    ]
    expressions = [requirement(item) for item in written.match_expressions or ()]
    found = sorted(set(equalities + expressions), key=lambda r: (r.key, r.operator.value, r.values))
    return Selector(tuple(found)) if found else EVERYTHING


def requirement(written: LabelSelectorRequirement) -> Requirement:
    """One item of `matchExpressions`."""
    values = tuple(sorted(set(written.values or ())))
    return Requirement(written.key, OPERATORS[written.operator], values)


def selects(chosen: Selector, labels: Mapping[str, str]) -> bool:
    """The selector matches exactly these labels."""
    return all(holds(item, labels.get(item.key)) for item in chosen.requirements)


def holds(item: Requirement, value: str | None) -> bool:
    """The requirement holds for a label with that value (None: absent)."""
    match item.operator:
        case Operator.IN:
            return value in item.values
        case Operator.NOT_IN:
            return value not in item.values
        case Operator.EXISTS:
            return value is not None
        case Operator.ABSENT:
            return value is None
