"""Whether parts of the policies of one namespace can be removed, and what covers them (M-21)."""

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import count

from verifier.analysis.lint.anyone import NETWORK_POLICIES, anyone
from verifier.analysis.lint.nearby import Nearby
from verifier.analysis.lint.parts import Part
from verifier.analysis.lint.switches import SwitchedCompiler
from verifier.engine.rulings import Rulings
from verifier.flow import Direction
from verifier.model import Inventory, PolicySet
from verifier.resources import NetworkPolicy
from verifier.smt.circuit import Circuit
from verifier.smt.logic import (
    FALSE,
    TRUE,
    Term,
    boolean,
    conj,
    iff,
    implies,
    is_number,
    key,
    neg,
)
from verifier.smt.mentions import footprint
from verifier.smt.samples import Assignment, Sample, Samples
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicFlow

NARROWING = ("except", "term")
AT_ONCE = 4  # flows of the solver: to take them in costs as much for several as for one
NOBODY = Inventory((), (), ())


class GaveUpError(Exception):
    """A question took too long; the text says which."""


class Side:
    """One direction of one namespace: one verdict, in which every part has a switch.

    Parts go by their index in `parts`; `mine` are those that the direction's verdicts depend on.
    Verdicts are compared for every pod of the namespace, every other end, and every reading. A
    flow that answers a question with yes is looked for near the policies first, and among those
    that the solver found before; the solver is asked where none of them does. `found` is the last
    one.
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
        known = [*anyone(after.flow), *self.judged(namespace)]
        self.solver = Solver(*known)
        self.solver.add(iff(self.allowed, self.verdict))
        self.samples = Samples()
        policies = (policy for tier in after.tiers for policy in tier.policies)
        nearby = Nearby(after.flow, direction, namespace)
        self.samples.add(nearby.flows(p for p in policies if id(p) in after.written))
        self.circuit = Circuit(self.samples, list(self.on.values()))
        self.gates = {index: gate for gate, index in enumerate(self.mine)}
        self.possible = self.circuit.gate(conj(known))
        self.passes = self.circuit.gate(self.verdict)
        self.noticing: dict[int, Term] = {}
        self.learnt: list[Assignment] = []
        self.found = Sample({})

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
        if self.shows(self.difference(index, off)):
            return True
        fixed = [self.off[i] for i in self.mine if i in off and i != index]
        kept = [self.on[i] for i in self.mine if i not in off and i != index]
        return self.sat(self.noticed(index), *fixed, *kept)

    def cut_off(self, off: Set[int], term: Term) -> bool:
        """Some flow with the term is not allowed without the parts `off`. Raises GaveUpError."""
        gate = self.circuit.gate(term)
        if self.shows(~self.verdicts(off) & self.circuit.values[gate]):
            return True
        switches = [self.off[i] if i in off else switch for i, switch in self.on.items()]
        return self.sat(self.named(term), neg(self.allowed), *switches)

    def lets(self, term: Term) -> bool:
        """Some flow with the term is allowed as everything is written. Raises GaveUpError."""
        gate = self.circuit.gate(term)
        if self.shows(self.verdicts(frozenset()) & self.circuit.values[gate]):
            return True
        return self.sat(self.named(term), self.allowed, *self.on.values())

    # Flows that are known already

    def verdicts(self, off: Set[int]) -> int:
        """The samples that are allowed without the parts `off`."""
        self.circuit.switch({self.gates[i] for i in off if i in self.gates})
        return self.circuit.values[self.passes]

    def difference(self, index: int, off: Set[int]) -> int:
        """The samples whose verdict changes with one part, without the parts `off`."""
        with_it = self.verdicts(off - {index})
        without_it = self.verdicts(off | {index})
        self.verdicts(off - {index})
        return with_it ^ without_it

    def shows(self, samples: int) -> bool:
        """Some of the samples is a flow that can be: it is noted."""
        samples &= self.circuit.values[self.possible]
        if samples:
            self.found = self.samples.first(samples)
        return samples != 0

    def learn(self) -> None:
        """The last flow of the solver is one more sample."""
        values, flow = self.solver.values(), self.after.flow
        booleans, numbers = flow.unknowns()
        given = {key(term): values.value(term) for term in numbers}
        given |= {key(term): int(values.truth(term)) for term in booleans}
        self.found = Sample(given)
        self.learnt.append(given)
        if len(self.learnt) == AT_ONCE:
            self.circuit.extend(self.learnt)
            self.learnt = []

    # The solver

    def named(self, term: Term) -> Term:
        """A literal that implies the term, to be assumed."""
        literal = boolean(f"asked.{next(self.numbers)}")
        self.solver.add(implies(literal, term))
        return literal

    def sat(self, *assumptions: Term) -> bool:
        """Some flow meets all. Raises GaveUpError."""
        answer = self.solver.check(self.timeout_ms, *assumptions)
        if answer == "gave-up":
            raise GaveUpError(f"the solver gave up: {self.solver.reason()}")
        if answer == "sat":
            self.learn()
        return answer == "sat"

    def prepare(self, indices: Iterable[int]) -> None:
        """Tell the solver at once what may be asked about parts: each time that it is told more
        takes it longer than a question."""
        for index in indices:
            if not self.shows(self.difference(index, frozenset())):
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
            gate = self.gates[index]
            either = (self.circuit.replaced(gate, self.passes, value) for value in (TRUE, FALSE))
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
        # What narrows a part is dropped last: a pod that is not selected needs no rule.
        for candidate in sorted(needed, key=lambda i: self.parts[i].kind in NARROWING):
            rest = [i for i in needed if i != candidate]
            if len(rest) < len(needed) and not self.may_differ(index, fixed, rest):
                needed = self.among(rest)
        return needed

    def may_differ(self, index: int, fixed: Sequence[Term], rest: Sequence[int]) -> bool:
        """Some verdict changes with a part, where of the others only `rest` are surely there."""
        around = self.around(self.parts[index])
        others = {i for i in self.mine if i not in rest and self.parts[i] not in around}
        others = {i for i in others if self.parts[i].kind not in NARROWING}
        if self.shows(self.difference(index, others)):
            return True
        return self.sat(self.noticed(index), *fixed, *(self.on[i] for i in rest))

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
