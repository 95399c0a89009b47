"""The page of a code: what `netproof rule` shows, and what `docs/rules/` holds, are one text."""

from verifier.analysis.lint.pages import suppressions
from verifier.analysis.lint.registry import RULES, Rule

SUPPRESS = """\
On a line of the part, or right above it, with a reason:

    # netproof: ignore[{code}] why this is meant

for an object, by the annotation `netproof.dev/ignore: "{code} why this is meant"`; for files, under
`lint: ignore:` in `netproof.yaml`; or for one run: `netproof lint --ignore {code}`."""
OWN = "`netproof lint --ignore {code}`. What is said of suppressions cannot be suppressed itself."


def render_page(rule: Rule) -> str:
    """The page of one code, in Markdown."""
    bad = _block(rule.bad)
    good = _block(rule.good)
    parts = [
        f"# {rule.code}: {rule.name}",
        rule.summary,
        f"Severity: {rule.severity}. Since {rule.since}.",
        f"## Why it matters\n\n{rule.why}",
        f"## An input that has it\n\n{bad}",
        f"## The same without it\n\n{good}",
        f"## How it is proved\n\n{rule.proof}",
        f"## What it does not see\n\n{rule.blind}",
        f"## How to suppress it\n\n{suppress(rule.code)}",
    ]
    return "\n\n".join(parts) + "\n"


def suppress(code: str) -> str:
    """How to live with the findings of a code."""
    return (OWN if code in suppressions.CODES else SUPPRESS).format(code=code)


def render_index() -> str:
    """All codes, one line each, in Markdown."""
    rows = [f"| [{r.code}]({r.code}.md) | {r.severity} | {r.name} | {r.summary} |" for r in RULES]
    head = ["# What `netproof lint` finds", "", "| code | severity | name | finds |"]
    return "\n".join([*head, "| --- | --- | --- | --- |", *rows]) + "\n"


def render_list() -> str:
    """All codes, one line each, for a terminal."""
    width = max(len(rule.name) for rule in RULES)
    return "".join(f"{r.code}  {r.severity:<7}  {r.name:<{width}}  {r.summary}\n" for r in RULES)


def _block(text: str) -> str:
    return f"```yaml\n{text.rstrip()}\n```"
