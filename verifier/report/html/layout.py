"""Where the nodes of the graph stand; networkx lays them out."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from verifier.errors import UsageError

Point = tuple[float, float]
MISSING = (
    "the page needs networkx and numpy to lay out its graph: pip install 'netproof[report]', or "
    "`netproof map` for text"
)
SEED = 7
ROOM = 175.0  # pixels that a node takes of each side of the picture, times the root of their number
BOX: Point = (190.0, 90.0)  # the least distance of two nodes: beside, or above each other
ROUNDS = 200


def library() -> Any:
    """networkx. Raises UsageError where it is not installed."""
    try:
        import networkx  # noqa: PLC0415 - an extra
        import numpy  # noqa: F401, PLC0415 - which networkx needs for layouts
    except ImportError:
        raise UsageError(MISSING) from None
    return networkx


def positions(count: int, weights: Mapping[tuple[int, int], int]) -> list[Point]:
    """A point for each of `count` nodes, in pixels from the upper left: those with traffic
    between them (`weights`: pairs of ends) near each other, and none on top of another. The same
    input has the same picture. Raises UsageError where networkx is not installed."""
    networkx = library()
    graph = networkx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((one, other) for one, other in weights if one != other)
    span = ROOM * max(count, 1) ** 0.5
    distance = 1.6 / max(count, 1) ** 0.5
    found = networkx.spring_layout(graph, k=distance, seed=SEED, iterations=120)
    scaled = [(float(x) * span * 0.8, float(y) * span * 0.6) for x, y in found.values()]
    return shifted(apart(scaled))


def apart(points: Sequence[Point]) -> list[Point]:
    """The points, moved until no two boxes around them overlap, or as far as it goes."""
    places = [list(point) for point in points]
    for _ in range(ROUNDS):
        touching = False
        for one, other in combinations(places, 2):
            over = [BOX[axis] - abs(one[axis] - other[axis]) for axis in (0, 1)]
            if min(over) <= 0.5:
                continue
            touching = True
            axis = 0 if over[0] / BOX[0] < over[1] / BOX[1] else 1
            step = over[axis] / 2 * (1 if one[axis] >= other[axis] else -1)
            one[axis] += step
            other[axis] -= step
        if not touching:
            break
    return [(x, y) for x, y in places]


def shifted(points: Sequence[Point]) -> list[Point]:
    """The points as whole pixels, with room for a box around the outermost."""
    left = min((x for x, _ in points), default=0) - BOX[0] / 2
    top = min((y for _, y in points), default=0) - BOX[1] / 2
    return [(round(x - left), round(y - top)) for x, y in points]
