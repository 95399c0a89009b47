"""Assignments to the unknowns of terms, kept so that a term's value in all of them is one number:
bit n is its truth under the nth assignment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from verifier.smt.logic import Bits, Term, key

Assignment = Mapping[int, int]  # by the key of an unknown; what is left out is 0, or false
Column = dict[int, int]  # value to the samples in which a number has it

AT_ONCE = 60


class Valuation(Protocol):
    """What gives values to unknowns: a sample, or a model of the solver."""

    def truth(self, term: Term) -> bool:
        """The truth value of an unknown."""

    def value(self, term: Bits) -> int:
        """The unsigned value of an unknown."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one assignment gives to unknowns."""

    assignment: Assignment

    def truth(self, term: Term) -> bool:
        """The truth value of an unknown."""
        return bool(self.assignment.get(key(term), 0))

    def value(self, term: Bits) -> int:
        """The unsigned value of an unknown."""
        return self.assignment.get(key(term), 0)


@dataclass(slots=True)
class Samples:
    """Assignments in order."""

    taken: list[Assignment] = field(default_factory=list)
    columns: dict[int, Column] = field(default_factory=dict)

    def add(self, assignments: Sequence[Assignment]) -> None:
        """Some more, a few at a time: small numbers are quicker to put together than large ones."""
        for start in range(0, len(assignments), AT_ONCE):
            some = assignments[start : start + AT_ONCE]
            found: dict[tuple[int, int], int] = {}
            for number, assignment in enumerate(some):
                bit = 1 << number
                for given in assignment.items():
                    found[given] = found.get(given, 0) | bit
            for (unknown, value), bits in found.items():
                if value:
                    column = self.columns.setdefault(unknown, {})
                    column[value] = column.get(value, 0) | bits << len(self.taken)
            self.taken += some

    @property
    def everything(self) -> int:
        """The bits of all samples."""
        return (1 << len(self.taken)) - 1

    def column(self, unknown: int) -> Column:
        """The values of a number in all samples."""
        found = self.columns.get(unknown, {})
        rest = self.everything
        for bits in found.values():
            rest &= ~bits
        return {**found, 0: rest} if rest else found

    def truth(self, unknown: int) -> int:
        """The samples in which an unknown is true."""
        return self.columns.get(unknown, {}).get(1, 0)

    def first(self, bits: int) -> Sample:
        """The first of some samples."""
        return Sample(self.taken[(bits & -bits).bit_length() - 1])
