"""The page of a code: what `netproof rule` shows, and what `docs/rules/` holds, are one text."""

from verifier.analysis.lint.registry import RULES, Rule

SUPPRESS = """\
On a line of the part, with a reason:

    # netproof: ignore[{code}] why this is meant

or for one run: `netproof lint --ignore {code}`."""


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
        f"## How to suppress it\n\n{SUPPRESS.format(code=rule.code)}",
    ]
    return "\n\n".join(parts) + "\n"


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
