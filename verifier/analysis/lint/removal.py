"""Whether parts of the policies of one namespace can be removed, and what covers them (M-21)."""

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import count

from verifier.analysis.lint.anyone import NETWORK_POLICIES, anyone
from verifier.analysis.lint.known_flows import KnownFlows
from verifier.analysis.lint.nearby import Nearby
from verifier.analysis.lint.parts import Part
from verifier.analysis.lint.switches import SwitchedCompiler
from verifier.engine.rulings import Rulings
from verifier.flow import Direction
from verifier.model import Inventory, PolicySet
from verifier.resources import NetworkPolicy
from verifier.smt.logic import (
    FALSE,
    TRUE,
    Term,
    boolean,
    conj,
    disj,
    iff,
    implies,
    is_number,
    key,
    neg,
)
from verifier.smt.mentions import footprint
from verifier.smt.solver import Answer, Solver
from verifier.smt.symbols import SymbolicFlow

NARROWING = ("except", "term")
NOBODY = Inventory((), (), ())


class GaveUpError(Exception):
    """A question took too long; the text says which."""


class Side:
    """One direction of one namespace: one verdict, in which every part has a switch.

    Parts go by their index in `parts`; `mine` are those that the direction's verdicts depend on.
    Verdicts are compared for every pod of the namespace, every other end, and every reading. A
    flow that answers a question with yes is looked for near the policies first, and among those
    that the solver found before; the solver is asked where none of them does. `known.found` is the
    last one.
    """

    def __init__(
        self,
        direction: Direction,
        namespace: str,
        after: SwitchedCompiler,
        parts: Sequence[Part],
        timeout_ms: int,
    ) -> None:
        self.direction = direction
        self.parts = parts
        self.after = after
        self.timeout_ms = timeout_ms
        self.mine = [i for i, part in enumerate(parts) if direction in part.directions]
        self.on = {i: after.switches[i] for i in self.mine}
        self.off = {i: neg(switch) for i, switch in self.on.items()}
        self.numbers = count()
        self.verdict, self.allowed = (
            after.direction_allows(direction, namespace),
            boolean("allowed"),
        )
        self.alone = all(tier.name == NETWORK_POLICIES for tier in after.tiers)
        possible = [*anyone(after.flow), *self.judged(namespace)]
        self.solver = Solver(*possible)
        self.solver.add(iff(self.allowed, self.verdict))
        policies = (policy for tier in after.tiers for policy in tier.policies)
        near = Nearby(after.flow, direction, namespace).flows(
            policy for policy in policies if id(policy) in after.written
        )
        self.known = KnownFlows(after.flow, list(near), self.on, conj(possible), self.verdict)
        self.noticing: dict[int, Term] = {}

    def judged(self, namespace: str) -> list[Term]:
        """The subject is a pod of the namespace, and the traffic is for policies to decide."""
        flow = self.after.flow
        code = flow.footprint.namespaces.codes[namespace]
        decided = Rulings(self.after).decided_by_policies(self.direction)
        return [is_number(flow.subject(self.direction).namespace, code), decided]

    # Questions

    def matters(self, index: int, off: Set[int]) -> bool:
        """Some verdict changes when one part is removed, too, without the parts `off`. Raises
        GaveUpError."""
        if self.known.show(self.known.noticing(index, off)):
            return True
        fixed = [self.off[i] for i in self.mine if i in off and i != index]
        kept = [self.on[i] for i in self.mine if i not in off and i != index]
        return self.sat(self.noticed(index), *fixed, *kept)

    def cut_off(self, off: Set[int], term: Term) -> bool:
        """Some flow with the term is not allowed without the parts `off`. Raises GaveUpError."""
        if self.known.show(self.known.having(term, off) & ~self.known.allowed(off)):
            return True
        switches = [self.off[i] if i in off else switch for i, switch in self.on.items()]
        return self.sat(self.named(term), neg(self.allowed), *switches)

    def lets(self, term: Term) -> bool:
        """Some flow with the term is allowed as everything is written. Raises GaveUpError."""
        nothing: Set[int] = frozenset()
        if self.known.show(self.known.having(term, nothing) & self.known.allowed(nothing)):
            return True
        return self.sat(self.named(term), self.allowed, *self.on.values())

    def isolates(self, index: int, off: Set[int]) -> bool:
        """A policy selects pods that no other one selects, without the parts `off`. Raises
        GaveUpError."""
        policies = [i for i in self.mine if self.parts[i].kind == "policy" and i not in off]
        selects = {i: self.after.selects_pod(self.parts[i], self.direction) for i in policies}
        others = disj(term for i, term in selects.items() if i != index)
        term = conj((self.after.selects_pod(self.parts[index], self.direction), neg(others)))
        without = off - {index}
        switches = [self.off[i] if i in without else on for i, on in self.on.items()]
        shown = self.known.show(self.known.having(term, without))
        return shown or self.sat(self.named(term), *switches)

    # The solver

    def named(self, term: Term) -> Term:
        """A literal that implies the term, to be assumed."""
        literal = boolean(f"asked.{next(self.numbers)}")
        self.solver.add(implies(literal, term))
        return literal

    def sat(self, *assumptions: Term) -> bool:
        """Some flow meets all: it is noted. Raises GaveUpError."""
        found = self.answer(*assumptions) == "sat"
        if found:
            self.known.learn(self.solver.values())
        return found

    def answer(self, *assumptions: Term) -> Answer:
        """Whether some flow meets all. Raises GaveUpError."""
        answer = self.solver.check(self.timeout_ms, *assumptions)
        if answer == "gave-up":
            raise GaveUpError(f"the solver gave up: {self.solver.reason()}")
        return answer

    def prepare(self, indices: Iterable[int]) -> None:
        """Tell the solver at once what may be asked about parts: each time that it is told more
        takes it longer than a question."""
        for index in indices:
            if not self.known.show(self.known.noticing(index, frozenset())):
                self.noticed(index)

    def noticed(self, index: int) -> Term:
        """A literal: the verdict with the part is not that without it."""
        if index not in self.noticing:
            self.noticing[index] = self.named(self.noticed_by(index))
        return self.noticing[index]

    def noticed_by(self, index: int) -> Term:
        """What flows have whose verdict is another one without the part."""
        part, switch = self.parts[index], self.on[index]
        through = self.after.through(part, self.direction) if self.alone else None
        if through is None:
            either = (self.known.with_part(index, value) for value in (TRUE, FALSE))
            return neg(iff(*either))
        narrows = part.kind in NARROWING
        here = switch if narrows else self.off[index]
        return conj((here, through, neg(self.allowed)))

    # What covers a part

    def cover(self, index: int, off: Set[int]) -> list[int] | None:
        """Parts that make the removal of one part unnoticed, of which none can be left out, when
        all of `off` are removed; None where all that stay are not enough. Raises GaveUpError."""
        if self.matters(index, off):
            return None
        kept = [i for i in self.mine if i not in off and i != index]
        fixed = [self.off[i] for i in self.mine if i in off and i != index]
        needed = self.among(kept)
        narrow = [i for i in kept if self.parts[i].kind in NARROWING]
        # What narrows a part is dropped last: a pod that is not selected needs no rule.
        for beside, candidates in ((narrow, set(kept) - {*narrow}), ([], narrow)):
            for candidate in [i for i in needed if i in candidates]:
                rest = [i for i in (*needed, *beside) if i != candidate]
                if candidate in needed and not self.may_differ(index, fixed, rest, candidate):
                    needed = self.among(rest)
        return sorted(set(needed))

    def may_differ(
        self, index: int, fixed: Sequence[Term], rest: Sequence[int], without: int
    ) -> bool:
        """Some verdict changes with a part, where of the others only `rest` are surely there: one
        more is not."""
        around = self.around(self.parts[index])
        free = {i for i in self.mine if i not in rest and self.parts[i] not in around}
        wide = {i for i in free if self.parts[i].kind not in NARROWING}
        if any(
            self.known.show(self.known.noticing(index, off)) for off in (wide | {without}, free)
        ):
            return True
        return self.answer(self.noticed(index), *fixed, *(self.on[i] for i in rest)) == "sat"

    def around(self, part: Part) -> set[Part]:
        """The parts that a part lies in."""
        return set() if part.within is None else {part.within, *self.around(part.within)}

    def among(self, kept: Sequence[int]) -> list[int]:
        """Those of the parts that the last answer of no rests on."""
        rests_on = {key(term) for term in self.solver.core()}
        return [i for i in kept if key(self.on[i]) in rests_on]


def sides(
    policies: PolicySet,
    namespace: str,
    written: Mapping[int, NetworkPolicy],
    parts: Sequence[Part],
    timeout_ms: int,
) -> dict[Direction, Side]:
    """The directions that policies of a namespace speak about.

    `policies` are those that can select pods there; `written` gives the NetworkPolicies among them
    by the id of the model's; `parts` are theirs, in the order of the text.
    """
    flow = SymbolicFlow(footprint(policies, NOBODY, ()))
    after = SwitchedCompiler(policies, flow, written, parts)
    return {
        direction: Side(direction, namespace, after, parts, timeout_ms)
        for direction in Direction
        if any(direction in part.directions for part in parts)
    }
