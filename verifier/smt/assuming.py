"""What follows from terms that are taken to hold."""

from verifier.smt.nodes import Known, Span, Term, UnknownBits
from verifier.smt.terms import Not, Several, Unknown, Within


def assume(known: Known, term: Term, holds: bool = True) -> None:
    """Take a term to hold (or not to), with what shows of it at a glance: the term itself, and
    what it says about single unknowns."""
    match term:
        case Unknown():
            known.truths[term] = holds
        case Not(part=part):
            assume(known, part, not holds)
        case Several(parts=parts):
            known.memo[term] = holds
            if holds is not term.decisive:
                for part in parts:
                    assume(known, part, holds)
        case Within(bits=UnknownBits() as bits, first=first, last=last):
            known.spans[bits] = narrowed(bits.span(known), (first, last), holds)
        case _:
            pass


def narrowed(known: Span, span: Span, inside: bool) -> Span:
    """What is left of a span where a number lies in another one, or outside of it."""
    low, high = known
    first, last = span
    if inside:
        low, high = max(low, first), min(high, last)
    elif first <= low:
        low = max(low, last + 1)
    elif last >= high:
        high = min(high, first - 1)
    return (low, high) if low <= high else known
