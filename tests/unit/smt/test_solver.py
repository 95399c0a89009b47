"""The solver: what a holder asserts is gone with it, and giving up leaves nothing behind."""

from itertools import combinations

from verifier.smt.logic import Term, boolean, conj, disj, key, neg
from verifier.smt.solver import Solver

HOLES = 12
LONG = 60_000


def pigeons(premise: Term) -> list[Term]:
    """One pigeon more than there are holes, under a premise: easy to say, hard to refute."""
    at = [[boolean(f"pigeon {p} in {h}") for h in range(HOLES)] for p in range(HOLES + 1)]
    somewhere = [disj((neg(premise), disj(row))) for row in at]
    alone = [
        neg(conj((premise, one[h], other[h])))
        for h in range(HOLES)
        for one, other in combinations(at, 2)
    ]
    return [*somewhere, *alone]


def test_what_a_holder_asserts_is_gone_with_it() -> None:
    a, b = boolean("a"), boolean("b")
    solver = Solver(disj((a, b)))
    solver.hand_to("one")
    solver.add(neg(a))
    assert solver.check(LONG, neg(b)) == "unsat"
    assert {key(term) for term in solver.core()} == {key(neg(b))}
    solver.hand_to("other")
    assert solver.check(LONG, neg(b)) == "sat"
    assert solver.values().truth(a)


def test_giving_up_leaves_nothing_behind() -> None:
    hard, a = boolean("hard"), boolean("a")
    solver = Solver(a, *pigeons(hard))
    solver.hand_to("one")
    solver.add(neg(conj((a, boolean("b")))))
    assert solver.check(1, hard) == "gave-up"
    assert solver.reason()
    assert solver.check(LONG, boolean("b")) == "unsat"
    assert solver.check(LONG, neg(hard)) == "sat"
    assert solver.values().truth(a)
    assert not solver.values().truth(boolean("b"))
    assert solver.check(1, hard) == "gave-up"
    solver.hand_to("other")
    assert solver.check(LONG, boolean("b")) == "sat"
    assert solver.check(LONG, neg(a)) == "unsat"


def test_what_is_added_after_giving_up_counts() -> None:
    hard, a = boolean("hard"), boolean("a")
    solver = Solver(*pigeons(hard))
    assert solver.check(1, hard) == "gave-up"
    solver.add(neg(a))
    assert solver.check(LONG, a) == "unsat"
