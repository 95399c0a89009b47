"""Asking Z3: an incremental solver that several askers use in turn, and its models."""

from collections.abc import Iterable
from typing import Literal

import z3

from verifier.smt.logic import TRUE
from verifier.smt.native import REF, asts, native
from verifier.smt.nodes import Bits, Known, Span, Term
from verifier.smt.terms import truth

TRUTH = native(TRUE).value


class Truths(dict[Term, bool]):
    """Unknown truth values, each read off the model when it is first asked for."""

    def __init__(self, model: z3.ModelRef) -> None:
        super().__init__()
        self.model = model

    def get(self, term: Term, default: object = None) -> bool:
        """The truth of an unknown; one that does not matter is false."""
        if term not in self:
            self[term] = evaluated(self.model, term).value == TRUTH
        return self[term]


class Spans(dict[Bits, Span]):
    """Unknown numbers, each read off the model when it is first asked for."""

    def __init__(self, model: z3.ModelRef) -> None:
        super().__init__()
        self.model = model

    def get(self, term: Bits, default: object = None) -> Span:
        """The number, as a span; one that does not matter is zero."""
        if term not in self:
            text = z3.Z3_get_numeral_string(REF, evaluated(self.model, term))
            self[term] = (int(text), int(text))
        return self[term]


def evaluated(model: z3.ModelRef, term: Term | Bits) -> z3.Ast:
    """The constant that a term has in the model."""
    found = (z3.Ast * 1)()
    z3.Z3_model_eval(REF, model.model, native(term), True, found)
    return found[0]


class Values:
    """What all unknowns and terms are: what a model gives to them, or what was chosen."""

    def __init__(self, known: Known) -> None:
        self.known = known

    def truth(self, term: Term) -> bool:
        """The truth value of a term."""
        return truth(term, self.known) is True

    def value(self, term: Bits) -> int:
        """The unsigned value of a number."""
        return term.span(self.known)[0]


Answer = Literal["sat", "unsat", "gave-up"]


class Solver:
    """Finite-domain solving, incremental, for one holder after the other.

    `common` holds for every holder; what one of them adds is gone when the next one takes over.
    After a check that gave up, Z3 starts anew: what it leaves behind then has led to wrong models.
    """

    def __init__(self, *common: Term) -> None:
        self.common = list(common)
        self.added: list[Term] = []
        self.holder: object = None
        self.assumed: dict[int | None, Term] = {}
        self.start()

    def start(self) -> None:
        """A fresh Z3 solver with all that was asserted."""
        self.solver = z3.SolverFor("QF_FD")
        self.solver.set("ctrl_c", False)  # or Z3 takes the signal, and the run goes on
        self.solver.set("probing", False)  # questions are many and small
        self.solver.set("simplify.delay", 1_000_000)
        self.timeout_ms = 0
        self.gave_up = False
        self.put(self.common)
        if self.holder is not None:
            self.solver.check()  # translates `common` below the first level
            self.solver.push()
        self.put(self.added)

    def hand_to(self, holder: object) -> None:
        """Forget all but `common`."""
        first, self.holder = self.holder is None, holder
        if first:
            self.common += self.added
        self.added = []
        if self.gave_up:
            self.start()
            return
        if first:
            self.solver.check()  # translates `common` below the first level
        else:
            self.solver.pop()
        self.solver.push()

    def add(self, *terms: Term) -> None:
        """Assert terms for the holder."""
        self.added += terms
        if not self.gave_up:
            self.put(terms)

    def put(self, terms: Iterable[Term]) -> None:
        """Assert terms in Z3."""
        for term in terms:
            z3.Z3_solver_assert(REF, self.solver.solver, native(term))

    def check(self, timeout_ms: int, *assumptions: Term) -> Answer:
        """Is there a model of all that was asserted and assumed? `timeout_ms`: milliseconds, to
        within a factor of two.

        Raises KeyboardInterrupt when the user stopped the solver.
        """
        if self.gave_up:
            self.start()
        coarse = 1 << (timeout_ms - 1).bit_length()  # each change disturbs the search
        if coarse != self.timeout_ms:
            self.solver.set("timeout", coarse)
            self.timeout_ms = coarse
        self.assumed = {native(term).value: term for term in assumptions}
        terms = asts(*assumptions)
        answer = z3.Z3_solver_check_assumptions(REF, self.solver.solver, len(assumptions), terms)
        if answer == z3.Z3_L_TRUE:
            return "sat"
        if answer == z3.Z3_L_FALSE:
            return "unsat"
        if "interrupted" in self.reason():
            raise KeyboardInterrupt
        self.gave_up = True
        return "gave-up"

    def reason(self) -> str:
        """Why the last check gave up."""
        return str(self.solver.reason_unknown())

    def values(self) -> Values:
        """The model of the last check, which answered sat."""
        model = self.solver.model()
        return Values(Known(Truths(model), Spans(model)))

    def core(self) -> list[Term]:
        """Assumptions of the last check, which answered unsat, that cannot hold together."""
        core = self.solver.unsat_core()
        return [self.assumed[term.ast.value] for term in core]

    def text(self) -> str:
        """What was asserted, as SMT-LIB."""
        return str(self.solver.sexpr())
