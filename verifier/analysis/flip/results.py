"""A change to policies, as every report format renders it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from verifier.decision import Decision
from verifier.location import Location


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit of the text: `field` of `policy` is removed, or `value` is added to it as one more
    item. Where `policy` is new, `field` is "spec" and `value` all of it."""

    action: Literal["add", "remove"]
    policy: str
    field: str
    location: Location
    value: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """With these edits the decision is `decision` under every open fact; no fewer edits of rules,
    peers and ports do that. No edits: none of NetworkPolicies alone was found that does."""

    decision: Decision
    edits: tuple[Edit, ...]
