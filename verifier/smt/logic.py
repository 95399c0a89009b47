"""Typed constructors over Z3, which has no types: the only module that imports it.

Constructors fold constants and build no `and` or `or` of one argument. Equal terms share a `key`.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import z3

Term = z3.BoolRef
Bits = z3.BitVecRef

CONTEXT = z3.main_ctx()
TRUE: Term = z3.BoolVal(True)
FALSE: Term = z3.BoolVal(False)


def key(term: Term | Bits) -> int:
    """A number that two terms share iff they are equal."""
    return term.ast.value


TRUE_KEY = key(TRUE)
FALSE_KEY = key(FALSE)


def conj(terms: Iterable[Term]) -> Term:
    """Holds iff all terms hold."""
    return nary(terms, TRUE, FALSE_KEY, z3.Z3_mk_and)


def disj(terms: Iterable[Term]) -> Term:
    """Holds iff some term holds."""
    return nary(terms, FALSE, TRUE_KEY, z3.Z3_mk_or)


def nary(terms: Iterable[Term], unit: Term, absorbing: int, make: object) -> Term:
    """Fold units and duplicates away, stop at the absorbing constant."""
    unit_key = key(unit)
    kept: dict[int, Term] = {}
    for term in terms:
        term_key = key(term)
        if term_key == absorbing:
            return term
        if term_key != unit_key:
            kept[term_key] = term
    if len(kept) < 2:
        return next(iter(kept.values()), unit)
    arguments = (z3.Ast * len(kept))(*(term.ast for term in kept.values()))
    return z3.BoolRef(make(CONTEXT.ref(), len(kept), arguments), CONTEXT)  # type: ignore[operator]


def neg(term: Term) -> Term:
    """Holds iff the term does not."""
    if key(term) == TRUE_KEY:
        return FALSE
    if key(term) == FALSE_KEY:
        return TRUE
    return z3.BoolRef(z3.Z3_mk_not(CONTEXT.ref(), term.ast), CONTEXT)


def implies(premise: Term, conclusion: Term) -> Term:
    """The conclusion holds wherever the premise does."""
    return disj((neg(premise), conclusion))


def iff(left: Term, right: Term) -> Term:
    """Both hold or neither does."""
    for one, other in ((left, right), (right, left)):
        if key(one) == TRUE_KEY:
            return other
        if key(one) == FALSE_KEY:
            return neg(other)
    return z3.BoolRef(z3.Z3_mk_iff(CONTEXT.ref(), left.ast, right.ast), CONTEXT)


def ite(condition: Term, then: Term, other: Term) -> Term:
    """`then` where the condition holds, else `other`."""
    return disj((conj((condition, then)), conj((neg(condition), other))))


def boolean(name: str) -> Term:
    """An unknown truth value."""
    return z3.Bool(name)


def bits(name: str, width: int) -> Bits:
    """An unknown number of `width` bits."""
    return z3.BitVec(name, width)


@lru_cache(maxsize=65536)
def number(value: int, width: int) -> Bits:
    """A known number of `width` bits."""
    return z3.BitVecVal(value, width)


def width(term: Bits) -> int:
    """The width of a number in bits."""
    return int(term.size())


def equal(left: Bits, right: Bits) -> Term:
    """The numbers are the same; both have one width."""
    return z3.BoolRef(z3.Z3_mk_eq(CONTEXT.ref(), left.ast, right.ast), CONTEXT)


NUMBERS: dict[tuple[int, int], Term] = {}  # a kept term keeps its parts, and so their keys, alive


def is_number(term: Bits, value: int) -> Term:
    """The number is `value`."""
    found = NUMBERS.get((key(term), value))
    if found is None:
        found = NUMBERS[key(term), value] = equal(term, number(value, term.size()))
    return found


def concat(parts: Sequence[Bits]) -> Bits:
    """The numbers side by side, the first one leading."""
    return z3.Concat(*parts) if len(parts) > 1 else parts[0]


def has_prefix(term: Bits, value: int, length: int) -> Term:
    """The leading `length` bits are those of `value`."""
    width = term.size()
    if length == 0:
        return TRUE
    leading = term if length == width else z3.Extract(width - 1, width - length, term)
    return equal(leading, number(value >> (width - length), length))


def between(term: Bits, first: int, last: int) -> Term:
    """The number lies in `first` to `last`, inclusive, unsigned."""
    if first == last:
        return is_number(term, first)
    width = term.size()
    at_least = TRUE if first == 0 else z3.UGE(term, number(first, width))
    at_most = TRUE if last == (1 << width) - 1 else z3.ULE(term, number(last, width))
    return conj((at_least, at_most))


def constant(term: Term) -> bool | None:
    """The truth value of a constant term, None for any other."""
    return {TRUE_KEY: True, FALSE_KEY: False}.get(key(term))


def substitute(term: Term, pairs: Sequence[tuple[Term | Bits, Term | Bits]]) -> Term:
    """The term with unknowns replaced."""
    return z3.substitute(term, *pairs)


def holds_at(term: Term, found: Bits, value: int) -> bool:
    """The term, which has no other unknown, holds where that one is `value`."""
    at = z3.substitute(term, (found, number(value, found.size())))
    return constant(z3.simplify(at)) is True
