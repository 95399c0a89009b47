"""Circuits: under each sample a term is what the solver says it is there."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.smt.circuit import Circuit
from verifier.smt.logic import (
    FALSE,
    TRUE,
    Term,
    between,
    bits,
    boolean,
    conj,
    disj,
    equal,
    has_prefix,
    iff,
    is_number,
    key,
    neg,
)
from verifier.smt.samples import Assignment, Samples
from verifier.smt.solver import Solver

LONG = 60_000
NUMBERS = (bits("m", 4), bits("n", 4))
TRUTHS = (boolean("p"), boolean("q"))
SWITCHES = (boolean("switch 0"), boolean("switch 1"), boolean("switch 2"))
VALUES = st.integers(0, 15)


def atoms() -> st.SearchStrategy[Term]:
    """Terms that no others are in."""
    number = st.sampled_from(NUMBERS)
    return st.one_of(
        st.sampled_from((*TRUTHS, *SWITCHES, TRUE, FALSE, equal(*NUMBERS))),
        st.builds(is_number, number, VALUES),
        st.builds(has_prefix, number, VALUES, st.integers(0, 4)),
        st.tuples(number, VALUES, VALUES).map(lambda t: between(t[0], *sorted(t[1:]))),
    )


TERMS = st.recursive(
    atoms(),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(conj),
        st.lists(inner, max_size=4).map(disj),
        st.builds(iff, inner, inner),
        inner.map(neg),
    ),
    max_leaves=12,
)
ASSIGNMENTS = st.fixed_dictionaries(
    {key(n): VALUES for n in NUMBERS} | {key(t): st.integers(0, 1) for t in TRUTHS}
)
OFF = st.sets(st.integers(0, len(SWITCHES) - 1))


def pins(assignment: Assignment, off: set[int]) -> Sequence[Term]:
    """What fixes all unknowns."""
    truths = [t if assignment[key(t)] else neg(t) for t in TRUTHS]
    switches = [neg(switch) if i in off else switch for i, switch in enumerate(SWITCHES)]
    return [*(is_number(n, assignment[key(n)]) for n in NUMBERS), *truths, *switches]


@settings(max_examples=60)
@given(
    terms=st.lists(TERMS, min_size=1, max_size=3),
    first=st.lists(ASSIGNMENTS, max_size=4),
    more=st.lists(ASSIGNMENTS, min_size=1, max_size=3),
    offs=st.lists(OFF, min_size=1, max_size=4),
)
def test_a_term_is_what_the_solver_says_under_each_sample(
    terms: list[Term],
    first: list[dict[int, int]],
    more: list[dict[int, int]],
    offs: list[set[int]],
) -> None:
    samples = Samples()
    samples.add(first)
    circuit = Circuit(samples, SWITCHES)
    circuit.switch(offs[0])
    gates = [circuit.gate(term) for term in terms]
    circuit.extend(more)
    for off in offs:
        circuit.switch(off)
        for term, gate in zip(terms, gates, strict=True):
            for number, assignment in enumerate([*first, *more]):
                expected = Solver(term, *pins(assignment, off)).check(LONG) == "sat"
                assert bool(circuit.values[gate] >> number & 1) is expected


def test_the_first_of_some_samples_gives_values_as_a_model_does() -> None:
    (p, q), (m, n) = TRUTHS, NUMBERS
    samples = Samples()
    samples.add([{}, {key(p): 1, key(m): 9}, {key(q): 1}])

    found = samples.first(0b110)

    assert (found.truth(p), found.truth(q), found.value(m), found.value(n)) == (True, False, 9, 0)
    assert samples.column(key(m)) == {9: 0b010, 0: 0b101}
