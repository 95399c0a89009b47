"""Asking one solver about one query, with only the policies that can matter."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from verifier.engine.enrolment import Enrolment
from verifier.flow import Direction
from verifier.smt.compiler import Compiler
from verifier.smt.declared import DeclaredClass
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

EFFORT = 4  # rounds of refinement that a wish is worth


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
    """A solver whose policies and declared pods come in as they are needed.

    The verdict of a direction is a free unknown until the model puts its subject into a namespace:
    then that namespace's policies define it there, and the solver is asked again. So an answer
    never rests on a policy left out: unsat holds for any verdicts of the namespaces left out, and
    a model is only returned when both its ends are defined.
    """

    def __init__(
        self, compiler: Compiler, deadline: Deadline, enrolment: Enrolment | None = None
    ) -> None:
        self.compiler = compiler
        self.enrolment = enrolment
        self.flow = compiler.flow
        self.deadline = deadline
        self.solver = Solver()
        self.proxies: dict[int, tuple[Term, Term]] = {}
        self.defined: set[tuple[Direction, str | None]] = set()
        self.solver.add(*(self.outside(direction) for direction in Direction))
        self.solver.add(*(enrolment.first() if enrolment else ()))

    @property
    def classes(self) -> Mapping[str, Mapping[int, DeclaredClass]]:
        """The declared classes that models so far have named, by end and code."""
        return self.enrolment.classes if self.enrolment else {}

    def spread(self) -> Mapping[str, list[str]]:
        """The namespaces that declared pods may be in, by end."""
        candidates = self.enrolment.candidates if self.enrolment else {}
        return {end: found.namespaces() for end, found in candidates.items()}

    @property
    def enrolled(self) -> int:
        """How many namespaces' declared pods have come in."""
        return self.enrolment.enrolled if self.enrolment else 0

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
        while self.may(*assumed):
            values = self.solver.values()
            if not self.refine(values):
                return True
            here = self.same_namespaces(values)
            if self.may(*assumed, *here) and not self.refine(self.solver.values()):
                return True
        return False

    def same_namespaces(self, values: Values) -> list[Term]:
        """The ends are in the namespaces of the model: tried first, what it needs has come in."""
        ends = (self.flow.source, self.flow.destination)
        return [is_number(end.namespace, values.value(end.namespace)) for end in ends]

    def finds(self, *assumed: Term) -> bool:
        """A flow that satisfies all was found with little effort."""
        here: list[Term] = []
        for _ in range(EFFORT):
            if not self.may(*assumed, *here):
                return False
            values = self.solver.values()
            if not self.refine(values):
                return True
            here = self.same_namespaces(values)
        return False

    def may(self, *assumed: Term) -> bool:
        """Is there one, as far as the policies that came in so far can tell? A no is final."""
        literals = [self.assumption(term) for term in assumed]
        answer: Answer = self.solver.check(self.deadline.remaining_ms(), *literals)
        if answer == "gave-up":
            raise GaveUpError(f"the solver gave up: {self.solver.reason()}")
        return answer == "sat"

    def values(self) -> Values:
        """The model of the last question, which was answered yes."""
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

    # Slices

    def refine(self, values: Values) -> bool:
        """Define what the model needs, declared pods first; False when it has it all."""
        pods = self.enrolment.refine(values) if self.enrolment else []
        if pods:
            self.solver.add(*pods)
            return True
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
        """Traffic with the subject's own node is not for policies to decide (NP-52)."""
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

    def outside(self, direction: Direction) -> Term:
        """What policies do not decide is allowed."""
        return disj((self.decided_by_policies(direction), self.flow.allowed[direction]))
