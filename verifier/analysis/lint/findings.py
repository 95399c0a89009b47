"""What `netproof lint` answers: plain data that every report format renders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from verifier.analysis.results import Assumption
from verifier.dialect import Level
from verifier.errors import Problem
from verifier.location import Location

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another place that a finding speaks of: what covers the part, or what shadows it."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One cause, at one place.

    `object` reads like "NetworkPolicy production/db", `field` like "spec.ingress[0].from[1]", and
    a label of a selector like "spec.podSelector.matchLabels[app]"; `location` is that of the field.
    `level`: who may exist at most for the finding to hold; None where it needs no pods. `proof` is
    one line: what was proved, and for whom. `removable`: the part belongs to the set that can be
    removed together without changing any direction verdict (M-21).
    """

    code: str
    severity: Severity
    message: str
    object: str
    field: str
    location: Location
    level: Level | None
    proof: str
    related: tuple[Related, ...] = ()
    removable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """A question that was given up: nothing is claimed about this part under these codes."""

    codes: tuple[str, ...]
    object: str
    field: str
    location: Location
    reason: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """A finding that is not shown. `by` is what hides it: a comment or an annotation, an entry of
    the configuration, or the baseline; `location` is where that is."""

    finding: Finding
    by: str
    reason: str
    location: Location | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """All that `netproof lint` found, in the order of the text. `texts` maps each path to its
    text, for excerpts; `used` and `ignored` are one-line summaries of the input; `gone` names the
    entries of a baseline that no longer occur."""

    findings: tuple[Finding, ...]
    unknown: tuple[Unsettled, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    warnings: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    used: str = ""
    ignored: str = ""
    hidden: tuple[Hidden, ...] = ()
    gone: tuple[str, ...] = ()
