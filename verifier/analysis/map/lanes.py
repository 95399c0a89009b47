"""Sets of units in lanes: each space has a run of bits of its own, as wide as whole words, so that
a large set falls into the sets of all spaces at once."""

from struct import Struct

from verifier.analysis.map.spaces import SHIFT, SPACE, Spaces

WORD = 64  # bits


class Lanes:
    """The spaces of these units; those of one word come first."""

    def __init__(self, spaces: Spaces, units: int) -> None:
        self.cut = spaces
        found = {piece & SPACE: piece >> SHIFT for piece in spaces.of(units)}
        narrow = [space for space, whole in found.items() if whole.bit_length() <= WORD]
        wide = [space for space, whole in found.items() if whole.bit_length() > WORD]
        self.spaces = narrow + wide
        self.whole = [found[space] for space in self.spaces]
        self.lane = {space: at for at, space in enumerate(self.spaces)}
        self.shifts: list[int] = []
        end = 0
        for whole in self.whole:
            self.shifts.append(end)
            end += -(-whole.bit_length() // WORD) * WORD
        self.narrow = len(narrow)
        bounds = [shift // 8 for shift in (*self.shifts, end)]
        self.wide = list(zip(bounds[self.narrow :], bounds[self.narrow + 1 :], strict=False))
        self.size = end // 8
        self.reader = Struct(f"<{self.narrow}Q")
        self.everything = sum(w << at for w, at in zip(self.whole, self.shifts, strict=True))
        self.memo: dict[int, int] = {}
        self.parts: dict[int, list[tuple[int, int]]] = {}

    def of(self, mask: int) -> int:
        """A set of bits in lanes."""
        found = self.memo.get(mask)
        if found is None:
            found = 0
            for piece in self.cut.of(mask):
                at = self.lane.get(piece & SPACE)
                if at is not None:
                    found |= (piece >> SHIFT & self.whole[at]) << self.shifts[at]
            self.memo[mask] = found
        return found

    def each(self, laned: int) -> tuple[int, ...]:
        """The members of every lane, by themselves."""
        text = laned.to_bytes(self.size, "little")
        found = self.reader.unpack_from(text)
        if self.wide:
            found += tuple([int.from_bytes(text[a:b], "little") for a, b in self.wide])
        return found

    def touched(self, laned: int) -> list[tuple[int, int]]:
        """The lanes with members, and these."""
        found = self.parts.get(laned)
        if found is None:
            each = self.each(laned)
            found = self.parts[laned] = [(at, some) for at, some in enumerate(each) if some]
        return found

    def runs(self) -> list[tuple[int, int]]:
        """Lanes, each with some of its members: all of them, a word at most at a time."""
        return [
            (at, part)
            for at, whole in enumerate(self.whole)
            for first in range(0, whole.bit_length(), WORD)
            if (part := whole & ((1 << first + WORD) - (1 << first)))
        ]
