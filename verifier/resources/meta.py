"""Label selectors (meta/v1 LabelSelector), shared by every API group."""

from dataclasses import dataclass, field

from verifier.location import Location

NOWHERE = Location("", 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSelectorRequirement:
    """`operator` is as written: In, NotIn, Exists or DoesNotExist."""

    key: str
    operator: str
    values: tuple[str, ...] | None = None
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSelector:
    """`match_labels` holds (key, value) pairs in the order of the text."""

    match_labels: tuple[tuple[str, str], ...] | None = None
    match_expressions: tuple[LabelSelectorRequirement, ...] | None = None
    location: Location = field(default=NOWHERE, compare=False)
