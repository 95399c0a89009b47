"""Constructors of terms. They fold constants and build no `and` or `or` of one argument.

Equal terms share a `key`.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from verifier.smt.nodes import Bits as Bits
from verifier.smt.nodes import Concat, Known, Node, Number, UnknownBits, made
from verifier.smt.nodes import Term as Term
from verifier.smt.terms import (
    And,
    Constant,
    Equal,
    Iff,
    Not,
    Or,
    Several,
    Spells,
    Unknown,
    Within,
    bottom_up,
    parts_of,
)

TRUE: Term = made(Constant, True)
FALSE: Term = made(Constant, False)


def key(term: Term | Bits) -> int:
    """A number that two terms share iff they are equal."""
    return term.serial


def conj(terms: Iterable[Term]) -> Term:
    """Holds iff all terms hold."""
    return several(And, terms, TRUE, FALSE)


def disj(terms: Iterable[Term]) -> Term:
    """Holds iff some term holds."""
    return several(Or, terms, FALSE, TRUE)


def several(kind: type[Several], terms: Iterable[Term], unit: Term, absorbing: Term) -> Term:
    """Fold units and duplicates away, stop at the absorbing constant."""
    kept: dict[Term, None] = {}
    for term in terms:
        if term is absorbing:
            return term
        if term is not unit:
            kept[term] = None
    if len(kept) < 2:
        return next(iter(kept), unit)
    return made(kind, *kept)


def neg(term: Term) -> Term:
    """Holds iff the term does not."""
    if term is TRUE:
        return FALSE
    if term is FALSE:
        return TRUE
    return term.part if isinstance(term, Not) else made(Not, term)


def implies(premise: Term, conclusion: Term) -> Term:
    """The conclusion holds wherever the premise does."""
    return disj((neg(premise), conclusion))


def iff(left: Term, right: Term) -> Term:
    """Both hold or neither does."""
    for one, other in ((left, right), (right, left)):
        if one is TRUE:
            return other
        if one is FALSE:
            return neg(other)
    return made(Iff, left, right)


def ite(condition: Term, then: Term, other: Term) -> Term:
    """`then` where the condition holds, else `other`."""
    return disj((conj((condition, then)), conj((neg(condition), other))))


def boolean(name: str) -> Term:
    """An unknown truth value."""
    return made(Unknown, name)


def bits(name: str, width: int) -> Bits:
    """An unknown number of `width` bits."""
    return made(UnknownBits, name, width)


@lru_cache(maxsize=65536)
def number(value: int, width: int) -> Bits:
    """A known number of `width` bits."""
    return made(Number, value, width)


def width(term: Bits) -> int:
    """The width of a number in bits."""
    return term.width


def equal(left: Bits, right: Bits) -> Term:
    """The numbers are the same; both have one width."""
    if left is right:
        return TRUE
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Number):
            return is_number(other, one.value)
    return made(Equal, left, right)


def is_number(term: Bits, value: int) -> Term:
    """The number is `value`."""
    if isinstance(term, Number):
        return TRUE if term.value == value else FALSE
    kind = Spells if isinstance(term, Concat) else Within
    return made(kind, term, value, value)


def concat(parts: Sequence[Bits]) -> Bits:
    """The numbers side by side, the first one leading."""
    return made(Concat, *parts) if len(parts) > 1 else parts[0]


def has_prefix(term: Bits, value: int, length: int) -> Term:
    """The leading `length` bits are those of `value`."""
    host = (1 << term.width - length) - 1
    return between(term, value & ~host, value | host)


def between(term: Bits, first: int, last: int) -> Term:
    """The number lies in `first` to `last`, inclusive, unsigned."""
    if first == last:
        return is_number(term, first)
    if (first, last) == (0, (1 << term.width) - 1):
        return TRUE
    if isinstance(term, Number):
        return TRUE if first <= term.value <= last else FALSE
    return made(Within, term, first, last)


def constant(term: Term) -> bool | None:
    """The truth value of a constant term, None for any other."""
    return term.value if isinstance(term, Constant) else None


def substitute(term: Term, pairs: Sequence[tuple[Term | Bits, Term | Bits]]) -> Term:
    """The term with unknowns replaced."""
    found: dict[Node, Node] = dict(pairs)
    for part in bottom_up(term, found.get):
        found[part] = rebuilt(part, found)
    result = found[term]
    assert isinstance(result, Term)
    return result


def rebuilt(term: Node, found: dict[Node, Node]) -> Node:
    """The term, made of what its parts have become."""
    new = [found[part] for part in parts_of(term)]
    if all(one is other for one, other in zip(parts_of(term), new, strict=True)):
        return term
    terms = [part for part in new if isinstance(part, Term)]
    numbers = [part for part in new if isinstance(part, Bits)]
    match term:
        case Not():
            return neg(*terms)
        case And():
            return conj(terms)
        case Or():
            return disj(terms)
        case Iff():
            return iff(*terms)
        case Equal():
            return equal(*numbers)
        case Within(first=first, last=last):
            return between(numbers[0], first, last)
        case _:
            return joined(numbers)


def joined(parts: Sequence[Bits]) -> Bits:
    """The numbers side by side; known ones are one number."""
    if not all(isinstance(part, Number) for part in parts):
        return concat(parts)
    value, total = 0, 0
    for part in parts:
        assert isinstance(part, Number)
        value, total = value << part.width | part.value, total + part.width
    return number(value, total)


def holds_at(term: Term, found: Bits, value: int) -> bool:
    """The term, which has no other unknown, holds where that one is `value`."""
    return term.truth(Known(spans={found: (value, value)})) is True
