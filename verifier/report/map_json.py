"""The JSON contract netproof.map/v1: keys are added, never changed.

Where the lists of a map hold very many names, ends of one namespace that stand together in several
lists are written once, as a set with a name of its own.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from verifier.analysis.map.results import Connections, MapReport, Names, Ports, Within
from verifier.report.json_v1 import Json, _assumptions, _ports, _problems
from verifier.report.map_exposure import as_json
from verifier.report.map_pieces import Pieces, space_of
from verifier.report.map_ways import entries_json, loose_json, unreached_json

MANY = 100_000  # names in all lists together, about 3 MB


def render_json(report: MapReport) -> str:
    """The map as netproof.map/v1."""
    return "".join(json_parts(report))


def json_parts(report: MapReport) -> Iterator[str]:
    """The same in pieces: one line per group, for there may be many."""
    texts = Texts(report)
    head: Json = {"format": "netproof.map/v1", "workloads": list(report.workloads)}
    yield "{\n"
    yield from (f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in head.items())
    if texts.sets:
        lines = (f"    {json.dumps(n)}: {json.dumps(names)}" for names, n in texts.sets.items())
        yield from _lines("sets", lines, "{}")
    yield from _lines("connections", map(texts.group, report.connections))
    yield from _lines("conditional", map(texts.group, report.conditional))
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


class Texts:
    """The texts of lists, each made once, with the sets that they name."""

    def __init__(self, report: MapReport) -> None:
        groups = [*report.connections, *report.conditional, *(report.denied or ())]
        self.pieces = Pieces()
        lists = [names for group in groups for names in (group.sources, group.destinations)]
        self.sets: dict[Names, str] = {}
        if sum(map(len, lists)) > MANY:
            uses = Counter(chain.from_iterable(map(self.pieces.of, lists)))
            self.name(sorted(names for names, n in uses.items() if n > 1 and len(names) > 1))
        self.lists: dict[int, str] = {}
        self.ports: dict[int, str] = {}
        self.known: dict[Names, str] = {}

    def name(self, found: Iterable[Names]) -> None:
        """Name sets: by their namespace, and a number."""
        counts: Counter[str] = Counter()
        for names in found:
            space = space_of(names[0])
            counts[space] += 1
            self.sets[names] = f"{space}#{counts[space]}"

    def list(self, names: Names) -> str:
        """A list, by sets where there are some."""
        if id(names) not in self.lists:
            pieces = self.pieces.of(names) if self.sets else [names]
            self.lists[id(names)] = f"[{', '.join(map(self.piece, pieces))}]"
        return self.lists[id(names)]

    def piece(self, names: Names) -> str:
        """A set, or its names."""
        if names not in self.known:
            shown = (self.sets[names],) if names in self.sets else names
            self.known[names] = ", ".join(map(json.dumps, shown))
        return self.known[names]

    def allows(self, ports: Ports) -> str:
        """Ranges of ports."""
        if id(ports) not in self.ports:
            self.ports[id(ports)] = json.dumps(_ports(ports))
        return self.ports[id(ports)]

    def group(self, group: Connections) -> str:
        """One group of pairs."""
        sources, destinations = self.list(group.sources), self.list(group.destinations)
        ends = f'"sources": {sources}, "destinations": {destinations}'
        when = f', "when": {json.dumps(group.when)}' if group.when else ""
        return f'    {{{ends}, "allows": {self.allows(group.allows)}{when}}}'

    def within(self, group: Within) -> str:
        """What passes within workloads."""
        entry: Json = {"workloads": group.workloads, "allows": _ports(group.allows)}
        return _line(entry | ({"when": group.when} if group.when else {}))
