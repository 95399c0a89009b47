"""Asking one solver about one query, with only the policies that can matter."""

import time
from dataclasses import dataclass

from verifier.flow import Direction
from verifier.smt.compiler import Compiler
from verifier.smt.logic import (
    Answer,
    Solver,
    Term,
    Values,
    boolean,
    conj,
    disj,
    iff,
    implies,
    is_number,
    key,
    neg,
)


class GaveUpError(Exception):
    """The query's time is used up, or the solver gave up; the text says which."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of `time.monotonic()`."""

    at: float

    @staticmethod
    def after(timeout_ms: int) -> "Deadline":
        """The moment `timeout_ms` milliseconds from now."""
        return Deadline(time.monotonic() + timeout_ms / 1000)

    def remaining_ms(self) -> int:
        """Milliseconds left. Raises GaveUpError when there are none."""
        left = int((self.at - time.monotonic()) * 1000)
        if left < 1:
            raise GaveUpError("the time for this invariant is used up (--timeout)")
        return left


class Asker:
    """A solver whose policies come in as they are needed.

    The verdict of a direction is a free unknown until the model puts its subject into a namespace:
    then that namespace's policies define it there, and the solver is asked again. So an answer
    never rests on a policy left out: unsat holds for any verdicts of the namespaces left out, and
    a model is only returned when both its ends are defined.
    """

    def __init__(self, compiler: Compiler, deadline: Deadline) -> None:
        self.compiler = compiler
        self.flow = compiler.flow
        self.deadline = deadline
        self.solver = Solver()
        self.proxies: dict[int, tuple[Term, Term]] = {}
        self.defined: set[tuple[Direction, str | None]] = set()
        for direction in Direction:
            self.solver.add(*self.outside(direction))

    def add(self, *terms: Term) -> None:
        """Assert terms for good."""
        self.solver.add(*terms)

    def assumption(self, term: Term) -> Term:
        """A literal that makes the term hold where it is assumed."""
        if key(term) not in self.proxies:
            proxy = boolean(f"assume.{len(self.proxies)}")
            self.solver.add(implies(proxy, term))
            self.proxies[key(term)] = (proxy, term)
        return self.proxies[key(term)][0]

    def ask(self, *assumed: Term) -> bool:
        """Is there a flow that satisfies all? Raises GaveUpError."""
        literals = [self.assumption(term) for term in assumed]
        while True:
            answer: Answer = self.solver.check(self.deadline.remaining_ms(), *literals)
            if answer == "gave-up":
                raise GaveUpError(f"the solver gave up: {self.solver.reason()}")
            if answer == "unsat":
                return False
            if not self.refine(self.solver.values()):
                return True

    def values(self) -> Values:
        """The model of the last question, which was answered yes."""
        return self.solver.values()

    def core(self, assumed: list[Term]) -> list[Term]:
        """Those of `assumed` that the last question, answered no, rested on."""
        found = {key(term) for term in self.solver.core()}
        return [term for term in assumed if key(self.assumption(term)) in found]

    def minimal_core(self, fixed: list[Term], optional: list[Term]) -> list[Term] | None:
        """A part of `optional` that still excludes every flow together with `fixed`, such that
        leaving out any one of it no longer does; None if even all of it admits a flow.

        Terms early in `optional` are left out first.
        """
        if self.ask(*fixed, *optional):
            return None
        kept = self.core(optional)
        for term in list(kept):
            without = [t for t in kept if t is not term]
            if not self.ask(*fixed, *without):
                cored = {key(t) for t in self.core(without)}
                kept = [t for t in without if key(t) in cored]
        return kept

    # Slices

    def refine(self, values: Values) -> bool:
        """Define the verdicts that the model needs; False when it has them all."""
        added = False
        for direction in Direction:
            end = self.flow.subject(direction)
            if not values.truth(self.decided_by_policies(direction)):
                continue
            name = self.named(values.value(end.namespace))
            if (direction, name) not in self.defined:
                self.define(direction, name)
                added = True
        return added

    def named(self, code: int) -> str | None:
        """The namespace with that code if some policy names it."""
        values = self.flow.footprint.namespaces.values
        name = values[code - 1] if code <= len(values) else None
        return name if name in self.compiler.namespaces else None

    def define(self, direction: Direction, name: str | None) -> None:
        """The verdict of a direction, for subjects in a namespace (None: in one without policies
        of its own)."""
        self.defined.add((direction, name))
        here = self.compiler.once(("here", direction, name), lambda: self.here(direction, name))
        verdict = self.compiler.direction_allows(direction, name)
        premise = conj((self.decided_by_policies(direction), here))
        self.solver.add(implies(premise, iff(self.flow.allowed[direction], verdict)))

    def here(self, direction: Direction, name: str | None) -> Term:
        """The subject of the direction is in that namespace."""
        end = self.flow.subject(direction)
        codes = end.footprint.namespaces.codes
        if name is not None:
            return is_number(end.namespace, codes[name])
        return neg(disj(is_number(end.namespace, codes[n]) for n in self.compiler.namespaces))

    def exempt(self, direction: Direction) -> Term:
        """Traffic with the subject's own node is not for policies to decide (NP-12)."""
        peer = self.flow.peer(direction)
        if direction is Direction.INGRESS:
            return peer.own
        return conj((peer.own, self.flow.own_node_open))

    def decided_by_policies(self, direction: Direction) -> Term:
        """The subject is one that policies select, and the traffic is theirs to decide."""
        return self.compiler.once(
            ("decided", direction),
            lambda: conj(
                (
                    self.compiler.is_subject(self.flow.subject(direction)),
                    neg(self.exempt(direction)),
                )
            ),
        )

    def outside(self, direction: Direction) -> list[Term]:
        """What policies do not decide is allowed."""
        decided = self.decided_by_policies(direction)
        return [disj((decided, self.flow.allowed[direction]))]
