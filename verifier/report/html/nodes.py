"""The nodes of the graph: workloads or their namespaces, and what is outside."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from verifier.analysis.map.bits import ones, union
from verifier.analysis.map.results import Names
from verifier.analysis.map.spaces import SPACE, Ends
from verifier.analysis.overview.drawing import Drawing
from verifier.report.html.escaping import shown
from verifier.report.html.layout import positions
from verifier.report.html.numbering import runs
from verifier.report.map_words import Names as Words

SINGLE = 60  # workloads; where there are more, a node stands for a namespace
OUTSIDE = 8  # nodes of ranges; where there were more, one stands for the world
KINDS = ("workload", "namespace", "outside")


class Node(NamedTuple):
    """A box of the picture; `kind` is one of KINDS."""

    label: str
    kind: str
    members: Names


def nodes_json(drawing: Drawing, numbers: Mapping[str, int]) -> list[dict[str, object]]:
    """The nodes of the whole picture, with the numbers of their names. Raises UsageError where
    networkx, which places them, is not installed."""
    found = [*inside(drawing), *outside(drawing)]
    places = positions([node.label for node in found], traffic(drawing, found))
    return [
        {
            "label": shown(node.label),
            "kind": KINDS.index(node.kind),
            "members": runs(sorted(numbers[name] for name in node.members)),
            "x": x,
            "y": y,
        }
        for node, (x, y) in zip(found, places, strict=True)
    ]


def traffic(drawing: Drawing, nodes: list[Node]) -> Iterator[tuple[int, int]]:
    """The pairs of nodes between which something passes, either way."""
    touched = Touched(drawing, nodes)
    reached = [0] * len(nodes)
    waiting = {at for at, node in enumerate(nodes) if node.kind != "outside"}
    everything = (1 << len(nodes)) - 1
    for passage in drawing.passages:
        for sources, destinations in passage.areas:
            here = touched.by(destinations)
            for source in ones(touched.by(sources)):
                reached[source] |= here
        waiting -= {at for at in waiting if reached[at] | 1 << at == everything}
        if not waiting:
            break  # all that pods could reach is reached, and nothing else is left
    for one, others in enumerate(reached):
        for other in ones(others):
            if one <= other or not reached[other] >> one & 1:
                yield min(one, other), max(one, other)


class Touched:
    """The nodes that sets have members in, as masks."""

    def __init__(self, drawing: Drawing, nodes: list[Node]) -> None:
        self.people = drawing.members
        self.at = {name: number for number, node in enumerate(nodes) for name in node.members}
        self.spaces = [self.of(name for end in space for name in end) for space in self.people.ends]
        self.sets: dict[Ends, int] = {}
        self.pieces: dict[int, int] = {}

    def of(self, names: Iterable[str]) -> int:
        """The nodes of names."""
        return union(1 << number for number in {self.at[name] for name in names})

    def by(self, ends: Ends) -> int:
        """The nodes of a set."""
        found = self.sets.get(ends)
        if found is None:
            found = self.sets[ends] = union(map(self.of_piece, ends))
        return found

    def of_piece(self, piece: int) -> int:
        """The nodes of a piece: that of its whole space, if this is one."""
        space = self.spaces[piece & SPACE]
        if space.bit_count() == 1:
            return space
        found = self.pieces.get(piece)
        if found is None:
            found = self.pieces[piece] = self.of(self.people.names_in(piece))
        return found


def inside(drawing: Drawing) -> Iterator[Node]:
    """Each workload, or each namespace where there are many."""
    if len(drawing.workloads) <= SINGLE:
        short = Words(drawing.workloads)
        for name in drawing.workloads:
            yield Node(short.one(name), "workload", (name,))
        return
    spaces: dict[str, list[str]] = {}
    for name in drawing.workloads:
        spaces.setdefault(name.partition("/")[0], []).append(name)
    for space, members in spaces.items():
        yield Node(space, "namespace", tuple(members))


def outside(drawing: Drawing) -> list[Node]:
    """The ranges that are treated alike as one node each, or all of them as one."""
    places: dict[str, list[int]] = {}
    for piece, names in drawing.members.ranges.items():
        for name in names:
            places.setdefault(name, []).append(piece)
    alike: dict[tuple[int, ...], list[str]] = {}
    for name, where in places.items():
        alike.setdefault(tuple(where), []).append(name)
    if len(alike) <= OUTSIDE:
        words = Words(())
        ends = [tuple(names) for names in alike.values()]
        return [Node(words.some(names), "outside", names) for names in ends]
    return [Node(f"the world ({len(places):,} ranges)", "outside", tuple(places))]
