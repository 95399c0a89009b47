"""The names of ends: each piece of a set is named once, and only when somebody asks for it."""

from collections import Counter
from itertools import chain

from verifier.analysis.map.bits import members
from verifier.analysis.map.pairs import Pairs
from verifier.analysis.map.results import Connections, Key, Listing, Names
from verifier.analysis.map.spaces import SHIFT, SPACE, Ends

FIRST = 8  # names that groups are put in order by
WIDTH = 4  # bytes for the place of a name


class Book(dict[Key, Names]):
    """The names of pieces, by the piece, or by all those of one namespace."""

    def label(self, key: Key) -> str:
        """What tells a piece from all others of its namespace: its ends as digits, behind the
        number of its space where a namespace has several."""
        texts = []
        for piece in key if isinstance(key, tuple) else (key,):
            at = self.numbers[piece & SPACE]
            texts.append(f"{at}:{piece >> SHIFT:x}" if at else f"{piece >> SHIFT:x}")
        return ".".join(texts)

    def __init__(self, pairs: Pairs) -> None:
        super().__init__()
        self.pairs = pairs
        firsts, homes = pairs.spaces.firsts, pairs.homes
        self.numbers = [homes[:at].count(home) for at, home in enumerate(homes)]  # in a namespace
        self.workloads_of: list[dict[int, Names]] = [{} for _ in firsts]  # by space
        for bit, actor in (*pairs.simple.items(), *pairs.manifold.items()):
            space = pairs.spaces.space_of(bit)
            self.workloads_of[space][bit - firsts[space]] = actor.workloads

    def __missing__(self, key: int | Ends) -> Names:
        pieces = key if isinstance(key, tuple) else (key,)
        if pieces[0] & SPACE == self.pairs.world:
            places, outside = self.pairs.setting.places, pieces[0] >> SHIFT
            found = places.cidrs(outside, places.world & ~outside)
        else:
            names: list[str] = []
            for piece in pieces:
                of = self.workloads_of[piece & SPACE]
                for bit in members(piece >> SHIFT):
                    names += of[bit]
            found = tuple(sorted(names))
        self[key] = found
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

    def of(self, ends: Ends) -> Listing:
        """Workloads, then ranges of the world."""
        found = self.known.get(ends)
        if found is None:
            several = any(piece & SPACE in self.several for piece in ends)
            keys = self.by_home(ends) if several else ends
            found = self.known[ends] = Listing(keys, self.book)
        return found

    def by_home(self, ends: Ends) -> tuple[Key, ...]:
        """The pieces of each namespace together, in order."""
        homes: dict[int, Ends] = {}
        for piece in ends:
            home = self.pairs.homes[piece & SPACE]
            homes[home] = (*homes.get(home, ()), piece)
        return tuple(homes[home] for home in sorted(homes))

    def in_order(self, groups: list[Connections]) -> list[Connections]:
        """Groups of these names by the first of them."""
        ends = {id(end): end for c in groups for end in (c.sources, c.destinations)}
        listings = [end for end in ends.values() if isinstance(end, Listing)]
        keys = {key for listing in listings for key in listing.keys[:FIRST]}
        firsts = {key: self.book[key][:FIRST] for key in keys}
        names = sorted({*chain.from_iterable(firsts.values())})
        places = {name: at.to_bytes(WIDTH, "big") for at, name in enumerate(names)}
        first = {key: b"".join(map(places.__getitem__, some)) for key, some in firsts.items()}
        place = {
            id(listing): b"".join(map(first.__getitem__, listing.keys[:FIRST]))[: WIDTH * FIRST]
            for listing in listings
        }
        return sorted(
            groups, key=lambda c: (place[id(c.destinations)], place[id(c.sources)], c.when)
        )
