"""Asking one solver about one query, with only the policies that can matter."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from verifier.smt.logic import Term, boolean, implies, is_number, key
from verifier.smt.solver import Answer, Solver, Values
from verifier.smt.symbols import SymbolicEnd

EFFORT = 4  # rounds of refinement that a wish is worth


class GaveUpError(Exception):
    """The query's time is used up, or the solver gave up; the text says which."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of `time.monotonic()`; `what` has that much time."""

    at: float
    what: str = "invariant"

    @staticmethod
    def after(timeout_ms: int, what: str = "invariant") -> "Deadline":
        """The moment `timeout_ms` milliseconds from now."""
        return Deadline(time.monotonic() + timeout_ms / 1000, what)

    def remaining_ms(self) -> int:
        """Milliseconds left. Raises GaveUpError when there are none."""
        left = int((self.at - time.monotonic()) * 1000)
        if left < 1:
            raise GaveUpError(f"the time for this {self.what} is used up (--timeout)")
        return left


class Supply(Protocol):
    """What comes into a solver as models need it."""

    def first(self) -> list[Term]:
        """What holds before any model is known."""

    def refine(self, values: Values) -> list[Term]:
        """What the model needs first; nothing when it has that."""

    def later(self, values: Values) -> list[Term]:
        """What the model needs beyond; nothing when it has it all."""


class Policies(Supply, Protocol):
    """Verdicts of directions, by the namespaces of `ends`."""

    @property
    def ends(self) -> Sequence[SymbolicEnd]:
        """The ends that a model puts into namespaces."""


class Asker:
    """A question's hold on a solver, into which policies and declared pods come as needed.

    The verdict of a direction is a free unknown until the model puts its subject into a namespace:
    then that namespace's policies define it there, and the solver is asked again. So an answer
    never rests on a policy left out: unsat holds for any verdicts of the namespaces left out, and
    a model is only returned when both its ends are defined.

    Askers may share a solver: each, in its turn, has it to itself with all that it asserted.
    """

    def __init__(
        self,
        policies: Policies,
        deadline: Deadline,
        pods: Supply | None = None,
        solver: Solver | None = None,
    ) -> None:
        self.policies = policies
        self.pods = pods
        self.deadline = deadline
        self.solver = solver or Solver()
        self.asserted = [*policies.first(), *(pods.first() if pods else ())]
        self.proxies: dict[int, tuple[Term, Term]] = {}
        self.stated: list[tuple[str, Term]] = []
        self.used: set[str] = set()  # facts that some answer of no rests on

    @contextmanager
    def within(self, share: float) -> Iterator[None]:
        """Questions may take only that share of the time that is left."""
        whole = self.deadline
        self.deadline = Deadline.after(int(whole.remaining_ms() * share), whole.what)
        try:
            yield
        finally:
            self.deadline = whole

    def add(self, *terms: Term) -> None:
        """Assert terms for good."""
        self.asserted += terms
        if self.solver.holder is self:
            self.solver.add(*terms)

    def state(self, name: str, term: Term) -> None:
        """Take a fact as true, and note whether an answer rests on it."""
        self.stated.append((name, self.assumption(term)))

    def assumption(self, term: Term) -> Term:
        """A literal that makes the term hold where it is assumed."""
        if key(term) not in self.proxies:
            proxy = boolean(f"assume.{len(self.proxies)}")
            self.add(implies(proxy, term))
            self.proxies[key(term)] = (proxy, term)
        return self.proxies[key(term)][0]

    def ask(self, *assumed: Term) -> bool:
        """Is there a flow that satisfies all? Raises GaveUpError."""
        while self.may(*assumed):
            values = self.values()
            if not self.refine(values):
                return True
            here = self.same_namespaces(values)
            if self.may(*assumed, *here) and not self.refine(self.values()):
                return True
        return False

    def same_namespaces(self, values: Values) -> list[Term]:
        """The ends are in the namespaces of the model: tried first, what it needs has come in."""
        ends = self.policies.ends
        return [is_number(end.namespace, values.value(end.namespace)) for end in ends]

    def finds(self, *assumed: Term) -> bool:
        """A flow that satisfies all was found with little effort."""
        here: list[Term] = []
        for _ in range(EFFORT):
            if not self.may(*assumed, *here):
                if not here:
                    return False
                here = []
                continue
            values = self.values()
            if not self.refine(values):
                return True
            here = self.same_namespaces(values)
        return False

    def may(self, *assumed: Term) -> bool:
        """Is there one, as far as the policies that came in so far can tell? A no is final."""
        literals = [self.assumption(term) for term in assumed] + [term for _, term in self.stated]
        if self.solver.holder is not self:
            self.solver.hand_to(self)
            self.solver.add(*self.asserted)
        answer: Answer = self.solver.check(self.deadline.remaining_ms(), *literals)
        if answer == "gave-up":
            raise GaveUpError(f"the solver gave up: {self.solver.reason()}")
        if answer == "unsat" and self.stated:
            rests_on = {key(term) for term in self.solver.core()}
            self.used |= {name for name, term in self.stated if key(term) in rests_on}
        return answer == "sat"

    def values(self) -> Values:
        """The model of the last question, which was answered yes and came from here."""
        assert self.solver.holder is self, "another asker has the solver"
        return self.solver.values()

    def core(self, assumed: list[Term]) -> list[Term]:
        """Those of `assumed` that the last question, answered no, rested on."""
        found = {key(term) for term in self.solver.core()}
        return [term for term in assumed if key(self.assumption(term)) in found]

    def minimal_core(self, fixed: list[Term], optional: list[Term]) -> list[Term] | None:
        """A part of `optional` that still excludes every flow together with `fixed`, of which
        nothing can be left out; None if even all of it admits a flow.

        Terms early in `optional` are left out first.
        """
        if self.ask(*fixed, *optional):
            return None
        kept = self.core(optional)
        for term in list(kept):
            without = [t for t in kept if t is not term]
            if len(without) < len(kept) and not self.may(*fixed, *without):
                kept = self.core(without)
        return kept

    def most(self, fixed: list[Term], wanted: list[Term]) -> list[Term]:
        """`fixed`, which has a flow, and of `wanted` all that can hold with it, where of terms
        that exclude each other the later ones give way. A model is left behind."""
        kept, rivals = list(wanted), []
        while not self.ask(*fixed, *kept):
            excess = self.core(kept)
            if not excess:
                raise GaveUpError("the solver contradicts itself")
            if len(excess) > 1:
                rivals.append(excess[-1])
            kept = [term for term in kept if term is not excess[-1]]
        for term in reversed(rivals):
            if self.finds(*fixed, *kept, term):
                kept.append(term)
        if rivals:
            self.ask(*fixed, *kept)
        return [*fixed, *kept]

    def refine(self, values: Values) -> bool:
        """Take in what the model needs, pods and policies; False when it has it all."""
        supplies: list[Supply] = [self.pods] if self.pods else []
        supplies.append(self.policies)
        needed = [term for supply in supplies for term in supply.refine(values)]
        needed = needed or [term for supply in supplies for term in supply.later(values)]
        self.add(*needed)
        return bool(needed)
