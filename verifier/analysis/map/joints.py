"""What both sides let pass together between the units of two lanes, in tiles."""

from collections.abc import Iterable
from itertools import chain, product

from verifier.analysis.map.accepted import ByWay, Rectangle
from verifier.analysis.map.lanes import Columns
from verifier.analysis.map.meeting import Part
from verifier.analysis.map.ways import ALWAYS, Ways, When

Cell = tuple[int, int]  # ports, and pairs of a tile
Cells = list[Cell]


class Joints:
    """Joins what passes, and numbers the parts of it."""

    def __init__(self, ways: Ways, columns: Columns) -> None:
        self.ways = ways
        self.columns = columns
        self.parts: list[Part] = []
        self.numbers: dict[When, dict[int, int]] = {}  # of parts under the same facts, by ports

    def tile(self, egress: ByWay, ingress: ByWay) -> dict[int, int]:
        """The pairs of a tile by the numbers of parts that pass between them."""
        by_facts: dict[When, list[Cells]] = {}
        passing: list[Cells] = []
        for out, into in sorted(product(egress, ingress), key=doubt):
            cells = self.cells(egress[out], ingress[into])
            for others in passing if cells else ():  # each port passes in the least doubtful way
                cells = without(cells, others)
            if cells:
                cells = parted(cells)
                passing.append(cells)
                when = self.ways.when(out, into)
                if when is not None:
                    by_facts.setdefault(when, []).append(cells)
        found: dict[int, int] = {}
        for when, several in by_facts.items():
            numbers = self.numbers.setdefault(when, {})
            cells = several[0] if len(several) == 1 else parted(chain.from_iterable(several))
            for ports, pairs in cells:
                number = numbers.get(ports)
                if number is None:
                    number = numbers[ports] = len(self.parts)
                    self.parts.append(Part(ports, when))
                found[number] = pairs
        return found

    def cells(self, egress: list[Rectangle], ingress: list[Rectangle]) -> Cells:
        """What is in a rectangle of both sides."""
        found: dict[int, int] = {}
        columns = self.columns
        for sent, sources, peers in egress:
            for admitted, subjects, senders in ingress:
                from_, to = sources & senders, peers & subjects
                if from_ and to:
                    ports = sent & admitted
                    if ports:
                        found[ports] = found.get(ports, 0) | from_ * columns[to]
        return [*found.items()]


def doubt(ways: tuple[int, int]) -> int:
    """How many sides let pass by addresses."""
    out, into = ways
    return (out != ALWAYS) + (into != ALWAYS)


def parted(cells: Iterable[Cell]) -> Cells:
    """The same, each pair with all its ports in one cell, and all pairs with these there."""
    parts: Cells = []
    seen = 0
    for ports, pairs in cells:
        if pairs & seen:
            parts, pairs = overlaid(parts, ports, pairs)
        if pairs:
            parts.append((ports, pairs))
            seen |= pairs
    together: dict[int, int] = {}
    for ports, pairs in parts:
        together[ports] = together.get(ports, 0) | pairs
    return [*together.items()]


def overlaid(parts: Cells, ports: int, pairs: int) -> tuple[Cells, int]:
    """The parts with more ports for some of these pairs, and the pairs that are in none of them."""
    found: Cells = []
    for have, those in parts:
        both = those & pairs
        if both:
            pairs ^= both
            if ports & ~have:
                found.append((have | ports, both))
                those ^= both
                if not those:
                    continue
        found.append((have, those))
    return found, pairs


def without(cells: Cells, others: Cells) -> Cells:
    """What of the cells is in none of the others, of which no two share a pair."""
    found: Cells = []
    for ports, pairs in cells:
        for have, those in others:
            both = pairs & those if ports & have else 0
            if both:
                pairs ^= both
                if ports & ~have:
                    found.append((ports & ~have, both))
                if not pairs:
                    break
        if pairs:
            found.append((ports, pairs))
    return found
