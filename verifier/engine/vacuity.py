"""Why there is nothing to judge (M-10)."""

from verifier.dialect import Level
from verifier.engine.session import Asked
from verifier.smt.groups import level_assumptions


def why_vacuous(asked: Asked, level: Level) -> str:
    """Which part of the premise no flow meets by itself, else that the parts do not go together."""
    assumed = level_assumptions(level)
    for what, term in asked.conditions.parts:
        if not asked.asker.ask(*assumed, term):
            return nothing(level, what)
    return nothing(
        level,
        "no flow meets all parts at once (its two ends are different, and at least one is a pod)",
    )


def nothing(level: Level, why: str) -> str:
    """There is nothing to judge."""
    return f"nothing to judge at {level.text}: {why}"
