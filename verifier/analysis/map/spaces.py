"""Sets of ends in pieces: a large set shares most of its pieces with others.

A piece is the ends of one *space*: the units of a namespace, a word of them at most, or all
addresses of the world. It is one number, the members above and the number of the space below; a set
is a tuple of pieces in the order of spaces, so that equal sets are equal tuples.
"""

from bisect import bisect_right
from collections.abc import Iterable

Ends = tuple[int, ...]
Area = tuple[Ends, Ends]  # sources, destinations
WORD = 64  # units
SHIFT = 32
SPACE = (1 << SHIFT) - 1


class Spaces:
    """Cuts the bits of all ends; each of `firsts` is the first bit of a space."""

    def __init__(self, firsts: Iterable[int], count: int) -> None:
        self.firsts = sorted(firsts)
        ends = [*self.firsts[1:], count]
        self.masks = [
            (1 << end) - (1 << first) for first, end in zip(self.firsts, ends, strict=True)
        ]
        self.memo: dict[int, Ends] = {}

    def space_of(self, bit: int) -> int:
        """The space of an end."""
        return bisect_right(self.firsts, bit) - 1

    def local(self, mask: int, space: int) -> int:
        """The ends of one space, counted from its first."""
        return (mask & self.masks[space]) >> self.firsts[space]

    def of(self, mask: int) -> Ends:
        """A set of bits in pieces."""
        found = self.memo.get(mask)
        if found is None:
            pieces, left = [], mask
            while left:
                space = bisect_right(self.firsts, (left & -left).bit_length() - 1) - 1
                pieces.append(self.local(left, space) << SHIFT | space)
                left &= ~self.masks[space]
            found = self.memo[mask] = tuple(pieces)
        return found

    def mask(self, piece: int) -> int:
        """The bits of a piece."""
        return (piece >> SHIFT) << self.firsts[piece & SPACE]


def joined(sets: list[Ends]) -> Ends:
    """The union of sets."""
    if len(sets) == 1:
        return sets[0]
    found: dict[int, int] = {}
    for ends in sets:
        for piece in ends:
            space = piece & SPACE
            found[space] = found.get(space, 0) | piece
    return tuple(found[space] for space in sorted(found))


def merged(areas: list[Area]) -> list[Area]:
    """The same pairs in fewer areas: those that agree in one side become one, again and again."""
    while len(areas) > 1:
        fewer = by_side(by_side(areas, 1), 0)
        if len(fewer) == len(areas):
            return fewer
        areas = fewer
    return areas


def by_side(areas: list[Area], side: int) -> list[Area]:
    """Areas that agree in one side joined in the other."""
    found: dict[Ends, list[Ends]] = {}
    for area in areas:
        found.setdefault(area[side], []).append(area[1 - side])
    if len(found) == len(areas):
        return areas
    both = ((one, joined(others)) for one, others in found.items())
    return list(both) if side == 0 else [(b, a) for a, b in both]
