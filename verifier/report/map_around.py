"""All flows of one end: where it leads if it is a Service, the policies that isolate it, and its
part of the map."""

import json
from collections.abc import Iterator

from verifier.analysis.map.around import AroundReport
from verifier.analysis.map.results import MapReport
from verifier.location import Location
from verifier.report.json_v1 import Json, _location
from verifier.report.map_json import render_json as map_json
from verifier.report.map_tables import render_markdown as map_table
from verifier.report.map_text import render_text as map_text
from verifier.report.map_ways import arrival_words, unreached_words
from verifier.report.map_words import Names
from verifier.report.markup import code, plain
from verifier.report.terminal import Canvas
from verifier.report.why_json import hops_json
from verifier.report.why_text import service_words


def render_text(report: AroundReport, canvas: Canvas) -> str:
    """Both hops to a Service's pods, the policies with their lines, then who reaches whom."""
    lines = [canvas.wrap(words, 2) for words in hop_words(report)]
    lines += [""] if lines else []
    for words, place in isolation(report):
        lines.append(canvas.wrap(f"{words} ({place})" if place else words, 2))
    return "\n".join(lines) + "\n\n" + map_text(report.map, canvas)


def render_markdown(report: AroundReport, _canvas: Canvas) -> str:
    """The same, with the matrix before what comes in by way of Services."""
    lines = [f"- {plain(words)}" for words in hop_words(report)]
    for words, place in isolation(report, "it" if report.service is None else ""):
        lines.append(f"- {plain(words)}" + (f" ({code(place)})" if place else ""))
    title = f"### {plain(report.end)}: {report.direction.value.lower()}"
    ways = [f"- {plain(words)}\n" for words in ways_in_words(report.map)]
    if ways:
        ways.insert(0, "\nBy way of Services:\n\n")
    return "\n".join([title, "", *lines, "", map_table(report.map)]) + "".join(ways)


def render_json(report: AroundReport, _canvas: Canvas) -> str:
    """netproof.map/v1 with the end, the direction, and the policies that isolate the end."""
    found: Json = json.loads(map_json(report.map))
    found["end"], found["direction"] = report.end, report.direction.value.lower()
    found["selecting"] = [
        {
            "policy": item.policy,
            "workload": item.end,
            "location": _location(item.location),
        }
        for item in report.selecting
    ]
    if report.service is not None:
        found["service"] = hops_json(report.service)
    return json.dumps(found, indent=2) + "\n"


def hop_words(report: AroundReport) -> list[str]:
    """From the Service's port to each workload behind it, one sentence each."""
    return [] if report.service is None else list(service_words(report.service))


def ways_in_words(report: MapReport) -> Iterator[str]:
    """Where each entry arrives, and the ports of Services that nobody reaches, one sentence
    each."""
    if report.ways is None:
        return
    names = Names(report.workloads)
    for edges in report.ways.edges:
        yield from arrival_words(edges, names)
    for unreached in report.ways.unreached:
        yield unreached_words(unreached, names)


def isolation(report: AroundReport, subject: str = "") -> Iterator[tuple[str, str]]:
    """Which policies isolate each of the ends, with their places, or that none does; `subject`
    stands for the end."""
    way = report.direction.value.lower()
    for end in report.ends:
        found = [item for item in report.selecting if item.end == end]
        for item in found:
            yield f"{item.policy} isolates {subject or end} for {way}", place_words(item.location)
        if not found:
            yield f"No NetworkPolicy isolates {subject or end} for {way}.", ""


def place_words(location: Location) -> str:
    """File and line, where there is a file."""
    return f"{location.path}:{location.line}" if location.path else ""
