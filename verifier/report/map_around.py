"""All flows of one end: the policies that isolate it, and its part of the map."""

import json

from verifier.analysis.map.around import AroundReport
from verifier.report.map_json import render_json as map_json
from verifier.report.map_tables import render_markdown as map_table
from verifier.report.map_text import render_text as map_text
from verifier.report.markup import code, plain
from verifier.report.terminal import Canvas


def render_text(report: AroundReport, canvas: Canvas) -> str:
    """The policies with their lines, then who reaches whom."""
    way = report.direction.value.lower()
    lines = []
    for item in report.selecting:
        where = f" ({item.location.path}:{item.location.line})" if item.location.path else ""
        lines.append(canvas.wrap(f"{item.policy} isolates {report.end} for {way}{where}", 2))
    none = f"No NetworkPolicy isolates {report.end} for {way}."
    return "\n".join(lines or [canvas.wrap(none, 2)]) + "\n\n" + map_text(report.map, canvas)


def render_markdown(report: AroundReport, _canvas: Canvas) -> str:
    """The policies, then the matrix."""
    way = report.direction.value.lower()
    lines = [
        f"- {plain(item.policy)} isolates it for {way}"
        + (f" ({code(f'{item.location.path}:{item.location.line}')})" if item.location.path else "")
        for item in report.selecting
    ]
    end = f"### {plain(report.end)}: {way}"
    none = f"- No NetworkPolicy isolates it for {way}."
    return "\n".join([end, "", *(lines or [none]), "", map_table(report.map)])


def render_json(report: AroundReport, _canvas: Canvas) -> str:
    """netproof.map/v1 with the end, the direction, and the policies that isolate the end."""
    found = json.loads(map_json(report.map))
    found["end"], found["direction"] = report.end, report.direction.value.lower()
    found["selecting"] = [
        {
            "policy": item.policy,
            "location": {
                "path": item.location.path,
                "line": item.location.line,
                "column": item.location.column,
            },
        }
        for item in report.selecting
    ]
    return json.dumps(found, indent=2) + "\n"
