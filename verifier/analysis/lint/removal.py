"""Which parts of the policies of one namespace can be removed together (M-21)."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from verifier.analysis.lint.parts import Part, in_order_of_removal
from verifier.analysis.lint.switches import SwitchedCompiler
from verifier.engine.rulings import Rulings
from verifier.flow import Direction
from verifier.model import Inventory, PolicySet
from verifier.query import ClusterFacts
from verifier.resources import NetworkPolicy
from verifier.smt.compiler import Compiler
from verifier.smt.footprint import footprint
from verifier.smt.logic import (
    FALSE,
    TRUE,
    Solver,
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
from verifier.smt.symbols import SymbolicEnd, SymbolicFlow
from verifier.smt.universe import Universe

NOBODY = Inventory((), (), ())
NO_FACTS = ClusterFacts()


class GaveUpError(Exception):
    """A question took too long; the text says which."""


class FreeUniverse(Universe):
    """Every flow that may exist in some cluster: namespaces may have any labels, pods and all
    others any address. What no cluster has is let in rather than left out: it can only make a part
    look needed."""

    def pod_address(self, end: SymbolicEnd) -> Term:
        """Any."""
        return TRUE

    def external_address(self, end: SymbolicEnd, other: SymbolicEnd) -> Term:
        """Any; it belongs to the other end's node, to another node, or to none."""
        return neg(conj((end.own, end.other)))


@dataclass(frozen=True, slots=True)
class Removed:
    """A part that goes; `earlier` are those that went before it."""

    index: int
    earlier: frozenset[int]


