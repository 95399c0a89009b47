"""Every code that lint can report, with its page. Loads no solver."""

import re

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
        family = [each for each in BY_CODE if each.startswith(code.upper()[:3])]
        about = f"there is no code {code!r}"
        if re.fullmatch(r"NP9\d\d", code.upper()):
            about = f"{code} has no page: the message with it says what is wrong with the input"
        raise UsageError(f"{about}; there are pages for {', '.join(family or BY_CODE)}")
    return found
