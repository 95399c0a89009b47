"""Areas of pairs to groups of names: as few as is practical, each pair in one."""

from collections.abc import Iterable, Iterator
from itertools import chain

from verifier.analysis.map.bits import members, ones, union
from verifier.analysis.map.meeting import Part
from verifier.analysis.map.pairs import Area, Pairs
from verifier.analysis.map.ports import LAST
from verifier.analysis.map.results import Connections, Names, Ports, Within
from verifier.analysis.map.spaces import SHIFT, SPACE, Ends, joined
from verifier.analysis.results import AllowedPorts
from verifier.flow import Protocol

FIRST = 8  # names that groups are put in order by


class Table:
    """The map of all pairs, in groups."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        self.spaces = pairs.spaces
        self.ports = pairs.setting.masks.ports
        self.areas: dict[Part, list[Area]] = {}
        for passing, areas in pairs.areas().items():
            fewer = merged(areas)
            for part in passing:
                self.areas.setdefault(part, []).extend(fewer)
        self.names: dict[Ends, Names] = {}
        self.pieces: dict[int, Names] = {}
        ends = {**pairs.simple, **pairs.manifold}
        self.workloads_of = {bit: actor.workloads for bit, actor in ends.items()}

    def workloads(self) -> Names:
        """Every declared workload."""
        actors = self.pairs.setting.people.actors
        return tuple(sorted(name for actor in actors for name in actor.workloads))

    def connections(self) -> list[Connections]:
        """What passes under all facts."""
        return self.groups(part for part in self.areas if not part.when)

    def conditional(self) -> list[Connections]:
        """What passes under some facts only."""
        return self.groups(part for part in self.areas if part.when)

    def groups(self, parts: Iterable[Part]) -> list[Connections]:
        """The areas of these parts as groups of names."""
        found: list[Connections] = []
        for part in parts:
            found += self.named(self.areas[part], self.ports.ranges(part.ports), part.when)
        return sorted(found, key=lambda c: (c.destinations[:FIRST], c.sources[:FIRST], c.when))

    def named(self, areas: list[Area], allows: Ports, when: Names) -> list[Connections]:
        """Areas as groups of names, without those that hold no pair of two names."""
        found = []
        for sources, destinations in merged(areas):
            names = self.names_of(sources), self.names_of(destinations)
            if names[0] != names[1] or len(names[0]) > 1:
                found.append(Connections(*names, allows, when))
        return found

    def denied(self, port: tuple[Protocol, int] | None) -> list[Connections]:
        """The pairs of which no port passes under any facts, or not this one."""
        asked = self.ports.everything if port is None else self.ports.about(port[0], port[1])
        pairs, setting = self.pairs, self.pairs.setting
        outside = setting.outside(setting.reachable())
        pods = union(1 << bit for bit in (*pairs.simple, *pairs.manifold))
        reached: dict[int, int] = {}
        for part, areas in self.areas.items():
            for sources, destinations in areas if part.ports & asked else ():
                mask = union(map(self.spaces.mask, destinations))
                for piece in sources:
                    for bit in ones(self.spaces.mask(piece)):
                        reached[bit] = reached.get(bit, 0) | mask
        rows = [(b, (pods | outside) & ~reached.get(b, 0)) for b in members(pods)]
        rows += [(b, pods & ~reached.get(b, 0)) for b in members(outside)]
        allows = everything() if port is None else (AllowedPorts(port[0], port[1], port[1]),)
        spaces = self.spaces
        return self.named([(spaces.of(1 << b), spaces.of(d)) for b, d in rows if d], allows, ())

    def names_of(self, ends: Ends) -> Names:
        """Workloads, then ranges of the world."""
        found = self.names.get(ends)
        if found is None:
            world = self.pairs.world
            last = [self.names_in(piece) for piece in ends if piece & SPACE == world]
            parts = [self.names_in(piece) for piece in ends if piece & SPACE != world]
            if self.pairs.manifold:  # those of several units have a space of their own
                parts = [tuple(sorted(chain.from_iterable(parts)))]
            found = self.names[ends] = tuple(chain(*parts, *last))
        return found

    def names_in(self, piece: int) -> Names:
        """The names of the ends of one space."""
        found = self.pieces.get(piece)
        if found is None:
            if piece & SPACE == self.pairs.world:
                places, outside = self.pairs.setting.places, piece >> SHIFT
                found = places.cidrs(outside, places.world & ~outside)
            else:
                ends = map(self.workloads_of.__getitem__, members(self.spaces.mask(piece)))
                found = tuple(sorted(chain.from_iterable(ends)))
            self.pieces[piece] = found
        return found

    def within(self) -> Iterator[Within]:
        """What passes between the pods of one workload."""
        found: dict[Part, list[str]] = {}
        for actor in self.pairs.setting.people.actors:
            for name in actor.workloads:
                for part in self.pairs.within(actor, name):
                    found.setdefault(part, []).append(name)
        groups = (
            Within(tuple(sorted(names)), self.ports.ranges(part.ports), part.when)
            for part, names in found.items()
        )
        return iter(sorted(groups, key=lambda w: (w.workloads, w.when)))


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


def everything() -> Ports:
    """All ports of all protocols."""
    return tuple(AllowedPorts(protocol, 1, LAST) for protocol in Protocol)
