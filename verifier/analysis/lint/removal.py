"""Whether parts of the policies of one namespace can be removed, and what covers them (M-21)."""

from collections.abc import Mapping, Sequence, Set
from itertools import count

from verifier.analysis.lint.anyone import anyone
from verifier.analysis.lint.parts import Part
from verifier.analysis.lint.switches import SwitchedCompiler
from verifier.engine.rulings import Rulings
from verifier.flow import Direction
from verifier.model import Inventory, PolicySet
from verifier.resources import NetworkPolicy
from verifier.smt.compiler import Compiler
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
    substitute,
)
from verifier.smt.mentions import footprint
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicFlow

NOBODY = Inventory((), (), ())


class GaveUpError(Exception):
    """A question took too long; the text says which."""


class Side:
    """One direction of one namespace: one solver, in which every part has a switch.

    Parts go by their index in `parts`; `mine` are those that the direction's verdicts depend on.
    Verdicts are compared for every pod of the namespace, every other end, and every reading.
    """

    def __init__(
        self,
        direction: Direction,
        namespace: str,
        before: Compiler,
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
        self.solver = Solver(*anyone(after.flow))
        self.solver.add(*self.judged(before, namespace))
        self.changed, self.allowed = boolean("changed"), boolean("allowed")
        self.verdict = after.direction_allows(direction, namespace)
        same = iff(before.direction_allows(direction, namespace), self.allowed)
        self.solver.add(iff(self.allowed, self.verdict), implies(self.changed, neg(same)))

    def judged(self, before: Compiler, namespace: str) -> list[Term]:
        """The subject is a pod of the namespace, and the traffic is for policies to decide."""
        subject = before.flow.subject(self.direction)
        code = before.flow.footprint.namespaces.codes[namespace]
        decided = Rulings(before).decided_by_policies(self.direction)
        return [is_number(subject.namespace, code), decided]

    def same(self, off: Set[int]) -> bool:
        """No verdict changes without the parts `off`. Raises GaveUpError."""
        switches = [self.off[i] if i in off else switch for i, switch in self.on.items()]
        return not self.sat(self.changed, *switches)

    def cut_off(self, off: Set[int], term: Term) -> bool:
        """Some flow with the term is not allowed without the parts `off`. Raises GaveUpError."""
        switches = [self.off[i] if i in off else switch for i, switch in self.on.items()]
        return self.sat(self.named(term), neg(self.allowed), *switches)

    def lets(self, term: Term) -> bool:
        """Some flow with the term is allowed as everything is written. Raises GaveUpError."""
        return self.sat(self.named(term), self.allowed, *self.on.values())

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
        return answer == "sat"

    def shown(self, beside: Sequence[int]) -> list[int]:
        """The peers and ports of one rule that the last flow shows to be needed, too.

        `beside` are all that the rule has, and the flow passes through this rule alone: so it needs
        the only peer that matches it, and the only port.
        """
        values = self.solver.values()
        found: list[int] = []
        for kind in ("peer", "port"):
            alike = [i for i in beside if self.parts[i].kind == kind]
            met = [i for i in alike if values.truth(self.after.item_of(self.parts[i]))]
            found += met if len(met) == 1 else []
        return found

    # What covers a part

    def cover(self, index: int, off: Set[int]) -> list[int] | None:
        """Parts that make the removal of one part unnoticed, of which none can be left out, when
        all of `off` are removed; None where all that stay are not enough. Raises GaveUpError."""
        noticed = self.noticed(index)
        fixed = [self.off[i] for i in self.mine if i in off and i != index]
        kept = [i for i in self.mine if i not in off and i != index]
        if self.sat(noticed, *fixed, *(self.on[i] for i in kept)):
            return None
        needed = self.among(kept)
        # What narrows a part is dropped last: a pod that is not selected needs no rule.
        for candidate in sorted(needed, key=lambda i: self.parts[i].kind in ("except", "term")):
            rest = [i for i in needed if i != candidate]
            if len(rest) < len(needed) and not self.sat(
                noticed, *fixed, *(self.on[i] for i in rest)
            ):
                needed = self.among(rest)
        return needed

    def noticed(self, index: int) -> Term:
        """A literal: the verdict with the part is not that without it."""
        literal, switch = boolean(f"noticed.{index}"), self.on[index]
        part = self.parts[index]
        if part.kind in ("rule", "peer", "port"):
            cut_off = (self.after.through(part, self.direction), neg(self.allowed))
            self.solver.add(implies(literal, conj((self.off[index], *cut_off))))
        else:
            with_it = substitute(self.verdict, [(switch, TRUE)])
            without_it = substitute(self.verdict, [(switch, FALSE)])
            self.solver.add(implies(literal, neg(iff(with_it, without_it))))
        return literal

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
    before = Compiler(policies, flow)
    after = SwitchedCompiler(policies, flow, written, parts)
    return {
        direction: Side(direction, namespace, before, after, parts, timeout_ms)
        for direction in Direction
        if any(direction in part.directions for part in parts)
    }
