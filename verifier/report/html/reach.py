"""The map as data for the script of the page: names by number, equal sets of names once.

{"names": [...], "workloads": W (the first W names; the others are ranges), "namespaces": whether
nodes stand for namespaces, "nodes": [{"label", "kind", "members", "x", "y"}], "sets": [[gap,
length, ...]], "ports": [["TCP", first, last, ...]], "whens": [[...]], "groups": [[sources,
destinations, ports, when or -1]], "within": [[workloads, ports, when or -1]], "explained":
[[source, destination, decision]] (the element `trace-N` explains the N-th)}
"""

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from verifier.analysis.map.results import Connections, MapReport, Names, Ports
from verifier.analysis.overview.results import Overview
from verifier.report.html.escaping import shown
from verifier.report.html.layout import positions
from verifier.report.map_nodes import nodes as alike
from verifier.report.map_words import Names as Words

Json = dict[str, object]
Item = TypeVar("Item", bound=Hashable)
SINGLE = 60  # workloads; where there are more, a node stands for a namespace
OUTSIDE = 8  # nodes of ranges; where there were more, one stands for the world
KINDS = ("workload", "namespace", "outside")


class Numbered(Generic[Item]):
    """Items by the order in which they come."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.numbers: dict[Item, int] = {}
        for item in items:
            self.of(item)

    def of(self, item: Item) -> int:
        """The number of an item."""
        return self.numbers.setdefault(item, len(self.numbers))


def reach_json(overview: Overview) -> Json:
    """All of the map, and which pairs are explained. Raises UsageError where networkx, which lays
    out the graph, is not installed."""
    report = overview.map
    groups = (*report.connections, *report.conditional)
    ranges = {n for g in groups for n in (*g.sources, *g.destinations) if "[" not in n}
    names = Numbered((*report.workloads, *sorted(ranges)))
    sets: Numbered[Names] = Numbered()
    ports: Numbered[Ports] = Numbered()
    whens: Numbered[Names] = Numbered()

    def when(facts: Names) -> int:
        return whens.of(facts) if facts else -1

    rows = [
        [sets.of(g.sources), sets.of(g.destinations), ports.of(g.allows), when(g.when)]
        for g in groups
    ]
    inner = [[sets.of(w.workloads), ports.of(w.allows), when(w.when)] for w in report.within]
    return {
        "names": [shown(name) for name in names.numbers],
        "workloads": len(report.workloads),
        "namespaces": len(report.workloads) > SINGLE,
        "nodes": nodes_json(report, groups, names),
        "sets": [runs(sorted(names.of(n) for n in found)) for found in sets.numbers],
        "ports": [
            [part for p in found for part in (p.protocol.value, p.first, p.last)]
            for found in ports.numbers
        ],
        "whens": [[shown(fact) for fact in facts] for facts in whens.numbers],
        "groups": rows,
        "within": inner,
        "explained": [
            [names.of(e.source), names.of(e.destination), e.decided.decision.value]
            for e in overview.explained
        ],
    }


def runs(numbers: Sequence[int]) -> list[int]:
    """Ascending numbers as gap, length, gap, length, ..."""
    found: list[int] = []
    following = 0
    for number in numbers:
        if found and number == following:
            found[-1] += 1
        else:
            found += [number - following, 1]
        following = number + 1
    return found


def nodes_json(
    report: MapReport, groups: Sequence[Connections], names: Numbered[str]
) -> list[Json]:
    """The nodes of the whole picture: workloads or their namespaces, and the world."""
    found = [*inside(report), *outside(report, groups)]
    at = {name: number for number, (_, _, members) in enumerate(found) for name in members}
    traffic: dict[tuple[int, int], None] = {}
    for group in groups:
        sources, targets = {at[n] for n in group.sources}, {at[n] for n in group.destinations}
        traffic |= dict.fromkeys((min(s, d), max(s, d)) for s in sources for d in targets)
    places = positions([label for label, _, _ in found], traffic)
    return [
        {
            "label": shown(label),
            "kind": KINDS.index(kind),
            "members": runs(sorted(names.of(n) for n in members)),
            "x": x,
            "y": y,
        }
        for (label, kind, members), (x, y) in zip(found, places, strict=True)
    ]


Drawn = tuple[str, str, Sequence[str]]  # label, kind, members


def inside(report: MapReport) -> list[Drawn]:
    """Each workload, or each namespace where there are many."""
    if len(report.workloads) <= SINGLE:
        short = Words(report.workloads)
        return [(short.one(name), "workload", (name,)) for name in report.workloads]
    spaces: dict[str, list[str]] = {}
    for name in report.workloads:
        spaces.setdefault(name.partition("/")[0], []).append(name)
    return [(space, "namespace", members) for space, members in spaces.items()]


def outside(report: MapReport, groups: Sequence[Connections]) -> list[Drawn]:
    """The ranges that are treated alike as one node each, or all of them as one."""
    found = alike(report, groups)
    distinct = dict.fromkeys(node for node in found.values() if node.outside)
    if len(distinct) <= OUTSIDE:
        return [(node.label, "outside", node.ends) for node in distinct]
    ranges = [end for node in distinct for end in node.ends]
    return [(f"the world ({len(ranges):,} ranges)", "outside", ranges)]
