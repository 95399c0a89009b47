"""Sets of flows as boxes: on each axis, which of its pieces a flow may be in.

Boxes that differ on one axis only are one box; one that lies in another says nothing.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Pieces = frozenset[int]
Box = Mapping[Key, Pieces]  # an axis that is not named admits all of its pieces


def merged(boxes: Iterable[Box[Key]], sizes: Mapping[Key, int]) -> list[Box[Key]]:
    """The same flows in fewer boxes. `sizes`: how many pieces an axis has."""
    found: list[Box[Key]] = []
    waiting = [plain(box, sizes) for box in boxes]
    while waiting:
        box = waiting.pop(0)
        if any(inside(box, other) for other in found):
            continue
        found = [other for other in found if not inside(other, box)]
        for other in found:
            axis = only_difference(box, other)
            if axis is not None:
                found.remove(other)
                waiting.insert(0, plain({**box, axis: box[axis] | other[axis]}, sizes))
                break
        else:
            found.append(box)
    return found


def plain(box: Box[Key], sizes: Mapping[Key, int]) -> Box[Key]:
    """The box without axes of which it admits all pieces."""
    return {axis: pieces for axis, pieces in box.items() if len(pieces) < sizes[axis]}


def inside(box: Box[Key], other: Box[Key]) -> bool:
    """Every flow of a box is in another one."""
    return all(axis in box and box[axis] <= pieces for axis, pieces in other.items())


def only_difference(box: Box[Key], other: Box[Key]) -> Key | None:
    """The one axis on which two boxes differ; None where there are several, or it is one of which
    only one of them admits all pieces."""
    if box.keys() != other.keys():
        return None
    axes = [axis for axis in box if box[axis] != other[axis]]
    return axes[0] if len(axes) == 1 else None
