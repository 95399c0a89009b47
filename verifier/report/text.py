"""Reports for people: one block per invariant, the answer first, the guilty rule shown."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from verifier.analysis.results import CheckReport, InvariantResult, WhyReport
from verifier.decision import Decided
from verifier.flow import Direction
from verifier.location import Location
from verifier.report import regressions
from verifier.report.excerpt import excerpt
from verifier.report.owners import change_words
from verifier.report.problems import render_problems
from verifier.report.terminal import Canvas, plural
from verifier.report.words import (
    example_of,
    flow_words,
    level_words,
    part_words,
    readings_words,
    trace_words,
)
from verifier.verdict import Counterexample, Proved, Refuted, Unknown, Vacuous, verdict_name

if TYPE_CHECKING:
    from verifier.engine.cover import Cover

INDENT = 12
ASKED = "sentence"  # the path of a property that the command line states


class Page:
    """Lines under construction; an excerpt that is on the page already is only named."""

    def __init__(
        self,
        texts: Mapping[str, str],
        canvas: Canvas,
        origins: Mapping[Location, Location] | None = None,
    ) -> None:
        self.texts = texts
        self.origins = origins or {}
        self.canvas = canvas
        self.lines: list[str] = []
        self.excerpts: set[Location] = set()

    def row(self, name: str, words: str) -> None:
        """A named row, its words wrapped; nothing where there are no words."""
        if words:
            label = self.canvas.paint("faint", f"{name:<{INDENT - 3}}")
            self.lines.append(self.canvas.wrap(words, INDENT, f"  {label} "))

    def show(self, location: Location, label: str) -> None:
        """The source at `location`, underlined; nothing where no file has it."""
        if not location.path:
            return
        texts = {} if location in self.excerpts else self.texts
        self.excerpts.add(location)
        self.lines.append(excerpt(texts, location, self.canvas, label=label, indent=INDENT))
        if template := self.origins.get(location):
            known = f":{template.line}" if template.path in self.texts else ""
            self.row("", f"rendered from {template.path}{known}")

    def space(self) -> None:
        """A blank line, unless there is one."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def text(self) -> str:
        """The page, without blank lines at its ends."""
        return "\n".join(self.lines).strip("\n") + "\n"


def render_check(report: CheckReport, canvas: Canvas, *, quiet: bool = False) -> str:
    """One line per proved invariant, one block per other one, then what the verdicts rest on.

    `quiet` leaves out what is proved and all but the summary after it.
    """
    page = Page(report.texts, canvas, report.origins)
    for result in report.results:
        if not (quiet and isinstance(result.verdict, Proved)):
            _result(result, report.declared, page)
    if report.since:
        _changes(report, page)
    if not quiet:
        basis(report, "Every verdict assumes:", page)
    page.space()
    page.lines.append(canvas.paint("strong", _summary(report)))
    return page.text()


def _changes(report: CheckReport, page: Page) -> None:
    page.space()
    page.lines.append(regressions.headline(report))
    for change in report.changes:
        page.lines.append(page.canvas.wrap(regressions.title(change), 4, "  - "))
        for text in regressions.reasons(change):
            page.lines.append(page.canvas.wrap(text, 6, "    "))


def _result(result: InvariantResult, declared: int, page: Page) -> None:
    match result.verdict:
        case Proved():
            _proved(result, declared, page)
        case Refuted() | Unknown() | Vacuous():
            _failed(result, declared, page)


def _head(result: InvariantResult, page: Page, more: str = "") -> None:
    name, title = verdict_name(result.verdict), result.invariant.title
    painted = page.canvas.paint(name, f"{name.upper():<8}")
    page.lines.append(page.canvas.wrap(title + more, 9, f"{painted} "))


def _proved(result: InvariantResult, declared: int, page: Page) -> None:
    example = example_of(result.verdict)
    graded = level_words(result.levels, declared, example)
    _head(result, page, f" ({graded.removeprefix('holds ')})")
    if example:
        page.row("witness", flow_words(example.flow))
    _remarks(result, page)


