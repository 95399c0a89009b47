"""What `netproof diff` found, for people: like a plan, what opens first."""

from verifier.analysis.diff.results import Answer, Change, DiffReport, Verdict
from verifier.dialect import Level
from verifier.report import diff_words as words
from verifier.report.problems import render_problems
from verifier.report.terminal import Canvas
from verifier.report.text import Page
from verifier.report.words import flow_words

ROLES = {
    Verdict.EQUIVALENT: "proved",
    Verdict.UNKNOWN: "unknown",
}
MOVES = 40  # lines about workloads that are declared differently
SHOWN = 8  # workloads of one side or changed ones that are listed


def render_text(report: DiffReport, canvas: Canvas, *, quiet: bool = False) -> str:
    """The verdict, a block for each statement, what else differs, what the answer rests on.

    `quiet` leaves out all but the verdict and the statements.
    """
    page = Page(report.texts, canvas)
    name = report.verdict.value.upper()
    painted = canvas.paint(ROLES.get(report.verdict, "refuted"), name)
    page.lines.append(canvas.wrap(words.headline(report), 2, f"{painted}  "))
    _answer("opens", "+", report.opened, page)
    _answer("closes", "-", report.closed, page)
    _moved(report, page)
    if not quiet:
        _inputs(report, page)
        _basis(report, page)
    page.space()
    page.lines.append(canvas.paint("strong", words.summary(report)))
    return page.text()


def _answer(word: str, sign: str, answer: Answer, page: Page) -> None:
    """Declared workloads that gain or lose something first, then what only others would notice."""
    declared = [c for c in answer.changes if c.level is Level.DECLARED]
    possible = [c for c in answer.changes if c.level is not Level.DECLARED]
    for title, changes in (
        (f"What {word} for declared workloads:", declared),
        (f"What {word} for pods that are not declared:", possible),
    ):
        if changes:
            page.space()
            page.lines.append(page.canvas.paint("strong", title))
        for change in changes:
            _change(sign, change, page)
    if text := words.missing(word, answer):
        page.space()
        page.lines.append(page.canvas.wrap(text, 2))


def _change(sign: str, change: Change, page: Page) -> None:
    page.space()
    painted = page.canvas.paint("proved" if sign == "+" else "refuted", sign)
    page.lines.append(page.canvas.wrap(change.general, 2, f"{painted} "))
    page.row("unless", words.unless(change).removeprefix("unless "))
    page.row("ties", change.ties)
    if change.level is Level.DECLARED or change.level is Level.ANY_NAMESPACE:
        page.row("who", words.who(change))
    readings = (f"{point}={' or '.join(r)}" for point, r in sorted(change.readings.items()))
    page.row("readings", ", ".join(readings))
    for fact in change.facts:
        page.row("fact", fact)
    page.row("such as", flow_words(change.example))
    page.row("", f"if {' and '.join(change.takes)}" if change.takes else "")
    for text in words.free_sides(change):
        page.row("", text)
    for part, text in words.causes(change):
        page.row("", text)
        page.show(part.location, part.side)


def _moved(report: DiffReport, page: Page) -> None:
    lines = list(words.moved(report))
    if not lines:
        return
    page.space()
    page.lines.append(page.canvas.paint("strong", f"{words.about_moved(report)}:"))
    page.space()
    for line in lines[:MOVES]:
        page.lines.append(page.canvas.wrap(line, 2))
    if len(lines) > MOVES:
        page.lines.append(f"and {len(lines) - MOVES:,} more")


def _inputs(report: DiffReport, page: Page) -> None:
    for title, lines in words.inputs(report):
        page.space()
        page.lines.append(f"{title}:")
        for line in lines[:SHOWN]:
            page.lines.append(page.canvas.wrap(line, 4, "  - "))
        if len(lines) > SHOWN:
            page.lines.append(f"  - and {len(lines) - SHOWN:,} more")


def _basis(report: DiffReport, page: Page) -> None:
    if report.warnings:
        page.space()
        page.lines.append(render_problems(report.warnings, {}, page.canvas, "warning").rstrip())
    page.space()
    for item in report.exemptions:
        until = f", until {item.until}" if item.until else ""
        page.lines.append(page.canvas.wrap(f"Not compared: {item.reason}{until}", 2))
    page.lines.append("The answer assumes:")
    for assumption in report.assumptions:
        page.lines.append(page.canvas.wrap(assumption.text, 4, "  - "))
    old, new = report.used
    page.space()
    page.lines.append(page.canvas.wrap(f"Read {old or 'nothing'} in {report.old}.", 0))
    page.lines.append(page.canvas.wrap(f"Read {new or 'nothing'} in {report.new}.", 0))
