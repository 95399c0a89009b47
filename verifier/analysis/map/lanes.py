"""Ordinary units in lanes: spaces that lie side by side, a word of units at most.

A tile is all pairs of the units of two lanes, as one number: a word of sources for each of the
destinations, so that rectangles of any form are joined and cut in single steps.
"""

from collections.abc import Iterable
from struct import Struct

from verifier.analysis.map.bits import ones
from verifier.analysis.map.spaces import SHIFT, SPACE, WORD, Ends, Spaces

FULL = (1 << WORD) - 1
BITS = tuple(1 << bit for bit in range(WORD))
EVERY_ROW = sum(1 << row * WORD for row in range(WORD))
READER = Struct(f"<{WORD}Q")


class Columns(dict[int, int]):
    """Destinations as a tile with the first source alone; `members` leads back."""

    def __init__(self) -> None:
        super().__init__()
        self.members: dict[int, int] = {}

    def __missing__(self, those: int) -> int:
        found = self[those] = sum(1 << WORD * bit for bit in ones(those))
        self.members[found] = those
        return found


class Pieces(dict[int, Ends]):
    """The members of a lane in pieces."""

    def __init__(self, spaces: Spaces, first: int) -> None:
        super().__init__()
        self.spaces = spaces
        self.first = first

    def __missing__(self, word: int) -> Ends:
        found = self[word] = self.spaces.of(word << self.first)
        return found


class Lanes:
    """The lanes of these units, in the order of spaces."""

    def __init__(self, spaces: Spaces, units: int) -> None:
        runs: list[tuple[int, int]] = []  # first bit, and the first that follows
        for piece in spaces.of(units):
            first = spaces.firsts[piece & SPACE]
            end = first + (piece >> SHIFT).bit_length()
            if runs and end - runs[-1][0] <= WORD:
                runs[-1] = runs[-1][0], end
            else:
                runs.append((first, end))
        self.firsts = [first for first, _ in runs]
        self.whole = [units >> first & (1 << end - first) - 1 for first, end in runs]
        self.pieces = [Pieces(spaces, first) for first in self.firsts]
        self.columns = Columns()

    def touched(self, mask: int) -> list[tuple[int, int]]:
        """The lanes with members, and these."""
        low, high = (mask & -mask).bit_length() - 1, mask.bit_length()
        lanes = zip(self.firsts, self.whole, strict=True)
        words = [
            (lane, mask >> first & whole)
            for lane, (first, whole) in enumerate(lanes)
            if first < high and low < first + WORD
        ]
        return [(lane, word) for lane, word in words if word]

    def words(self, lane: int, sets: Iterable[int]) -> list[int]:
        """The members of sets in a lane."""
        first, whole = self.firsts[lane], self.whole[lane]
        return [mask >> first & whole for mask in sets]

    def rectangles(self, tile: int) -> Iterable[tuple[int, int]]:
        """The sources of a tile, each set of them with its destinations: most often, one."""
        row, at = divmod((tile & -tile).bit_length() - 1, WORD)
        sources, column = tile >> row * WORD & FULL, tile >> at & EVERY_ROW
        if sources * column == tile:
            those = self.columns.members.get(column)
            if those is not None:
                return ((sources, those),)
        rows = READER.unpack(tile.to_bytes(READER.size, "little"))
        found: dict[int, int] = {}
        for senders, bit in zip(rows, BITS, strict=True):
            if senders:
                found[senders] = found.get(senders, 0) | bit
        return found.items()
