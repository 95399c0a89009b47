"""Where the nodes of the graph stand; networkx lays them out."""

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from itertools import combinations
from math import ceil
from typing import Any

from verifier.errors import UsageError

Point = tuple[float, float]
MISSING = (
    "the page needs networkx and numpy to lay out its graph: pip install 'netproof[report]', or "
    "`netproof map` for text"
)
LIBRARIES = ("networkx", "numpy")  # which networkx needs for layouts
SEED = 7
HEIGHT = 90.0  # the least distance of two nodes above each other, in pixels
LETTER = 7.5  # pixels of a label
WIDTHS = 90.0, 220.0  # the least distance of two nodes beside each other, by their labels
ROUNDS = 200
MANY_PAIRS = 1_000  # a picture of so many lines shows none
LONGEST = 26  # letters of a label that the picture shows
ROW = 56.0  # the distance of rows, in pixels
SHAPE = 1.3  # width by height of nodes in rows


def refuse_missing() -> None:
    """Raises UsageError where what lays out the graph is not installed."""
    if not all(map(find_spec, LIBRARIES)):
        raise UsageError(MISSING)


def library() -> Any:
    """networkx. Raises UsageError where it is not installed."""
    refuse_missing()
    import networkx  # noqa: PLC0415 - an extra

    return networkx


def box_of(labels: Sequence[str]) -> Point:
    """The room that the widest of the nodes takes."""
    widest = max(map(len, labels), default=0) * LETTER + 40
    return min(max(widest, WIDTHS[0]), WIDTHS[1]), HEIGHT


def positions(labels: Sequence[str], traffic: Iterable[tuple[int, int]]) -> list[Point]:
    """A point for each node, in pixels from the upper left: those with traffic between them
    (`traffic`: pairs of nodes) near each other, and none on top of another. The same input has the
    same picture. Raises UsageError where networkx is not installed."""
    networkx, count = library(), len(labels)
    pairs = [pair for pair in traffic if pair[0] != pair[1]]
    if len(pairs) > MANY_PAIRS:
        return in_rows(labels)
    graph = networkx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(pairs)
    box, root = box_of(labels), max(count, 1) ** 0.5
    found = networkx.spring_layout(graph, k=1.6 / root, seed=SEED, iterations=120)
    scaled = [(float(x) * root * box[0] * 0.7, float(y) * root * box[1]) for x, y in found.values()]
    return shifted(apart(scaled, box), box)


def in_rows(labels: Sequence[str]) -> list[Point]:
    """The nodes in rows, in their order: where nearly all are linked, none is nearer than another.
    A label that is wider than nearly all takes as many places as it needs."""
    widths = sorted(min(len(label), LONGEST) * LETTER + 30 for label in labels)
    width = max(widths[int(len(widths) * 0.95)], WIDTHS[0])
    columns = max(1, round((len(labels) * ROW / width * SHAPE) ** 0.5))
    found: list[Point] = []
    column = row = 0
    for label in labels:
        places = min(columns, ceil((min(len(label), LONGEST) * LETTER + 30) / width))
        if column + places > columns:
            column, row = 0, row + 1
        found.append((round((column + places / 2) * width), round((row + 0.5) * ROW)))
        column += places
    return found


def apart(points: Sequence[Point], box: Point) -> list[Point]:
    """The points, moved until no two boxes around them overlap, or as far as it goes."""
    places = [list(point) for point in points]
    for _ in range(ROUNDS):
        touching = False
        for one, other in combinations(places, 2):
            over = [box[axis] - abs(one[axis] - other[axis]) for axis in (0, 1)]
            if min(over) <= 0.5:
                continue
            touching = True
            axis = 0 if over[0] / box[0] < over[1] / box[1] else 1
            step = over[axis] / 2 * (1 if one[axis] >= other[axis] else -1)
            one[axis] += step
            other[axis] -= step
        if not touching:
            break
    return [(x, y) for x, y in places]


def shifted(points: Sequence[Point], box: Point) -> list[Point]:
    """The points as whole pixels, with room for a box around the outermost."""
    left = min((x for x, _ in points), default=0) - box[0] / 2
    top = min((y for _, y in points), default=0) - box[1] / 2
    return [(round(x - left), round(y - top)) for x, y in points]
