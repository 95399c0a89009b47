"""Terms in Z3, which has no types: each is made when the solver first needs it, and kept."""

import sys
from collections.abc import Callable, Sequence
from functools import lru_cache

import z3

from verifier.smt.nodes import Bits, Concat, Node, Number, UnknownBits
from verifier.smt.terms import And, Constant, Equal, Iff, Not, Or, Unknown, Within, bottom_up

CONTEXT = z3.main_ctx()
REF = CONTEXT.ref()


class Handle:
    """A term of Z3, which lives as long as its handle."""

    __slots__ = ("ast",)
    context = CONTEXT  # outlives every handle

    def __init__(self, ast: z3.Ast) -> None:
        self.ast = ast
        z3.Z3_inc_ref(REF, ast)

    def __del__(self, ending: Callable[[], bool] = sys.is_finalizing) -> None:
        if not ending():
            z3.Z3_dec_ref(REF, self.ast)


def native(term: Node) -> z3.Ast:
    """The term in Z3."""
    if term.native is None:
        for part in bottom_up(term, lambda node: node.native is not None):
            part.native = translated(part)
    return handle(term)


def handle(term: Node) -> z3.Ast:
    """The term in Z3, which has it."""
    assert isinstance(term.native, Handle)
    return term.native.ast


def translated(term: Node) -> Handle:
    """The term made of its parts, which Z3 has."""
    match term:
        case Not(part=part):
            return Handle(z3.Z3_mk_not(REF, handle(part)))
        case And(parts=parts):
            return Handle(z3.Z3_mk_and(REF, len(parts), asts(*parts)))
        case Or(parts=parts):
            return Handle(z3.Z3_mk_or(REF, len(parts), asts(*parts)))
        case Iff(left=left, right=right):
            return Handle(z3.Z3_mk_iff(REF, handle(left), handle(right)))
        case Equal(left=left, right=right):
            return Handle(z3.Z3_mk_eq(REF, handle(left), handle(right)))
        case Within(bits=bits, first=first, last=last):
            return within(handle(bits), bits.width, first, last)
        case _:
            return leaf(term)


def leaf(term: Node) -> Handle:
    """A constant, an unknown, or numbers side by side."""
    match term:
        case Constant(value=value):
            return Handle(z3.Z3_mk_true(REF) if value else z3.Z3_mk_false(REF))
        case Unknown(name=name):
            return unknown(name, 0)
        case UnknownBits(name=name, width=width):
            return unknown(name, width)
        case Number(value=value, width=width):
            return number(value, width)
        case Concat(parts=parts):
            return concat(parts)
        case _:
            raise TypeError(f"no such term: {term!r}")


def asts(*terms: Node) -> object:
    """Terms as an array."""
    return (z3.Ast * len(terms))(*(native(term) for term in terms))


@lru_cache(maxsize=1024)
def sort(width: int) -> z3.SortRef:
    """Numbers of that width; 0: truth values."""
    return z3.BitVecSort(width) if width else z3.BoolSort()


def unknown(name: str, width: int) -> Handle:
    """An unknown of that name."""
    return Handle(z3.Z3_mk_const(REF, z3.Z3_mk_string_symbol(REF, name), sort(width).ast))


@lru_cache(maxsize=65536)
def number(value: int, width: int) -> Handle:
    """A known number."""
    return Handle(z3.Z3_mk_numeral(REF, str(value), sort(width).ast))


def concat(parts: Sequence[Bits]) -> Handle:
    """Numbers side by side."""
    result = Handle(handle(parts[0]))
    for part in parts[1:]:
        result = Handle(z3.Z3_mk_concat(REF, result.ast, handle(part)))
    return result


def within(bits: z3.Ast, width: int, first: int, last: int) -> Handle:
    """A number in a span: one that shares its leading bits, where the span is of that kind."""
    size = last - first + 1
    host = size.bit_length() - 1
    if size == 1:
        return Handle(z3.Z3_mk_eq(REF, bits, number(first, width).ast))
    if size == 1 << host and first % size == 0:
        leading = Handle(z3.Z3_mk_extract(REF, width - 1, host, bits))
        return Handle(z3.Z3_mk_eq(REF, leading.ast, number(first >> host, width - host).ast))
    bounds = []
    if first > 0:
        bounds.append(Handle(z3.Z3_mk_bvuge(REF, bits, number(first, width).ast)))
    if last < (1 << width) - 1:
        bounds.append(Handle(z3.Z3_mk_bvule(REF, bits, number(last, width).ast)))
    if len(bounds) < 2:
        return bounds[0]
    return Handle(z3.Z3_mk_and(REF, 2, (z3.Ast * 2)(*(bound.ast for bound in bounds))))
