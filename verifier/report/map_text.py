"""The map for people: destinations as headings, and who reaches them on which ports."""

from collections.abc import Iterable, Sequence

from verifier.analysis.map.results import Connections, Listed, MapReport, Within
from verifier.analysis.results import AllowedPorts
from verifier.report.map_exposure import draw
from verifier.report.map_rows import heading, row
from verifier.report.map_ways import (
    admission_words,
    loose_words,
    unreached_words,
    way_words,
)
from verifier.report.map_words import Names, port_words
from verifier.report.problems import render_problems
from verifier.report.terminal import Canvas
from verifier.report.text import Page

NOTHING = {False: "Nothing is allowed under every fact.", True: "Nothing is denied."}


def render_text(report: MapReport, canvas: Canvas) -> str:
    """What is allowed under every fact, what depends on facts, and what nobody reaches."""
    page, names = Page(report.texts, canvas), Names(report.workloads)
    if report.denied is None:
        _connections(report.connections, names, page)
    else:
        _connections(report.denied, names, page, never=True)
    if report.conditional:
        heading(page, "Only under some facts:")
        _conditional(report.conditional, names, page)
    if report.within:
        heading(page, "Between the pods of one workload:")
        for group in report.within:
            row(page, port_words(group.allows), names.some(group.workloads) + _when(group))
    _ways(report, names, page)
    _silence(report, names, page)
    if report.exposure:
        draw(report.exposure, names, page)
    _basis(report, page)
    return page.text()


def _connections(
    groups: Sequence[Connections], names: Names, page: Page, never: bool = False
) -> None:
    """One block per set of destinations."""
    if not groups:
        page.lines.append(NOTHING[never])
    blocks: dict[Listed, list[Connections]] = {}
    for group in groups:
        blocks.setdefault(group.destinations, []).append(group)
    for destinations, found in blocks.items():
        title = f"{'-/->' if never else '->'} {names.some(destinations)}"
        page.lines.append(page.canvas.paint("strong", page.canvas.wrap(title, 3)))
        for group in found:
            row(page, port_words(group.allows), "from " + _others(group, names))


def _conditional(groups: Sequence[Connections], names: Names, page: Page) -> None:
    """One block per set of facts."""
    blocks: dict[Listed, list[Connections]] = {}
    for group in groups:
        blocks.setdefault(group.when, []).append(group)
    for when, found in blocks.items():
        page.lines.append(page.canvas.wrap(" and ".join(when), 5, "when "))
        for group in found:
            ends = f"{_others(group, names)} -> {names.some(group.destinations)}"
            row(page, port_words(group.allows), ends)


def _others(group: Connections, names: Names) -> str:
    """The sources, without a workload that is the only destination."""
    found = [name for name in group.sources if group.destinations != (name,)]
    return names.some(found)


def _when(group: Within) -> str:
    return f" (when {' and '.join(group.when)})" if group.when else ""


def _ways(report: MapReport, names: Names, page: Page) -> None:
    """What comes in by way of Services, what leads nowhere, and what nobody reaches."""
    if report.ways is None:
        return
    if report.ways.edges:
        heading(page, "By way of Services:")
    for edges in report.ways.edges:
        page.lines.append(page.canvas.wrap(way_words(edges.entry), 3))
        for arrival in edges.arrivals:
            port = AllowedPorts(arrival.protocol, arrival.port, arrival.port)
            who = admission_words(edges.entry, arrival.admission)
            row(page, port_words((port,)), f"to {names.one(arrival.workload)}: {who}")
        for name in edges.lacking:
            row(page, "no port", f"to {names.one(name)}: no container has the port of that name")
    told = [loose_words(each) for each in report.ways.loose]
    told += [unreached_words(each, names) for each in report.ways.unreached]
    for text in told:
        page.space()
        page.lines.append(page.canvas.wrap(text, 2))


def _silence(report: MapReport, names: Names, page: Page) -> None:
    """The workloads that no flow of the map comes to, or leaves from."""
    if report.denied is not None or report.one_sided or not report.workloads:
        return
    groups = (*report.connections, *report.conditional)
    for what, reached in (
        ("Nobody reaches", {name for group in groups for name in group.destinations}),
        ("No flow leaves", {name for group in groups for name in group.sources}),
    ):
        found = [name for name in report.workloads if name not in reached]
        if found:
            page.space()
            page.lines.append(page.canvas.wrap(f"{what} {names.some(found)}.", 2))


def _basis(report: MapReport, page: Page) -> None:
    """What the map rests on, and what it was made from."""
    if report.warnings:
        page.space()
        page.lines.append(render_problems(report.warnings, {}, page.canvas, "warning").rstrip())
    _assumed((item.text for item in report.assumptions), page)
    used = f"Read {report.used}." if report.used else ""
    ignored = f"Ignored {report.ignored}." if report.ignored else ""
    page.space()
    page.lines.append(page.canvas.wrap(f"{used} {ignored}".strip(), 0))


def _assumed(texts: Iterable[str], page: Page) -> None:
    page.space()
    page.lines.append("The map assumes:")
    page.lines += [page.canvas.wrap(text, 4, "  - ") for text in texts]
