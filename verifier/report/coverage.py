"""What `netproof coverage` found, as text and as netproof.coverage/v1."""

import math

from verifier.analysis.coverage.results import CoverageReport, ElementResult, Gap, Status
from verifier.report.json_v1 import _assumptions, _flow, _location, _problems, _text
from verifier.report.problems import render_problems
from verifier.report.terminal import Canvas, clean, plural
from verifier.report.text import Page
from verifier.report.words import flow_words

Json = dict[str, object]
STATUSES: tuple[Status, ...] = ("covered", "uncovered", "unknown", "idle")
SIDES = "the {side} side alone admits the flow, which the other side blocks"


def shown_percent(report: CoverageReport) -> float:
    """The percentage to one decimal, rounded down: 100 means all."""
    return math.floor(report.percent * 10) / 10


def render_text(report: CoverageReport, canvas: Canvas, *, quiet: bool = False) -> str:
    """A block for each gap, a line for each other uncovered element, what to add, the summary.

    `quiet` leaves out all but the uncovered elements and the summary.
    """
    page = Page(report.texts, canvas)
    for result in report.results:
        if result.status in ("uncovered", "unknown"):
            _element(result, page)
    page.space()
    _advice(report, page)
    if not quiet:
        _basis(report, page)
    page.space()
    page.lines.append(canvas.paint("strong", _summary(report)))
    return page.text()


def _element(result: ElementResult, page: Page) -> None:
    element, gap = result.element, result.gap
    word = result.status.upper()
    painted = page.canvas.paint("refuted" if word == "UNCOVERED" else "unknown", f"{word:<9}")
    name = f"{element.policy.text}, {element.field} ({element.kind})"
    if gap is None:
        page.lines.append(page.canvas.wrap(f"{name}, {element.location}", 10, f"{painted} "))
        return
    page.space()
    page.lines.append(page.canvas.wrap(name, 10, f"{painted} "))
    page.show(element.location, "no invariant pins this down")
    page.row("change", gap.change)
    _gap(gap, page)
    page.space()


def _gap(gap: Gap, page: Page) -> None:
    page.row("admits" if gap.slips else "cuts off", flow_words(gap.example.flow))
    page.row("general", gap.example.general)
    if gap.side is not None:
        page.row("side", SIDES.format(side=gap.side.value.lower()))
    for fact in gap.example.facts:
        page.row("fact", fact)
    # Not wrapped: the line is to be copied.
    label = page.canvas.paint("faint", f"{'add':<9}")
    if gap.suggestion:
        page.lines.append(f"  {label} - {clean(gap.suggestion)}")
    else:
        page.row("add", "no single invariant was found that holds now and would notice")


def _advice(report: CoverageReport, page: Page) -> None:
    found = dict.fromkeys(r.gap.suggestion for r in report.results if r.gap and r.gap.suggestion)
    if len(found) > 1:
        page.lines.append("These hold now, and would notice; add them to `invariants`:")
        page.lines += [f"  - {clean(text)}" for text in found]
        page.space()


def _basis(report: CoverageReport, page: Page) -> None:
    """What the answer rests on."""
    if report.warnings:
        page.lines.append(render_problems(report.warnings, {}, page.canvas, "warning").rstrip())
        page.space()
    page.lines.append("The answer assumes:")
    for assumption in report.assumptions:
        page.lines.append(page.canvas.wrap(assumption.text, 4, "  - "))
    used = f"Read {report.used}." if report.used else ""
    ignored = f"Ignored {report.ignored}." if report.ignored else ""
    if used or ignored:
        page.space()
        page.lines.append(page.canvas.wrap(f"{used} {ignored}".strip(), 0))


def _summary(report: CoverageReport) -> str:
    counts = report.counts()
    tally = [f"{counts['covered']:,} covered", f"{counts['uncovered']:,} uncovered"]
    if counts["unknown"]:
        tally.append(f"{counts['unknown']:,} unknown")
    if counts["idle"]:
        tally.append(f"{counts['idle']:,} that change nothing (see netproof lint)")
    total = plural(len(report.results), "element")
    asked = plural(report.invariants, "invariant")
    if not report.results:
        return f"{total}, {asked}: nothing to measure, as no NetworkPolicy is in the input"
    return f"{total}, {asked}: {', '.join(tally)}; {shown_percent(report)}% covered"


def render_json(report: CoverageReport) -> str:
    """The report as netproof.coverage/v1."""
    counts = report.counts()
    return _text(
        {
            "format": "netproof.coverage/v1",
            "summary": {status: counts[status] for status in STATUSES},
            "percent": shown_percent(report),
            "invariants": report.invariants,
            "elements": [_result(result) for result in report.results],
            "assumptions": _assumptions(report.assumptions),
            "warnings": _problems(report.warnings),
            "used": report.used,
            "ignored": report.ignored,
        }
    )


def _result(result: ElementResult) -> Json:
    element, gap = result.element, result.gap
    entry: Json = {
        "object": element.policy.text,
        "field": element.field,
        "kind": element.kind,
        "direction": element.direction.value.lower(),
        "status": result.status,
        "location": _location(element.location),
    }
    if result.by:
        entry["by"] = result.by
    if gap is not None:
        entry["gap"] = {
            "change": gap.change,
            "effect": "admits" if gap.slips else "cuts-off",
            "flow": _flow(gap.example.flow),
            "general": gap.example.general,
            "facts": list(gap.example.facts),
            "side": gap.side.value.lower() if gap.side else None,
            "suggestion": gap.suggestion or None,
        }
    return entry
