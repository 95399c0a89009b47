"""Claims that every flow of a kind meets a target: what is certain at a glance is not asked of the
solver."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from verifier.dialect import Level
from verifier.engine.knowing import Knowing
from verifier.engine.literals import Literal
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import implies, is_number, neg
from verifier.smt.nodes import Bits, Span, Term, Truth, UnknownBits
from verifier.smt.symbols import PROTOCOL_CODES
from verifier.smt.terms import And, Within

if TYPE_CHECKING:
    from verifier.engine.session import Asked, Session


class Claim:
    """That every flow which exists at a level, and is of some kind, meets the target."""

    def __init__(self, session: "Session", asked: "Asked", level: Level, target: Term) -> None:
        self.session = session
        self.asked = asked
        ends = (session.flow.source, session.flow.destination)
        self.telling = {bits for end in ends for bits in (end.who, end.namespace)}
        self.target = target
        self.against = [*level_assumptions(level), neg(target)]
        self.knowing = Knowing(session, asked, level) if session.at_a_glance else None

    def solved(self, kind: Sequence[Term]) -> bool:
        """The solver finds no flow of the kind that does not."""
        return not self.asked.asker.may(*self.against, *kind)

    def holds_in(self, kind: Sequence[Term], wider: Literal, bits: Bits) -> bool:
        """Every flow of the kind of which the literal, which is about a number, holds meets the
        target."""
        knowing, flow = self.knowing, self.asked.reader.flow
        whole = (1 if bits is flow.port else 0, (1 << bits.width) - 1)
        found: Truth = None
        if knowing and bits is not flow.port and knowing.excludes(flow.family(bits.width)):
            return True
        if knowing:
            assumed = kind if bits is flow.port else [*kind, flow.family(bits.width)]
            found = knowing.everywhere(assumed, bits, whole, implies(wider.term, self.target))
        return self.solved([*kind, wider.term]) if found is None else found

    def stretches(self, kind: Sequence[Term], bits: Bits) -> "Stretches | None":
        """What the target is for flows of the kind, by a number; None where it is not looked at."""
        return Stretches(self.knowing, kind, bits, self.target) if self.knowing else None

    def needed(self, fixed: list[Term], optional: list[Term]) -> list[Term] | None:
        """A part of `optional` with which, together with `fixed`, the claim holds, and of which
        nothing can be left out; None if it does not hold even with all of it. Terms early in
        `optional` are left out first."""
        knowing = self.knowing
        if not knowing or knowing.certain([*fixed, *optional], self.target) is not True:
            return self.asked.asker.minimal_core([*self.against, *fixed], optional)
        kept = list(optional)
        for term in optional:
            without = [x for x in kept if x is not term]
            if knowing.certain([*fixed, *without], self.target) is True:
                kept = without
        for term in list(kept):
            without = [x for x in kept if x is not term]
            found = self.without(knowing, [*fixed, *without], term)
            if self.solved([*fixed, *without]) if found is None else found:
                kept = without
        return kept

    def without(self, knowing: Knowing, kind: list[Term], term: Term) -> Truth:
        """The claim holds of flows that need not meet the term, too; None where that does not
        show."""
        match term:
            case Within(bits=bits) if bits in self.telling:
                return None
            case Within(bits=UnknownBits() as bits, first=first, last=last):
                return self.beside(knowing, kind, bits, (first, last))
            case And():
                return None
            case _:
                return knowing.certain([*kind, neg(term)], self.target)

    def beside(self, knowing: Knowing, kind: list[Term], bits: Bits, span: Span) -> Truth:
        """The claim holds of flows with other numbers, too."""
        flow = self.asked.reader.flow
        lowest = 1 if bits is flow.port else 0
        highest = len(PROTOCOL_CODES) - 1 if bits is flow.protocol else (1 << bits.width) - 1
        sides = ((lowest, span[0] - 1), (span[1] + 1, highest))
        result: Truth = True
        for side in sides:
            if side[0] <= side[1]:
                found = knowing.everywhere(kind, bits, side, self.target)
                if found is False:
                    return False
                result = result and found
        return result


class Stretches:
    """What a target is for each value of a number: it changes only from one stretch of values to
    the next."""

    def __init__(self, knowing: Knowing, kind: Sequence[Term], bits: Bits, target: Term) -> None:
        self.knowing = knowing
        self.kind = kind
        self.bits = bits
        self.target = target
        self.starts = knowing.samples(kind, bits, (0, (1 << bits.width) - 1), target)
        self.found: dict[int, Truth] = {}

    def at(self, start: int) -> Truth:
        """What it is in the stretch that starts there."""
        if start not in self.found:
            kind = [*self.kind, is_number(self.bits, start)]
            self.found[start] = self.knowing.certain(kind, self.target)
        return self.found[start]

    def throughout(self, span: Span) -> Truth:
        """True if it is for each number of the span, false if it is false for some."""
        first = bisect_right(self.starts, span[0]) - 1
        result: Truth = True
        for start in self.starts[first : bisect_right(self.starts, span[1])]:
            found = self.at(start)
            if found is False:
                return False
            result = result and found
        return result