class Removals:
    """One solver for the policies of a namespace: what may be removed, and what covers it.

    `policies` are those that can select pods there; `written` gives the NetworkPolicies among them
    by the id of the model's; `parts` are theirs, in the order of the text. Verdicts are compared
    for every pod of the namespace, every other end, every reading of the dialect.
    """

    def __init__(
        self,
        policies: PolicySet,
        namespace: str,
        written: Mapping[int, NetworkPolicy],
        parts: Sequence[Part],
        timeout_ms: int,
    ) -> None:
        self.parts = parts
        self.timeout_ms = timeout_ms
        self.flow = SymbolicFlow(footprint(policies, NOBODY, ()))
        before = Compiler(policies, self.flow)
        after = SwitchedCompiler(policies, self.flow, written, parts)
        self.on = after.switches
        self.off = [neg(switch) for switch in self.on]
        universe = FreeUniverse(before, NOBODY, NO_FACTS)
        self.solver = Solver(*universe.common, *self.anyone(universe))
        self.here = {d: boolean(f"judged.{d.value}") for d in Direction}
        self.changed = {d: boolean(f"changed.{d.value}") for d in Direction}
        self.verdict: dict[Direction, Term] = {}
        self.questions = 0
        rulings = Rulings(before)
        for direction in {d for part in parts for d in part.directions}:
            subject = self.flow.subject(direction)
            named = is_number(subject.namespace, self.flow.footprint.namespaces.codes[namespace])
            judged = conj((named, rulings.decided_by_policies(direction)))
            self.verdict[direction] = after.direction_allows(direction, namespace)
            same = iff(before.direction_allows(direction, namespace), self.verdict[direction])
            self.solver.add(
                implies(self.here[direction], judged),
                implies(self.changed[direction], conj((self.here[direction], neg(same)))),
            )

    def anyone(self, universe: Universe) -> Iterator[Term]:
        """Ends are possible pods, or addresses outside the cluster."""
        source, destination = self.flow.source, self.flow.destination
        for end, other in ((source, destination), (destination, source)):
            yield is_number(end.who, 0)
            yield universe.external(end, other)

    def removable(self) -> tuple[list[Removed], set[int]]:
        """The parts that can all be removed together, each with those that went before, and the
        parts that stayed undecided. No other part can be removed after them."""
        order = in_order_of_removal(self.parts)
        removed: list[Removed] = []
        lost: set[int] = set()
        off: set[int] = set()
        gone: set[Part] = set()
        while True:
            before = len(removed)
            for index in order:
                part = self.parts[index]
                if index in off | lost or self.inside(part, gone) or self.last(part, gone):
                    continue
                try:
                    same = self.same(part, {*off, index})
                except GaveUpError:
                    lost.add(index)
                    continue
                if same:
                    removed.append(Removed(index, frozenset(off)))
                    off.add(index)
                    gone.add(part)
            if len(removed) == before:
                return removed, lost

    def inside(self, part: Part, gone: Set[Part]) -> bool:
        """Something around the part is gone."""
        return part.within is not None and (part.within in gone or self.inside(part.within, gone))

    def last(self, part: Part, gone: Set[Part]) -> bool:
        """The part is the last peer, or the last port, of its rule."""
        if part.kind not in ("peer", "port"):
            return False
        return all(
            other in gone
            for other in self.parts
            if other.within is part.within and other.kind == part.kind and other is not part
        )

    def same(self, part: Part, off: Set[int]) -> bool:
        """No verdict of a direction that the part speaks about changes without the parts `off`.
        Raises GaveUpError."""
        switches = self.assumed(off)
        return all(not self.sat(self.changed[d], *switches) for d in part.directions)

    def assumed(self, off: Set[int]) -> list[Term]:
        """The switches, where all but these parts are there."""
        return [self.off[i] if i in off else switch for i, switch in enumerate(self.on)]

    def sat(self, *assumptions: Term) -> bool:
        """Some flow meets all. Raises GaveUpError."""
        self.questions += 1
        answer = self.solver.check(self.timeout_ms, *assumptions)
        if answer == "gave-up":
            raise GaveUpError(f"the solver gave up: {self.solver.reason()}")
        return answer == "sat"

    # What covers a part

    def cover(self, removed: Removed, off: Set[int]) -> list[int]:
        """Parts that make the removal of one part unnoticed, of which none can be left out: among
        those that stay when all of `off` are removed, if that is enough. Raises GaveUpError."""
        index = removed.index
        found: dict[int, None] = {}
        for direction in self.parts[index].directions:
            noticed = self.noticed(direction, index)
            for gone in (off, removed.earlier):
                fixed = [self.off[i] for i in sorted(gone) if i != index]
                kept = [i for i in range(len(self.on)) if i not in gone and i != index]
                core = self.core(noticed, fixed, kept)
                if core is not None:
                    found |= dict.fromkeys(core)
                    break
        return list(found)

    def noticed(self, direction: Direction, index: int) -> Term:
        """A literal: the verdict with the part is not that without it."""
        switch = self.on[index]
        verdict = self.verdict[direction]
        literal = boolean(f"noticed.{direction.value}.{index}")
        same = iff(
            substitute(verdict, [(switch, TRUE)]),
            substitute(verdict, [(switch, FALSE)]),
        )
        self.solver.add(implies(literal, conj((self.here[direction], neg(same)))))
        return literal

    def core(self, noticed: Term, fixed: Sequence[Term], kept: Sequence[int]) -> list[int] | None:
        """Of the parts `kept`, those that are needed so that nothing is noticed; None where they
        are not enough."""
        if self.sat(noticed, *fixed, *(self.on[i] for i in kept)):
            return None
        needed = self.among(kept)
        for index in list(needed):
            rest = [i for i in needed if i != index]
            if len(rest) < len(needed) and not self.sat(
                noticed, *fixed, *(self.on[i] for i in rest)
            ):
                needed = self.among(rest)
        return needed

    def among(self, kept: Sequence[int]) -> list[int]:
        """Those of the parts that the last answer of no rests on."""
        rests_on = {key(term) for term in self.solver.core()}
        return [i for i in kept if key(self.on[i]) in rests_on]
