"""Every code that lint can report, with its page. Loads no solver."""

from verifier.analysis.lint.pages import (
    dead,
    exposure,
    input_warnings,
    one_sided,
    redundancy,
    suppressions,
    tiers,
    traps,
)
from verifier.analysis.lint.rule import Rule
from verifier.errors import UsageError

__all__ = ["RULES", "Rule", "rule_of"]

FAMILIES = (
    dead.RULES,
    exposure.RULES,
    traps.RULES,
    redundancy.RULES,
    tiers.RULES,
    one_sided.RULES,
    input_warnings.RULES,
    suppressions.RULES,
)
RULES: tuple[Rule, ...] = tuple(
    sorted((rule for family in FAMILIES for rule in family), key=lambda rule: rule.code)
)
BY_CODE = {rule.code: rule for rule in RULES}


def rule_of(code: str) -> Rule:
    """The rule of a code. Raises UsageError."""
    found = BY_CODE.get(code.upper())
    if found is None:
        known = ", ".join(BY_CODE)
        raise UsageError(f"there is no code {code!r}: expected one of {known}")
    return found
