"""What `netproof diff` found, for the comment of a pull request: short, and the same each time."""

from verifier.analysis.diff.results import Answer, Change, DiffReport
from verifier.dialect import Level
from verifier.report import diff_words as words
from verifier.report.markup import code, html, plain
from verifier.report.terminal import plural
from verifier.report.words import flow_words

SHOWN = 50  # statements of each way; a comment has a largest size


def render_markdown(report: DiffReport) -> str:
    """The verdict, then what opens and what closes, each statement with its reasons folded."""
    lines = [f"### netproof: {report.verdict.value}", "", f"{words.headline(report)}.", ""]
    for word, answer in (("opens", report.opened), ("closes", report.closed)):
        lines += _answer(word, answer)
    if moves := list(words.moved(report)):
        lines += [f"**{words.about_moved(report)}**", ""]
        lines += [f"- {code(line)}" for line in moves[:SHOWN]]
        lines += [*([f"- and {len(moves) - SHOWN:,} more"] if len(moves) > SHOWN else []), ""]
    for title, found in words.inputs(report):
        lines += [f"<details><summary>{title}: {len(found)}</summary>", ""]
        lines += [*(f"- {plain(line)}" for line in found), "", "</details>", ""]
    for item in report.exemptions:
        until = f", until {item.until}" if item.until else ""
        lines += [f"Not compared: {plain(item.reason)}{until}.", ""]
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
        lines += [f"{plain(text)}.", ""]
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
        f"<details><summary><code>{html(change.general)}</code>{html(unless)}</summary>",
        "",
        *([f"- declared workloads: {code(words.who(change))}"] if declared else []),
        f"- such as {code(flow_words(change.example))}",
        *(f"- {plain(reason)}" for reason in reasons),
        "",
        "</details>",
        "",
    ]
