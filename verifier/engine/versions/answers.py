"""What is asked about two versions, and what is answered."""

from dataclasses import dataclass

from verifier.decision import Decided
from verifier.dialect import Dialect, Level
from verifier.engine.statements import Statement
from verifier.engine.versions.naming import Names
from verifier.engine.versions.session import Way
from verifier.flow import Direction
from verifier.smt.modal import Modality
from verifier.verdict import Counterexample


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """A general statement about the rules of one direction that changed: every flow in it is
    opened, or every one closed, but for two kinds of flows, if there are any. `barred`: those that
    the other direction does not let through (after the change where it opens, before it where it
    closes). `already`: those that other rules of this direction admitted before it, or still do.

    `shown` is one of them, with the words for all; `old` and `new` are the reference's decisions on
    it, which takes the open facts `takes` where the statement alone does not decide (it is `barred`
    or `already`). `modalities`: in what sense the flows are allowed and are not: by some outcome of
    ties, by every one, or in both. `level` is the lowest at which some flow of it exists; `names`
    are the declared workloads that it may be about. `statements` say what is meant.
    """

    way: Way
    direction: Direction
    barred: bool
    already: bool
    shown: Counterexample
    old: Decided
    new: Decided
    level: Level
    names: Names
    statements: tuple[Statement, ...]
    modalities: tuple[Modality, ...]
    takes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """What is opened, or what is closed. `complete`: every such flow is in one of `members`.
    `found`: is there one at all; None where that is not known. `reason` says what cut the search
    off."""

    members: tuple[Difference, ...]
    complete: bool
    found: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Which flows are asked for. `timeout_ms`: milliseconds; `most` statements."""

    dialect: Dialect
    level: Level
    timeout_ms: int
    most: int
