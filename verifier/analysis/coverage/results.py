"""What `netproof coverage` answers: plain data for reports."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from verifier.analysis.mutations import Element
from verifier.analysis.results import Assumption
from verifier.errors import Problem
from verifier.flow import Direction
from verifier.verdict import Counterexample

Status = Literal["covered", "uncovered", "idle", "unknown"]


@dataclass(frozen=True, slots=True)
class Gap:
    """A flow that nothing would miss: the element is changed as `change` says, the flow is then
    admitted (`slips`) or cut off, and no invariant notices.

    `side`: the flow's verdict in this direction alone changes, since the other one blocks it
    anyway; None: the flow's decision does. `suggestion` is an item of `invariants` that would
    notice, as YAML; "" where none was found.
    """

    change: str
    slips: bool
    example: Counterexample
    side: Direction | None = None
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class ElementResult:
    """Whether some invariant notices a change of the element. `by` is the id of one that does;
    `gap` shows, for some of the uncovered, what would go unnoticed.

    Idle elements change no verdict of any possible flow, whatever becomes of them.
    """

    element: Element
    status: Status
    by: str = ""
    gap: Gap | None = None


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """All elements of all policies, in the order of the input; `invariants` were asked."""

    results: tuple[ElementResult, ...]
    invariants: int
    assumptions: tuple[Assumption, ...] = ()
    warnings: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    used: str = ""
    ignored: str = ""

    def counts(self) -> Counter[Status]:
        """How many elements have each status."""
        return Counter(result.status for result in self.results)

    @property
    def percent(self) -> float:
        """The share of covered elements among those that can change anything; 100 of none. What
        is unknown does not count as covered."""
        counts = self.counts()
        total = counts["covered"] + counts["uncovered"] + counts["unknown"]
        return 100 * counts["covered"] / total if total else 100.0
