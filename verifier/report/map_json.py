"""The JSON contract netproof.map/v1: keys are added, never changed.

Where the lists of a map hold very many names, ends of one namespace that stand together in several
lists are written once, as a set with a name of its own.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import accumulate, chain

from verifier.analysis.map.results import Connections, MapReport
from verifier.report.json_v1 import Json, _assumptions, _problems
from verifier.report.map_exposure import as_json
from verifier.report.map_large import large_sections
from verifier.report.map_texts import Texts
from verifier.report.map_ways import entries_json, loose_json, unreached_json

MANY = 100_000  # names in all lists together, about 3 MB


def render_json(report: MapReport) -> str:
    """The map as netproof.map/v1."""
    return "".join(json_parts(report))


def json_parts(report: MapReport) -> Iterator[str]:
    """The same in pieces: one line per group, for there may be many."""
    texts = Texts()
    large = large_sections(report)
    connections: Iterable[str]
    conditional: Iterable[str]
    if large is None:
        lists = [n for g in groups_of(report) for n in (g.sources, g.destinations)]
        if any(count > MANY for count in accumulate(map(len, lists))):
            texts.share(lists)
        sets = [*texts.members()]
        connections = map(texts.group, report.connections)
        conditional = map(texts.group, report.conditional)
    else:
        sets, (connections, conditional) = large.sets, large.sections
    head: Json = {"format": "netproof.map/v1", "workloads": list(report.workloads)}
    yield "{\n"
    yield from (f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items())
    if sets:
        yield from _lines("sets", sets, "{}")
    yield from _lines("connections", connections)
    yield from _lines("conditional", conditional)
    yield from _lines("within", map(texts.within, report.within))
    if report.denied is not None:
        yield from _lines("denied", map(texts.group, report.denied))
    if report.ways is not None:
        yield from _lines("entries", map(_line, entries_json(report.ways)))
        yield from _lines("leads_nowhere", map(_line, loose_json(report.ways)))
        yield from _lines("unreached_services", map(_line, unreached_json(report.ways)))
    tail: Json = {
        "assumptions": _assumptions(report.assumptions),
        "warnings": _problems(report.warnings),
        "used": report.used,
        "ignored": report.ignored,
    }
    if report.exposure is not None:
        yield f'  "exposure": {as_json(report.exposure)},\n'
    yield ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in tail.items())
    yield "\n}\n"


def _line(entry: Json) -> str:
    return f"    {json.dumps(entry)}"


def _lines(key: str, lines: Iterable[str], brackets: str = "[]") -> Iterator[str]:
    yield f"  {json.dumps(key)}: {brackets[0]}"
    separator = "\n"
    for line in lines:
        yield separator
        yield line
        separator = ",\n"
    yield brackets[1] if separator == "\n" else f"\n  {brackets[1]}"
    yield ",\n"


def groups_of(report: MapReport) -> Iterator[Connections]:
    """All groups of pairs."""
    return chain(report.connections, report.conditional, report.denied or ())
