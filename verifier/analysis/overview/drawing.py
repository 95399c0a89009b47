"""The map in the sets that it is found in: names are written out where somebody reads them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from verifier.analysis.map.bits import chosen
from verifier.analysis.map.connectivity import pairs_of
from verifier.analysis.map.grouping import Table
from verifier.analysis.map.results import Names, Ports, Within
from verifier.analysis.map.spaces import SHIFT, SPACE, Ends
from verifier.analysis.plugins import dialect_of, plugin_assumed
from verifier.analysis.results import Assumption
from verifier.analysis.services.results import Ways
from verifier.analysis.standing import assumptions, summaries
from verifier.dialect import Dialect
from verifier.errors import Problem
from verifier.manifests import Manifests
from verifier.query import ClusterFacts

Area = tuple[int, int]  # the numbers of two sets: sources, destinations


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """Who is in a set. `ends` holds, for each space, the workloads of each of its ends; `ranges`
    the CIDRs of the pieces of the space `world`."""

    ends: tuple[tuple[Names, ...], ...]
    world: int
    ranges: Mapping[int, Names]

    def names(self, ends: Ends) -> Iterator[str]:
        """The names of a set, space by space."""
        for piece in ends:
            yield from self.names_in(piece)

    def names_in(self, piece: int) -> Sequence[str]:
        """The names of the ends of one space."""
        if piece & SPACE == self.world:
            return self.ranges[piece]
        here = self.ends[piece & SPACE]
        return [*chain.from_iterable(chosen(here, piece >> SHIFT))]

    def sizes(self, sets: Iterable[Ends]) -> list[int]:
        """How many names each set has."""
        plain = [all(len(end) == 1 for end in space) for space in self.ends]
        plain[self.world : self.world + 1] = [False]
        known: dict[int, int] = {}
        found = []
        for ends in sets:
            for piece in ends:
                if piece not in known:
                    single = plain[piece & SPACE]
                    known[piece] = (
                        (piece >> SHIFT).bit_count() if single else len(self.names_in(piece))
                    )
            found.append(sum(map(known.__getitem__, ends)))
        return found

    def shared(self, sets: Sequence[Ends], areas: Iterable[Area]) -> int:
        """How many workloads are on both sides of an area, over all areas."""
        found: dict[int, int] = {}  # how often which members of a space are
        for area in areas:
            one, other = sorted((sets[at] for at in area), key=len)
            here = {piece & SPACE: piece for piece in one}
            for piece in other:
                space = piece & SPACE
                if space in here and space != self.world:
                    both = piece & here[space]
                    found[both] = found.get(both, 0) + 1
        return sum(times * len(self.names_in(piece)) for piece, times in found.items())


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """`allows` pass in these areas, from each name on the one side to each on the other but a
    workload itself: under all open facts, or, where `when` names some, under these only."""

    allows: Ports
    when: Names
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """Who reaches whom, of the declared workloads and the world (M-22): no pair has a port in two
    areas. `pairs` counts them, but for what passes within a workload; `sizes` holds how many names
    each of the `sets` has. `ways`: what comes in by way of Services; None where nobody asked."""

    workloads: Names
    members: Members
    sets: Sequence[Ends]
    sizes: Sequence[int]
    passages: tuple[Passage, ...]
    within: tuple[Within, ...]
    pairs: int
    warnings: tuple[Problem, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    used: str = ""
    ignored: str = ""
    ways: Ways | None = None


def drawn(manifests: Manifests, dialect: Dialect | None, cluster: ClusterFacts) -> Drawing:
    """Who reaches whom on which ports."""
    pairs = pairs_of(manifests, dialect_of(dialect, manifests), cluster)
    table = Table(pairs)
    numbers: dict[Ends, int] = {}
    passages = tuple(passages_of(table, numbers))
    areas = [area for passage in passages for area in passage.areas]
    sets = tuple(numbers)
    outside = {p: None for ends in sets for p in ends if p & SPACE == pairs.world}
    found = Members(
        tuple(map(tuple, table.naming.book.workloads_of)),
        pairs.world,
        {piece: table.naming.book[piece] for piece in outside},
    )
    sizes = found.sizes(sets)
    used, ignored = summaries(manifests)
    return Drawing(
        workloads=table.workloads(),
        members=found,
        sets=sets,
        sizes=sizes,
        passages=passages,
        within=tuple(table.within()),
        pairs=sum(sizes[s] * sizes[d] for s, d in areas) - found.shared(sets, areas),
        warnings=manifests.warnings,
        assumptions=(*assumptions(manifests), *plugin_assumed(dialect, manifests)),
        texts=manifests.texts,
        used=used,
        ignored=ignored,
    )


def passages_of(table: Table, numbers: dict[Ends, int]) -> Iterator[Passage]:
    """All areas that hold a pair of two names; what passes under all facts comes first. Sets get
    `numbers` in the order in which they come."""
    for part, areas in sorted(table.areas.items(), key=lambda found: bool(found[0].when)):
        kept = tuple(
            (numbers.setdefault(s, len(numbers)), numbers.setdefault(d, len(numbers)))
            for s, d in areas
            if s != d or len(table.naming.of(s)) > 1
        )
        if kept:
            yield Passage(table.ports.ranges(part.ports), part.when, kept)