def _failed(result: InvariantResult, declared: int, page: Page) -> None:
    invariant, verdict = result.invariant, result.verdict
    page.space()
    severity = "" if invariant.severity == "error" else f" (severity {invariant.severity})"
    _head(result, page, severity)
    if invariant.location.path != ASKED:
        page.row("stated", f"{invariant.location}, id {invariant.id}")
    page.row("reason", getattr(verdict, "reason", ""))
    if example := example_of(verdict):
        _example(example, page)
    page.row("level", level_words(result.levels, declared, example))
    if result.cover is not None:
        _cover(result.cover, page)
    _remarks(result, page)
    if example and example.replayed:
        page.row("replay", "confirmed by the reference evaluator")
    page.space()


def _cover(cover: "Cover", page: Page) -> None:
    """Every general statement, each with a flow that shows it."""
    count = plural(len(cover.members), "statement")
    whole = "every flow that refutes it is in one of them"
    page.row("all", f"{count}, {cover.reason}" if cover.reason else f"{count}: {whole}")
    for number, member in enumerate(cover.members, 1):
        page.row(f"{number:>3}", member.general)
        page.row("", readings_words(member))
        for fact in member.facts:
            page.row("", fact)
        page.row("", f"such as {flow_words(member.flow)}{_deciding(member.decided)}")


def _deciding(decided: Decided) -> str:
    """The rules or policies that made the decision what it is, by their places."""
    sides = (decided.egress, decided.ingress)
    found = [b for t in sides if t.decision is decided.decision for b in t.because[:1]]
    places = [f"{b.policy} at {b.location}" if b.location.path else b.policy for b in found]
    return f" ({', '.join(places)})" if places else ""


def _remarks(result: InvariantResult, page: Page) -> None:
    for fact in result.invariant.query.facts:
        page.row("assumes", f"{fact.id}: {fact.why}")
    for note in result.notes:
        page.row("note", note)


def _example(example: Counterexample, page: Page) -> None:
    page.row("hop 1" if example.onward else "flow", flow_words(example.flow))
    sides(example.decided, page)
    for number, hop in enumerate(example.onward, 2):
        page.row(f"hop {number}", flow_words(hop.flow))
        sides(hop.decided, page)
    page.row("general", example.general)
    page.row("readings", readings_words(example))
    for fact in example.facts:
        page.row("fact", fact)
    for change in change_words(example.owners):
        page.row("owners", change)


def sides(decided: Decided, page: Page) -> None:
    """Both directions, and the first rule or policy that made the decision what it is."""
    for direction, trace in (
        (Direction.EGRESS, decided.egress),
        (Direction.INGRESS, decided.ingress),
    ):
        page.row(direction.value.lower(), trace_words(trace, direction))
        if trace.decision is decided.decision:
            for because in trace.passed[:1]:
                page.show(because.location, "passes the flow on")
            for because in trace.because[:1]:
                label = part_words(because, direction, trace.decision)
                page.show(because.location, label)


def basis(report: CheckReport | WhyReport, heading: str, page: Page) -> None:
    """What the answers rest on, once per report."""
    if report.warnings:
        page.space()
        page.lines.append(render_problems(report.warnings, {}, page.canvas, "warning").rstrip())
    if report.assumptions:
        page.space()
        page.lines.append(heading)
        for assumption in report.assumptions:
            times = f" ({assumption.count:,} times)" if assumption.count > 1 else ""
            page.lines.append(page.canvas.wrap(assumption.text + times, 4, "  - "))
    used = f"Read {report.used}." if report.used else ""
    ignored = f"Ignored {report.ignored}." if report.ignored else ""
    if used or ignored:
        page.space()
        page.lines.append(page.canvas.wrap(f"{used} {ignored}".strip(), 0))


def _summary(report: CheckReport) -> str:
    counts = Counter(verdict_name(result.verdict) for result in report.results)
    verdicts = ("proved", "refuted", "unknown", "vacuous")
    tally = ", ".join(f"{counts[name]:,} {name}" for name in verdicts if counts[name])
    return f"{plural(len(report.results), 'invariant')}: {tally or 'nothing to judge'}"
