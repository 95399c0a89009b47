"""Markdown for comments on pull requests and for the step summary of GitHub Actions."""

import re
from collections.abc import Iterator

from verifier.report.ci.notice import CiReport, Notice
from verifier.report.ci.places import Places
from verifier.report.regressions import changed_since
from verifier.report.terminal import clean

MOST = 50  # notices that are told in full: a comment on GitHub holds 65,536 characters
MOST_CHARACTERS = 45_000  # before what is folded
MOST_FOLDED = 6_000  # characters of each list that is folded
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!])")


def render(report: CiReport, places: Places) -> str:
    """A heading, a table of what is wrong, and each of it with its policy; what holds and what it
    rests on are folded."""
    notices = report.sorted_notices()
    lines = [f"### netproof {report.command}: {_inline(report.summary)}"]
    if notices:
        lines += ["", "| | finding | at |", "| --- | --- | --- |"]
        lines += [_row(notice, places) for notice in notices[:MOST]]
    lines += _changed(report)
    size = sum(len(line) + 1 for line in lines)
    for number, notice in enumerate(notices):
        block = ["", *_details(notice, places)]
        size += sum(len(line) + 1 for line in block)
        if number >= MOST or size > MOST_CHARACTERS:
            lines += ["", f"... and {len(notices) - number:,} more."]
            break
        lines += block
    lines += _folded("Holds", [_inline(t.title) for t in report.tests if t.outcome == "passed"])
    lines += _folded("Every verdict assumes", [_inline(text) for text in report.basis])
    return "\n".join(lines) + "\n"


def _changed(report: CiReport) -> Iterator[str]:
    """The verdicts that were others in an earlier version; that none is, is said too."""
    if not report.since:
        return
    yield ""
    yield f"#### {_inline(changed_since(len(report.changes), report.since))}"
    if report.changes:
        yield ""
    items = [
        [f"- {_inline(change.title)}", *(f"  - {_inline(reason)}" for reason in change.reasons)]
        for change in report.changes
    ]
    yield from _within(MOST_CHARACTERS // 3, items)


def _within(most: int, items: list[list[str]]) -> Iterator[str]:
    """The lines of the items, as far as they have room."""
    size = 0
    for number, item in enumerate(items):
        size += sum(len(line) + 1 for line in item)
        if size > most:
            yield f"- ... and {len(items) - number:,} more."
            return
        yield from item


def _row(notice: Notice, places: Places) -> str:
    return f"| {notice.level} | {_inline(notice.code)} | {_at(notice, places)} |"


def _at(notice: Notice, places: Places) -> str:
    """The place, as code in a cell of a table."""
    if notice.location is None:
        return ""
    place = f"{places.path(notice.location)}:{notice.location.line}"
    return code(place).replace("|", "\\|")


def _details(notice: Notice, places: Places) -> Iterator[str]:
    yield f"#### {_inline(notice.message)}"
    if notice.rows:
        yield ""
    for name, words in notice.rows:
        yield f"- {name}: {_inline(words)}"
    if notice.location and (shown := places.excerpt(notice.location)):
        text = "\n".join(map(_printable, shown))
        fence = "`" * max(3, _longest_run(text) + 1)
        yield ""
        yield f"{code(f'{places.path(notice.location)}:{notice.location.line}')}"
        yield ""
        yield f"{fence}yaml"
        yield text
        yield fence


def _folded(title: str, items: list[str]) -> list[str]:
    if not items:
        return []
    listed = list(_within(MOST_FOLDED, [[f"- {item}"] for item in items]))
    return [
        "",
        f"<details><summary>{title} ({len(items)})</summary>",
        "",
        *listed,
        "",
        "</details>",
    ]


def code(text: str) -> str:
    """`text` as a code span, whatever backticks it has."""
    text = clean(text)
    ticks = "`" * (_longest_run(text) + 1)
    space = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _printable(line: str) -> str:
    return "\t".join(map(clean, line.split("\t")))


def _inline(text: str) -> str:
    """`text` in one line, none of it markup, and nobody mentioned."""
    return SPECIAL.sub(r"\\\1", clean(text)).replace("@", "@<!-- -->")
