"""Verdicts over all outcomes of ties: what may be allowed, and what must be (M-20).

A flow meets at most one tie of each tier: that of the first priority at which some policy matches,
whoever wins it. Every other part of the ladder is monotone in what follows. So the quantifier over
outcomes moves inward to the tie itself, where it is a disjunction of them, or a conjunction.
"""

from collections.abc import Mapping
from enum import Enum

from verifier.flow import Direction
from verifier.model import PolicySet, Tier
from verifier.smt.compiler import Compiler
from verifier.smt.logic import Term, conj, disj, neg
from verifier.smt.symbols import SymbolicFlow


class Modality(Enum):
    """Allowed by some outcome of ties, or by every one."""

    MAY = "may"
    MUST = "must"


class ModalCompiler(Compiler):
    """Compiles what may be allowed, or must be, however ties end."""

    def __init__(self, policies: PolicySet, flow: SymbolicFlow, modality: Modality) -> None:
        super().__init__(policies, flow)
        self.modality = modality

    def settled(
        self,
        direction: Direction,
        tier: Tier,
        priority: int | None,
        outcomes: Mapping[int, Term],
        free: Term,
        otherwise: Term,
    ) -> Term:
        """Some outcome allows, or all do. `otherwise` is one of them: the policies in play come
        first by name there, or those that do not win."""
        if self.modality is Modality.MAY:
            return disj((otherwise, conj((free, disj(outcomes.values())))))
        return conj((otherwise, disj((neg(free), conj(outcomes.values())))))
