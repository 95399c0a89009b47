"""Claims that no flow is of some kind, proved for all pods of a namespace at one question."""

from collections.abc import Sequence

from verifier.dialect import Level
from verifier.engine.session import Asked
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, disj


def proved(asked: Asked, level: Level, claims: Sequence[Term]) -> list[bool]:
    """Of each claim, whether no flow at the level meets the term: all at once, and one by one
    where some do. Raises GaveUpError."""
    fixed = level_assumptions(level)
    if not claims or not asked.asker.ask(*fixed, disj(claims)):
        return [True for _ in claims]
    if len(claims) == 1:
        return [False]
    return [not asked.asker.ask(*fixed, claim) for claim in claims]
