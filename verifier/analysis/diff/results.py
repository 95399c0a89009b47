"""What `netproof diff` answers, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from verifier.analysis.map.results import Connections
from verifier.analysis.results import AllowedPorts, Assumption
from verifier.decision import Decided
from verifier.dialect import Level
from verifier.errors import Problem
from verifier.flow import Direction, Flow
from verifier.location import Location
from verifier.query import Exemption


class Verdict(Enum):
    """The new policies against the old ones."""

    EQUIVALENT = "equivalent"
    MORE_PERMISSIVE = "more-permissive"
    MORE_RESTRICTIVE = "more-restrictive"
    INCOMPARABLE = "incomparable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Part:
    """A policy's part in a change: what it does on one side of it.

    `side` is the version; `role` says whether a rule admits the flow, or a policy selects the pod
    and no rule of it admits the flow. `rule` and `peer` count from 0.
    """

    side: Literal["old", "new"]
    direction: Direction
    role: Literal["admits", "selects", "tier"]
    policy: str
    rule: int | None
    peer: int | None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Flows that open, or close, in one general statement: `words` are those of its source, its
    destination and its ports.

    `allows`: their ports; `port_names` those that only have a name. `unless` are conditions that
    keep flows of the statement as they are, in words; `takes` are open facts that the example
    takes, where there are such. `ties` says, where ties of policies are open, in what sense the
    flows are allowed and are not. `sources` and `destinations` are the declared workloads that it
    may be about, None where the end is no pod. `level` is the lowest at which some such flow
    exists: above `declared`, only pods that are not declared notice. `example` is one of the flows,
    `old` and `new` what the reference decides about it on each side. `because` is what the two
    sides do differently.
    """

    general: str
    words: tuple[str, str, str]
    allows: tuple[AllowedPorts, ...]
    port_names: tuple[str, ...]
    direction: Direction
    unless: tuple[str, ...]
    sources: tuple[str, ...] | None
    destinations: tuple[str, ...] | None
    level: Level
    example: Flow
    old: Decided
    new: Decided
    because: tuple[Part, ...]
    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    ties: str = ""
    takes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What opens, or what closes: `found` None where it is not known whether anything does.
    `reason` says what is missing where `changes` are not all, or nothing is known."""

    changes: tuple[Change, ...]
    complete: bool
    found: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A workload that both sides declare, differently, and the flows that it gains and loses."""

    workload: str
    gains: tuple[Connections, ...]
    loses: tuple[Connections, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What only one side declares, or both declare differently: lines of text, by kind. `moved`:
    what follows for workloads that are declared differently."""

    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    relabelled: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffReport:
    """All that `netproof diff` found. `old` and `new` name the two sides as the user did."""

    old: str
    new: str
    level: Level
    opened: Answer
    closed: Answer
    inputs: Inputs = field(default_factory=Inputs)
    exemptions: tuple[Exemption, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    warnings: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    used: tuple[str, str] = ("", "")

    @property
    def verdict(self) -> Verdict:
        """How the new policies compare with the old ones."""
        match self.opened.found, self.closed.found:
            case False, False:
                return Verdict.EQUIVALENT
            case True, False:
                return Verdict.MORE_PERMISSIVE
            case False, True:
                return Verdict.MORE_RESTRICTIVE
            case True, True:
                return Verdict.INCOMPARABLE
            case _:
                return Verdict.UNKNOWN
