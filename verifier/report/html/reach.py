"""The map as data for the script of the page: names by number, equal sets of names once.

{"names": [...], "workloads": W (the first W names; the others are ranges), "namespaces": whether
nodes stand for namespaces, "nodes": [{"label", "kind", "members", "x", "y"}], "pieces": [[gap,
length, ...]], "sets": [[piece, ...]], "ports": [["TCP", first, last, ...]], "whens": [[...]],
"groups": [sources, destinations, ports, when or -1, the next group's sources, ...], "within":
[[workloads, ports, when or -1]], "explained": [[source, destination, decision]] (the element
`trace-N` explains the N-th)}
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

from verifier.analysis.map.results import Connections, MapReport, Names, Ports
from verifier.analysis.overview.results import Overview
from verifier.report.html.escaping import shown
from verifier.report.html.layout import positions
from verifier.report.map_pieces import Pieces
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


class Sets:
    """Sets of names by number, cut into pieces that many of them share."""

    def __init__(self, names: Numbered[str]) -> None:
        self.names = names
        self.pieces = Pieces()
        self.counts: Counter[Names] = Counter()
        self.numbers: dict[int, int] = {}  # of lists, by identity
        self.lists: list[Names] = []

    def of(self, found: Names) -> int:
        """The number of a set."""
        number = self.numbers.get(id(found))
        if number is None:
            number = self.numbers[id(found)] = len(self.lists)
            self.lists.append(found)
            self.counts.update(self.pieces.of(found))
        return number

    def number(self, lists: Sequence[Names]) -> None:
        """Number all of these, those that occur most first: short numbers make a small page."""
        found = {id(names): names for names in lists}
        uses = Counter(map(id, lists))
        for at, _ in uses.most_common():
            self.of(found[at])

    def json(self) -> Json:
        """The pieces, those that occur most first, and the sets."""
        order = Numbered(piece for piece, _ in self.counts.most_common())
        return {
            "pieces": [runs(sorted(map(self.names.of, piece))) for piece in order.numbers],
            "sets": [[order.of(piece) for piece in self.pieces.of(found)] for found in self.lists],
        }


def reach_json(overview: Overview) -> Json:
    """All of the map, and which pairs are explained. Raises UsageError where networkx, which lays
    out the graph, is not installed."""
    report = overview.map
    groups = (*report.connections, *report.conditional)
    ranges = {n for g in groups for n in (*g.sources, *g.destinations) if "[" not in n}
    names = Numbered((*report.workloads, *sorted(ranges)))
    sets = Sets(names)
    sets.number([found for g in groups for found in (g.sources, g.destinations)])
    ports: Numbered[Ports] = Numbered()
    whens: Numbered[Names] = Numbered()

    def when(facts: Names) -> int:
        return whens.of(facts) if facts else -1

    rows = [
        number
        for g in groups
        for number in (
            sets.of(g.sources),
            sets.of(g.destinations),
            ports.of(g.allows),
            when(g.when),
        )
    ]
    inner = [[sets.of(w.workloads), ports.of(w.allows), when(w.when)] for w in report.within]
    return {
        "names": [shown(name) for name in names.numbers],
        "workloads": len(report.workloads),
        "namespaces": len(report.workloads) > SINGLE,
        "nodes": nodes_json(report, groups, sets),
        **sets.json(),
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


def nodes_json(report: MapReport, groups: Sequence[Connections], sets: Sets) -> list[Json]:
    """The nodes of the whole picture: workloads or their namespaces, and the world."""
    found = [*inside(report), *outside(groups, sets.pieces)]
    at = {name: number for number, (_, _, members) in enumerate(found) for name in members}
    known = {piece: {at[name] for name in piece} for piece in sets.counts}

    def nodes_of(names: Names) -> set[int]:
        return set().union(*(known[piece] for piece in sets.pieces.of(names)))

    traffic: dict[tuple[int, int], None] = {}
    touched = [nodes_of(names) for names in sets.lists]
    for group in groups:
        sources, targets = touched[sets.of(group.sources)], touched[sets.of(group.destinations)]
        if len(traffic) < len(found) * (len(found) + 1) // 2:
            traffic |= dict.fromkeys((min(s, d), max(s, d)) for s in sources for d in targets)
    places = positions([label for label, _, _ in found], traffic)
    return [
        {
            "label": shown(label),
            "kind": KINDS.index(kind),
            "members": runs(sorted(sets.names.of(n) for n in members)),
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


def outside(groups: Sequence[Connections], pieces: Pieces) -> list[Drawn]:
    """The ranges that are treated alike as one node each, or all of them as one."""
    places: dict[str, list[tuple[int, bool]]] = {}
    for number, group in enumerate(groups):
        for is_source, names in ((True, group.sources), (False, group.destinations)):
            for name in pieces.of(names)[-1] if "[" not in names[-1] else ():
                places.setdefault(name, []).append((number, is_source))
    alike: dict[tuple[tuple[int, bool], ...], list[str]] = {}
    for name, where in places.items():
        alike.setdefault(tuple(where), []).append(name)
    if len(alike) <= OUTSIDE:
        words = Words(())
        return [(words.some(ends), "outside", ends) for ends in alike.values()]
    return [(f"the world ({len(places):,} ranges)", "outside", [*places])]
