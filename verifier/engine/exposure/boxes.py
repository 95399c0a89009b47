"""Sets of flows as boxes: on each axis, which of its pieces a flow may be in.

Boxes that differ on one axis only are one box; one that lies in another says nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key")
Pieces = frozenset[int]
Box = Mapping[Key, Pieces]  # an axis that is not named admits all of its pieces
STEPS = 2000  # on the ways out of other boxes, until it is given up


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


def apart(
    box: Box[Key], others: Sequence[Box[Key]], steps: Iterator[int] | None = None
) -> Iterator[Box[Key]]:
    """Smaller boxes that are outside of all the others, which together are what of the box is: as
    far as so many `steps` go. The box names all axes; those that the others name first are the
    first that are looked at."""
    steps = iter(range(STEPS)) if steps is None else steps
    for index, other in enumerate(others, 1):
        if all(box[axis] & pieces for axis, pieces in other.items()):
            for axis, pieces in other.items():
                if next(steps, None) is None:
                    return
                if left := box[axis] - pieces:
                    yield from apart({**box, axis: left}, others[index:], steps)
            return
    yield box
