"""The names of ends: each piece of a set is named once, and only when somebody asks for it."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice

from verifier.analysis.map.bits import chosen, ones
from verifier.analysis.map.pairs import Pairs
from verifier.analysis.map.results import WORLD, Connections, Key, Label, Listing, Names
from verifier.analysis.map.spaces import SHIFT, SPACE, Area, Ends

FIRST = 4  # ends that groups are put in order by
WIDTH = 4  # bytes for the place of an end


class Book(dict[Key, Names]):
    """The names of pieces, by the piece, or by all those of one namespace."""

    def __init__(self, pairs: Pairs) -> None:
        super().__init__()
        self.pairs = pairs
        self.spaces = [*pairs.setting.people.by_namespace, WORLD]
        self.numbers: dict[int, int] = {}  # of pieces, in each namespace
        firsts = pairs.spaces.firsts
        self.workloads_of: list[list[Names]] = [[] for _ in firsts]  # those of ends, by space
        for bit, actor in sorted({**pairs.simple, **pairs.manifold}.items()):
            space = pairs.spaces.space_of(bit)
            here, at = self.workloads_of[space], bit - firsts[space]
            here += [()] * (at - len(here))  # units that are only parts of workloads
            here.append(actor.workloads)

    def number(self, areas: Iterable[list[Area]]) -> None:
        """Give numbers to the pieces of areas, which are short where names would be many."""
        ends = chain.from_iterable(chain.from_iterable(areas))
        counts: Counter[str] = Counter()
        for piece in dict.fromkeys(chain.from_iterable(ends)):
            space = self.space_of(piece)
            counts[space] += 1
            self.numbers[piece] = counts[space]

    def space_of(self, piece: int) -> str:
        """The namespace of a piece; WORLD outside."""
        return self.spaces[self.pairs.homes[piece & SPACE]]

    def label(self, key: Key) -> Label:
        """The numbers of pieces."""
        pieces = key if isinstance(key, tuple) else (key,)
        return self.space_of(pieces[0]), tuple([self.numbers[piece] for piece in pieces])

    def is_one(self, key: Key) -> bool:
        """Exactly one name stands behind it."""
        if not isinstance(key, int) or key & SPACE == self.pairs.world:
            return len(self[key]) == 1
        return (key >> SHIFT).bit_count() == 1 and len(self[key]) == 1

    def __missing__(self, key: int | Ends) -> Names:
        pieces = key if isinstance(key, tuple) else (key,)
        if pieces[0] & SPACE == self.pairs.world:
            places, outside = self.pairs.setting.places, pieces[0] >> SHIFT
            found = places.cidrs(outside, places.world & ~outside)
        else:
            ends = [chosen(self.workloads_of[p & SPACE], p >> SHIFT) for p in pieces]
            found = tuple(sorted(chain.from_iterable(chain.from_iterable(ends))))
        self[key] = found
        return found


class Places(dict[Key, bytes]):
    """Where the first ends of pieces stand among all: addresses, then workloads by name."""

    def __init__(self, pairs: Pairs) -> None:
        super().__init__()
        self.spaces = pairs.spaces
        actors = {**pairs.simple, **pairs.manifold}
        outside = range(pairs.offset, pairs.offset + pairs.setting.places.count)
        order = [*outside, *sorted(actors, key=lambda bit: actors[bit].workloads)]
        self.of = {bit: at.to_bytes(WIDTH, "big") for at, bit in enumerate(order)}

    def __missing__(self, key: int | Ends) -> bytes:
        pieces = key if isinstance(key, tuple) else (key,)
        firsts = self.spaces.firsts
        ends = [firsts[p & SPACE] + bit for p in pieces for bit in islice(ones(p >> SHIFT), FIRST)]
        found = self[key] = b"".join(sorted([self.of[end] for end in ends])[:FIRST])
        return found


class Naming:
    """Names sets of ends."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        self.book = Book(pairs)
        self.known: dict[Ends, Listing] = {}
        # Many workloads take several spaces; those of several units have some behind the world.
        times = Counter(pairs.homes)
        self.several = {at for at, home in enumerate(pairs.homes) if times[home] > 1}
        actors = pairs.setting.people.actors
        self.workloads: Names = tuple(sorted(n for actor in actors for n in actor.workloads))
        self.places = Places(pairs)

    def of(self, ends: Ends) -> Listing:
        """Workloads, then ranges of the world."""
        found = self.known.get(ends)
        if found is None:
            found = self.known[ends] = Listing(self.keys(ends), self.book)
        return found

    def keys(self, ends: Ends) -> tuple[Key, ...]:
        """The pieces, those of each namespace together where some are in several spaces."""
        for piece in ends:
            if piece & SPACE in self.several:
                return self.by_home(ends)
        return ends

    def by_home(self, ends: Ends) -> tuple[Key, ...]:
        """The pieces of each namespace together, in order."""
        homes: dict[int, Ends] = {}
        for piece in ends:
            home = self.pairs.homes[piece & SPACE]
            homes[home] = (*homes.get(home, ()), piece)
        parts = [homes[home] for home in sorted(homes)]
        return tuple(part if len(part) > 1 else part[0] for part in parts)

    def in_order(self, groups: list[Connections]) -> list[Connections]:
        """Groups of these names by their first ends."""
        places, known = self.places, dict[int, bytes]()
        for end in {id(e): e for c in groups for e in (c.sources, c.destinations)}.values():
            keys = end.keys[:FIRST] if isinstance(end, Listing) else ()
            known[id(end)] = b"".join([places[key] for key in keys])[: WIDTH * FIRST]
        return sorted(
            groups, key=lambda c: (known[id(c.destinations)], known[id(c.sources)], c.when)
        )
