"""Terms: what Z3 makes of them, what is certain of them, and what replacing unknowns leaves."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.smt.logic import (
    FALSE,
    TRUE,
    Bits,
    Term,
    between,
    bits,
    boolean,
    concat,
    conj,
    constant,
    disj,
    equal,
    has_prefix,
    iff,
    is_number,
    key,
    neg,
    number,
    substitute,
)
from verifier.smt.nodes import Known, Span
from verifier.smt.solver import Solver

TRUTHS = (boolean("p"), boolean("q"))
NUMBERS = (bits("x", 2), bits("y", 2))
SPANS = [(low, high) for low in range(4) for high in range(low, 4)]
POINTS = [(value, value) for value in range(4)]
BOTH = concat(NUMBERS)


def atoms() -> st.SearchStrategy[Term]:
    """Terms of one unknown or two."""
    two = st.sampled_from(NUMBERS)
    return st.one_of(
        st.sampled_from((*TRUTHS, TRUE, FALSE, equal(*NUMBERS))),
        st.builds(is_number, two, st.integers(0, 3)),
        st.builds(has_prefix, two, st.integers(0, 3), st.integers(0, 2)),
        st.builds(lambda number, span: between(number, *span), two, st.sampled_from(SPANS)),
        st.builds(lambda low, high: between(BOTH, min(low, high), max(low, high)), *[FOUR] * 2),
    )


FOUR = st.integers(0, 15)
TERMS = st.recursive(
    atoms(),
    lambda parts: st.one_of(
        st.builds(conj, st.lists(parts, max_size=3)),
        st.builds(disj, st.lists(parts, max_size=3)),
        st.builds(neg, parts),
        st.builds(iff, parts, parts),
    ),
    max_leaves=8,
)


def worlds(known: Known) -> list[Known]:
    """Everything that what is known leaves open."""
    truths = [[known.truths[t]] if t in known.truths else [True, False] for t in TRUTHS]
    spans = [[p for p in POINTS if inside(p, known.spans.get(n, (0, 3)))] for n in NUMBERS]
    return [
        Known(dict(zip(TRUTHS, values, strict=True)), dict(zip(NUMBERS, found, strict=True)))
        for values in product(*truths)
        for found in product(*spans)
    ]


def inside(point: Span, span: Span) -> bool:
    """The number lies in the span."""
    return span[0] <= point[0] <= span[1]


KNOWN = st.builds(
    Known,
    st.dictionaries(st.sampled_from(TRUTHS), st.booleans()),
    st.dictionaries(st.sampled_from(NUMBERS), st.sampled_from(SPANS)),
)


@settings(max_examples=60)
@given(TERMS, KNOWN)
def test_what_is_certain_holds_whatever_the_rest_is(term: Term, known: Known) -> None:
    found = term.truth(known)
    answers = {term.truth(world) for world in worlds(known)}
    assert None not in answers, "where all is known, every term is settled"
    if found is not None:
        assert answers == {found}


@settings(max_examples=30)
@given(TERMS)
def test_z3_and_terms_mean_the_same(term: Term) -> None:
    solver = Solver()
    for world in worlds(Known()):
        pins = [t if world.truths[t] else neg(t) for t in TRUTHS]
        pins += [is_number(n, world.spans[n][0]) for n in NUMBERS]
        literal = boolean("term")
        expected = "sat" if term.truth(world) else "unsat"
        solver.hand_to(object())
        solver.add(iff(literal, term), *pins)
        assert solver.check(10_000, literal) == expected


@settings(max_examples=60)
@given(TERMS, KNOWN)
def test_replacing_every_unknown_leaves_a_constant(term: Term, known: Known) -> None:
    world = worlds(known)[0]
    pairs: list[tuple[Term | Bits, Term | Bits]] = []
    pairs += [(t, TRUE if world.truths[t] else FALSE) for t in TRUTHS]
    pairs += [(n, number(world.spans[n][0], 2)) for n in NUMBERS]
    assert constant(substitute(term, pairs)) is term.truth(world)


@given(TERMS)
def test_equal_terms_are_one(term: Term) -> None:
    assert key(conj((term, boolean("r")))) == key(conj((term, boolean("r"), term)))
    assert neg(neg(term)) is term


def test_chains_deeper_than_the_stack_can_be_asked_about() -> None:
    chain = boolean("end")
    for index in range(20_000):
        step = boolean(f"step {index}")
        chain = disj((conj((step, boolean(f"out {index}"))), conj((neg(step), chain))))
    solver = Solver(neg(boolean("end")), chain)
    assert solver.check(60_000) == "sat"
    assert solver.values().truth(chain)
    assert constant(substitute(chain, [(boolean("step 19999"), TRUE)])) is None
