"""What `netproof diff` found, for the comment of a pull request: short, and the same each time."""

from verifier.analysis.diff.results import Answer, Change, DiffReport
from verifier.dialect import Level
from verifier.report import diff_words as words
from verifier.report.terminal import clean, plural
from verifier.report.words import flow_words

SHOWN = 50  # statements of each way; a comment has a largest size


def render_markdown(report: DiffReport) -> str:
    """The verdict, then what opens and what closes, each statement with its reasons folded."""
    lines = [f"### netproof: {report.verdict.value}", "", f"{words.headline(report)}.", ""]
    for word, answer in (("opens", report.opened), ("closes", report.closed)):
        lines += _answer(word, answer)
    for title, found in words.inputs(report):
        lines += [f"<details><summary>{title}: {len(found)}</summary>", ""]
        lines += [*(f"- {_text(line)}" for line in found), "", "</details>", ""]
    for item in report.exemptions:
        until = f", until {item.until}" if item.until else ""
        lines += [f"Not compared: {_text(item.reason)}{until}.", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _answer(word: str, answer: Answer) -> list[str]:
    lines: list[str] = []
    if answer.changes:
        lines += [f"**What {word}** ({plural(len(answer.changes), 'statement')})", ""]
    for change in answer.changes[:SHOWN]:
        lines += _change(change)
    if len(answer.changes) > SHOWN:
        lines += [f"and {len(answer.changes) - SHOWN:,} more", ""]
    if text := words.missing(word, answer):
        lines += [f"{_text(text)}.", ""]
    return lines


def _change(change: Change) -> list[str]:
    unless = f", {words.unless(change)}" if change.unless else ""
    declared = change.level is Level.DECLARED
    reasons = [*words.free_sides(change)]
    reasons += [f"{text}, {part.location}" for part, text in words.causes(change)]
    reasons += [f"{point}={' or '.join(r)}" for point, r in sorted(change.readings.items())]
    reasons += change.facts
    reasons += [f"ties: {change.ties}"] if change.ties else []
    return [
        f"<details><summary><code>{_html(change.general)}</code>{_html(unless)}</summary>",
        "",
        *([f"- declared workloads: {_code(words.who(change))}"] if declared else []),
        f"- such as {_code(flow_words(change.example))}",
        *(f"- {_text(reason)}" for reason in reasons),
        "",
        "</details>",
        "",
    ]


def _html(text: str) -> str:
    """Text that stands in HTML."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(text: str) -> str:
    """Text that stands for itself: nothing in it is markup."""
    found = _html(text)
    return "".join(f"\\{char}" if char in "\\`*_[]|#" else char for char in found)


def _code(text: str) -> str:
    """Text as code."""
    return f"`{clean(text).replace('`', chr(39))}`"
