"""The nodes of the graph: workloads or their namespaces, and what is outside."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple

from verifier.analysis.map.bits import ones, union
from verifier.analysis.map.results import Names
from verifier.analysis.map.spaces import SPACE
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
    """The pairs of different nodes between which something passes, either way."""
    touched = touching(drawing, nodes)
    inner = union(1 << at for at, node in enumerate(nodes) if node.kind != "outside")
    outer = (1 << len(nodes)) - 1 & ~inner
    # Those of which nothing is known yet; addresses do not reach each other.
    apart = [(inner if outer >> at & 1 else inner | outer) & ~(1 << at) for at in range(len(nodes))]
    waiting = union(1 << at for at, others in enumerate(apart) if others)
    for sources, destinations in chain.from_iterable(p.areas for p in drawing.passages):
        few, many = sorted((touched[sources], touched[destinations]), key=int.bit_count)
        for one in ones(few & waiting):
            found = apart[one] & many
            for other in ones(found):
                yield min(one, other), max(one, other)
                apart[other] ^= 1 << one
            if found:
                apart[one] ^= found
                waiting &= ~union(1 << at for at in (one, *ones(found)) if not apart[at])


def touching(drawing: Drawing, nodes: list[Node]) -> list[int]:
    """The nodes that each set has members in, as masks."""
    at = {name: number for number, node in enumerate(nodes) for name in node.members}

    def nodes_of(names: Iterable[str]) -> int:
        return union(1 << number for number in {at[name] for name in names})

    people, known = drawing.members, dict[int, int]()
    whole = [nodes_of(name for end in space for name in end) for space in people.ends]
    for piece in chain.from_iterable(drawing.sets):
        if piece not in known:  # most often, a whole space is in one node
            space = whole[piece & SPACE]
            one = space.bit_count() == 1
            known[piece] = space if one else nodes_of(people.names_in(piece))
    return [union(map(known.__getitem__, ends)) for ends in drawing.sets]


def inside(drawing: Drawing) -> Iterator[Node]:
    """Each workload, or each namespace where there are many. The namespace is left out of labels
    where there is only one."""
    spaces: dict[str, list[str]] = {}
    for name in drawing.workloads:
        spaces.setdefault(name.partition("/")[0], []).append(name)
    if len(drawing.workloads) <= SINGLE:
        short = Words(drawing.workloads)
        for name in drawing.workloads:
            label = short.one(name)
            yield Node(label.partition("/")[2] if len(spaces) == 1 else label, "workload", (name,))
        return
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
