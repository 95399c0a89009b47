"""Terms as circuits over samples, with unknowns that can be switched off and on again."""

from collections.abc import Iterable, Sequence, Set

from verifier.smt.logic import Bits, Term, key, rebuilt
from verifier.smt.nodes import Concat, Node, Number, UnknownBits
from verifier.smt.samples import Assignment, Column, Samples
from verifier.smt.terms import (
    And,
    Constant,
    Equal,
    Iff,
    Not,
    Or,
    Unknown,
    Within,
    bottom_up,
    parts_of,
)

MANY = 4  # switches at once: to look for what depends on them takes longer than to look at all


class Itself(dict[Node, Node]):
    """Terms and what they have become: the others are what they were."""

    def __missing__(self, node: Node) -> Node:
        return node


class Circuit:
    """The values of terms under all samples. Each of `switches` is an unknown that is the same in
    all of them: false for those in `off`, by index, and true for the others.

    Gates stand in an order in which each one needs only those before it.
    """

    def __init__(self, samples: Samples, switches: Sequence[Term]) -> None:
        self.samples = samples
        self.terms: list[Term] = []
        self.inputs: list[tuple[int, ...]] = []
        self.values: list[int] = []
        self.users: list[list[int]] = []
        self.gates: dict[Node, int] = {}
        self.switches = len(switches)
        self.off: Set[int] = frozenset()
        self.ones = samples.everything
        self.cones: dict[int, list[int]] = {}
        for switch in switches:
            self.add_gate(switch)

    def gate(self, term: Term) -> int:
        """The gate of a term, with all that it needs."""
        if term not in self.gates:
            self.cones.clear()
            for part in bottom_up(term, self.is_done):
                assert isinstance(part, Term)
                self.add_gate(part)
        return self.gates[term]

    def is_done(self, node: Node) -> bool:
        """The term has a gate, or is a number, which needs none."""
        return node in self.gates or isinstance(node, Bits)

    def add_gate(self, term: Term) -> None:
        """One more gate, with its value."""
        number = self.gates[term] = len(self.terms)
        inputs = tuple(self.gates[part] for part in parts_of(term) if isinstance(part, Term))
        self.terms.append(term)
        self.inputs.append(inputs)
        self.users.append([])
        for gate in inputs:
            self.users[gate].append(number)
        self.values.append(self.computed(number))

    def computed(self, gate: int) -> int:
        """The value of a gate from those that it needs."""
        values, inputs = self.values, self.inputs[gate]
        match self.terms[gate]:
            case And():
                result = self.ones
                for one in inputs:
                    result &= values[one]
                return result
            case Or():
                result = 0
                for one in inputs:
                    result |= values[one]
                return result
            case Not():
                return self.ones ^ values[inputs[0]]
            case Iff():
                return self.ones ^ values[inputs[0]] ^ values[inputs[1]]
            case term:
                return self.read(gate, term)

    def read(self, gate: int, term: Term) -> int:
        """The value of a gate that needs no others."""
        if gate < self.switches:
            return 0 if gate in self.off else self.ones
        match term:
            case Constant(value=value):
                return self.ones if value else 0
            case Unknown():
                return self.samples.truth(key(term))
            case Within(bits=bits, first=first, last=last):
                return within(self.column(bits), first, last)
            case Equal(left=left, right=right):
                return alike(self.column(left), self.column(right))
            case _:
                raise TypeError(f"no gate for {term!r}")

    def column(self, number: Bits) -> Column:
        """What a number is in the samples."""
        match number:
            case UnknownBits():
                return self.samples.column(key(number))
            case Number(value=value):
                return {value: self.ones}
            case Concat(parts=parts):
                found = {0: self.ones}
                for part in parts:
                    found = beside(found, self.column(part), part.width)
                return found
            case _:
                raise TypeError(f"no number: {number!r}")

    # More samples, other switches

    def extend(self, assignments: Sequence[Assignment]) -> None:
        """Add samples, and what all terms are under them."""
        first, before, whole = len(self.samples.taken), self.values, self.samples
        self.samples = Samples()
        self.samples.add(assignments)
        self.ones, self.values = self.samples.everything, [0] * len(before)
        for gate in range(len(before)):
            self.values[gate] = self.computed(gate)
        whole.add(assignments)
        self.samples, self.ones = whole, whole.everything
        self.values = [old | new << first for old, new in zip(before, self.values, strict=True)]

    def switch(self, off: Set[int]) -> None:
        """Put the switches as wanted."""
        changed = self.off ^ off
        self.off = off
        if changed:
            self.follow(changed)

    def follow(self, changed: Iterable[int]) -> None:
        """Compute what depends on switches."""
        dirty = set(changed)
        for gate in self.cone(tuple(dirty)):
            if gate in dirty or not dirty.isdisjoint(self.inputs[gate]):
                value = self.computed(gate)
                if value != self.values[gate]:
                    self.values[gate] = value
                    dirty.add(gate)

    def cone(self, changed: Sequence[int]) -> Sequence[int]:
        """All gates that depend on switches, in order; where they are many, all gates there are."""
        if len(changed) > MANY:
            return range(len(self.terms))
        if len(changed) == 1:
            (one,) = changed
            if one not in self.cones:
                self.cones[one] = self.above(changed)
            return self.cones[one]
        return self.above(changed)

    def replaced(self, switch: int, gate: int, value: Term) -> Term:
        """The term of a gate, with a term in the place of a switch."""
        found = Itself({self.terms[switch]: value})
        for user in self.cone([switch])[1:]:
            found[self.terms[user]] = rebuilt(self.terms[user], found)
        result = found[self.terms[gate]]
        assert isinstance(result, Term)
        return result

    def above(self, gates: Sequence[int]) -> list[int]:
        """The gates, and all that depend on them, in order."""
        found = set(gates)
        waiting = list(gates)
        while waiting:
            for user in self.users[waiting.pop()]:
                if user not in found:
                    found.add(user)
                    waiting.append(user)
        return sorted(found)


def within(column: Column, first: int, last: int) -> int:
    """The samples in which a number lies in a span."""
    if first == last:
        return column.get(first, 0)
    found = 0
    for value, bits in column.items():
        if first <= value <= last:
            found |= bits
    return found


def alike(left: Column, right: Column) -> int:
    """The samples in which two numbers are the same."""
    found = 0
    for value in left.keys() & right.keys():
        found |= left[value] & right[value]
    return found


def beside(left: Column, right: Column, width: int) -> Column:
    """Two numbers side by side; the second one has that width."""
    return {
        value << width | other: bits & others
        for value, bits in left.items()
        for other, others in right.items()
        if bits & others
    }
