"""The set of parts that can be removed together: one pass, and what each removal puts in doubt."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from verifier.analysis.lint.parts import Part, in_order_of_removal
from verifier.analysis.lint.removal import GaveUpError, Side
from verifier.flow import Direction

WHOLE_SELECTION = "spec.podSelector"


@dataclass(frozen=True, slots=True)
class Removed:
    """What one namespace's policies can do without: parts by index, with what covers each; those
    of them that are policies whose pods nothing else isolates; and parts that stayed undecided."""

    covers: tuple[tuple[int, tuple[int, ...]], ...]
    opening: frozenset[int]
    lost: tuple[int, ...]


@dataclass(slots=True)
class Search:
    """`off` are the parts that are removed so far: together they change nothing. `needed`: those
    that cannot follow them. A part that is needed stays so until a removal puts it in doubt."""

    parts: Sequence[Part]
    sides: Mapping[Direction, Side]
    off: set[int] = field(default_factory=set)
    gone: set[Part] = field(default_factory=set)
    needed: set[int] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)
    covers: dict[int, tuple[int, ...]] = field(default_factory=dict)
    beside: dict[Part, list[int]] = field(default_factory=dict)

    def run(self) -> Removed:
        """Try every part, larger ones first, until none is in doubt."""
        order = in_order_of_removal(self.parts)
        for index, part in enumerate(self.parts):
            if part.within is not None:
                self.beside.setdefault(part.within, []).append(index)
        for side in self.sides.values():
            side.prepare(i for i in side.mine if self.in_doubt(i))
        while doubtful := [i for i in order if self.in_doubt(i)]:
            for index in doubtful:
                if self.in_doubt(index):
                    self.try_without(index)
        covers = tuple((i, self.final_cover(i)) for i in sorted(self.off))
        opening = frozenset(i for i in self.off if self.opens(i))
        return Removed(covers, opening, tuple(sorted(self.lost)))

    def opens(self, index: int) -> bool:
        """A policy that isolates pods which no other one does: they are as open without it."""
        part = self.parts[index]
        if part.kind != "policy":
            return False
        try:
            return any(self.sides[d].isolates(index, self.off) for d in part.directions)
        except GaveUpError:
            return True

    def in_doubt(self, index: int) -> bool:
        """It is open whether the part can go, and it is not the last of its rule's list."""
        if index in self.off or index in self.needed or index in self.lost:
            return False
        part = self.parts[index]
        return not self.is_inside(part) and not self.is_last(part)

    def is_inside(self, part: Part) -> bool:
        """Something around the part is gone."""
        around = part.within
        return around is not None and (around in self.gone or self.is_inside(around))

    def is_last(self, part: Part) -> bool:
        """The part is the last peer, or the last port, of its rule."""
        if part.kind not in ("peer", "port") or part.within is None:
            return False
        around = (self.parts[i] for i in self.beside[part.within])
        return all(p in self.gone for p in around if p.kind == part.kind and p is not part)

    def try_without(self, index: int) -> None:
        """Remove the part if nothing changes."""
        part = self.parts[index]
        try:
            cover = self.cover(index, self.off)
        except GaveUpError:
            self.lost.add(index)
            return
        if cover is None:
            self.needed.add(index)
            return
        self.covers[index] = cover
        self.off.add(index)
        self.gone.add(part)
        self.needed.difference_update(self.put_in_doubt(index))

    def cover(self, index: int, off: Set[int]) -> tuple[int, ...] | None:
        """What covers a part when all of `off` are removed, in all its directions; None where all
        that stay are not enough. Raises GaveUpError."""
        found: dict[int, None] = {}
        for direction in self.parts[index].directions:
            core = self.sides[direction].cover(index, off)
            if core is None:
                return None
            found |= dict.fromkeys(core)
        return tuple(found)

    def put_in_doubt(self, index: int) -> Iterator[int]:
        """The parts that may no longer be needed once a part is gone.

        A narrower rule leaves all parts needed but the terms and excepts that bounded it. A wider
        rule can stand in for parts that covered it before, and for no others. Where policies stop
        or start to isolate pods, all policies and their selections are in doubt.
        """
        part = self.parts[index]
        if part.kind in ("rule", "peer", "port"):
            yield from self.those(lambda p: p.policy is part.policy and bounds(p))
        else:
            yield from self.covers[index]
        if part.kind == "policy" or is_selection(part):
            yield from self.those(lambda p: p.kind == "policy" or is_selection(p))

    def those(self, wanted: Callable[[Part], bool]) -> list[int]:
        """The parts that are wanted."""
        return [i for i, part in enumerate(self.parts) if wanted(part)]

    def final_cover(self, index: int) -> tuple[int, ...]:
        """What covers the part among those that stay, if that is enough."""
        cover = self.covers[index]
        if not self.off.intersection(cover):
            return cover
        try:
            return self.cover(index, self.off) or cover
        except GaveUpError:
            return cover


def bounds(part: Part) -> bool:
    """The part makes a rule or a policy narrower."""
    return part.kind in ("except", "term")


def is_selection(part: Part) -> bool:
    """The part is a term of the policy's own selector."""
    return part.kind == "term" and part.field.startswith(WHOLE_SELECTION)
