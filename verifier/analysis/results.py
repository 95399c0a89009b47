"""What the analyses answer: plain data that every report format renders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from verifier.analysis.flip.results import Change
from verifier.analysis.services.results import Hops
from verifier.decision import Decided
from verifier.dialect import Level
from verifier.errors import Problem
from verifier.flow import Flow, Protocol
from verifier.location import Location
from verifier.query import Invariant
from verifier.verdict import Verdict

if TYPE_CHECKING:
    from verifier.analysis.diff.results import Part
    from verifier.engine.cover import Cover


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that every verdict of a report rests on; `count` says how often it applies."""

    id: str
    text: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class InvariantResult:
    """The verdict at the invariant's own level, and at each level that was asked.

    `notes` are short sentences about this verdict (which namespaces' labels were taken as
    unknown, which readings matter). `seconds` is wall time. `rests_on` names the stated facts
    without which some answer might be another. `cover` holds all flows that refute it, where they
    were asked for.
    """

    invariant: Invariant
    verdict: Verdict
    levels: Mapping[Level, Verdict]
    seconds: float
    notes: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()
    cover: "Cover | None" = None


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that is another one than in an earlier version: `before` and `after` are its names.
    `flow` shows the one or the other; `because` is what the two versions do differently about it,
    nothing where no policy does."""

    invariant: Invariant
    before: str
    after: str
    flow: Flow | None
    because: "tuple[Part, ...]" = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All that `netproof check` found. `texts` maps each path to its text, for excerpts.

    `declared` is the number of declared workloads, `workloads` maps their names to their places;
    `used` and `ignored` are one-line summaries of the input ("8 NetworkPolicies, 12 workloads",
    "7 Services, 2 ConfigMaps"). `origins` maps places in rendered manifests to the places in the
    templates that they come from. `changes` are the verdicts that were others in the version
    `since`, "" where none was asked about.
    """

    results: tuple[InvariantResult, ...]
    assumptions: tuple[Assumption, ...]
    warnings: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    declared: int = 0
    used: str = ""
    ignored: str = ""
    workloads: Mapping[str, Location] = field(default_factory=dict)
    origins: Mapping[Location, Location] = field(default_factory=dict)
    since: str = ""
    changes: tuple[VerdictChange, ...] = ()


def joined(reports: Sequence[CheckReport]) -> CheckReport:
    """One report on several invariants files that were checked on the same input."""
    first = reports[0]
    assumptions = {a.id + a.text: a for report in reports for a in report.assumptions}
    return replace(
        first,
        results=tuple(result for report in reports for result in report.results),
        assumptions=tuple(assumptions.values()),
        warnings=tuple(dict.fromkeys(p for report in reports for p in report.warnings)),
        texts={path: text for report in reports for path, text in report.texts.items()},
    )


@dataclass(frozen=True, slots=True)
class AllowedPorts:
    """The ports `first` to `last`, inclusive, of one protocol."""

    protocol: Protocol
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class WhyReport:
    """The answer of `netproof why`: the decision on `flow` with both traces.

    Without a port in the question, `allows` lists the ports that are allowed under every fact
    (else None), `conditional` those under some only, and `flow` is one of them, or a denied one
    where none is allowed. `change` flips the decision, where that was asked for and can be.
    `service`: the destination was asked about as a Service, and `flow` goes to a pod behind it.
    """

    flow: Flow
    decided: Decided
    allows: tuple[AllowedPorts, ...] | None = None
    conditional: tuple[AllowedPorts, ...] | None = None
    warnings: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    used: str = ""
    ignored: str = ""
    change: Change | None = None
    service: Hops | None = None
