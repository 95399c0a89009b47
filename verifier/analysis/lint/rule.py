"""One rule of lint, as its page tells it."""

from dataclasses import dataclass

from verifier.analysis.lint.findings import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A code with its page: `bad` yields exactly this code, `good` nothing (both YAML).

    `name` is in kebab-case, `proof` says how a finding is proved, `blind` what the rule does not
    see, `since` the first version that has it.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    why: str
    bad: str
    good: str
    proof: str
    blind: str
    since: str
