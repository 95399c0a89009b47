"""Areas of pairs to groups of names: as few as is practical, each pair in one."""

from collections.abc import Iterable, Iterator
from functools import cached_property, partial
from itertools import accumulate, chain

from verifier.analysis.map.bits import members, ones, union
from verifier.analysis.map.meeting import Part
from verifier.analysis.map.naming import Naming
from verifier.analysis.map.pairs import Pairs
from verifier.analysis.map.ports import LAST
from verifier.analysis.map.results import Connections, Groups, Names, Ports, Within
from verifier.analysis.map.spaces import SHIFT, SPACE, Area, merged
from verifier.analysis.results import AllowedPorts
from verifier.flow import Protocol

MANY = 200_000  # ends of a large map


class Table:
    """The map of all pairs, in groups."""

    def __init__(self, pairs: Pairs) -> None:
        self.pairs = pairs
        self.spaces = pairs.spaces
        self.ports = pairs.setting.masks.ports
        self.naming = Naming(pairs)
        self.areas = pairs.areas()

    def workloads(self) -> Names:
        """Every declared workload."""
        return self.naming.workloads

    def connections(self) -> Groups:
        """What passes under all facts."""
        return self.later([part for part in self.areas if not part.when])

    def conditional(self) -> Groups:
        """What passes under some facts only."""
        return self.later([part for part in self.areas if part.when])

    def later(self, parts: list[Part]) -> Groups:
        """The areas of these parts as groups that are made when they are needed, by the namespace
        of the first destination; addresses come first."""
        homes: dict[int, dict[Part, list[Area]]] = {}
        for part in parts:
            for area in self.areas[part]:
                home = self.pairs.homes[area[1][0] & SPACE]
                homes.setdefault(home, {}).setdefault(part, []).append(area)
        outside = self.pairs.homes[self.pairs.world]
        order = sorted(homes, key=lambda home: (home != outside, home))
        makers = [partial(self.groups, homes[home]) for home in order]
        return Groups(makers, self.has_many, self.naming.book)

    @cached_property
    def has_many(self) -> bool:
        """All areas together list more than MANY ends, and their pieces have numbers."""
        pieces = chain.from_iterable(chain.from_iterable(chain.from_iterable(self.areas.values())))
        counts = accumulate((piece >> SHIFT).bit_count() for piece in pieces)
        if not any(count > MANY for count in counts):
            return False
        self.naming.book.number(self.areas.values())
        return True

    def groups(self, areas: dict[Part, list[Area]]) -> list[Connections]:
        """Areas as groups of names, in order."""
        found: list[Connections] = []
        for part, some in areas.items():
            found += self.named(some, self.ports.ranges(part.ports), part.when)
        return self.naming.in_order(found)

    def named(self, areas: Iterable[Area], allows: Ports, when: Names) -> Iterator[Connections]:
        """Areas as groups of names, without those that hold no pair of two names."""
        for area in areas:
            sources, destinations = map(self.naming.of, area)
            if sources is not destinations or len(sources) > 1:
                yield Connections(sources, destinations, allows, when)

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
        areas = merged([(spaces.of(1 << b), spaces.of(d)) for b, d in rows if d])
        return list(self.named(areas, allows, ()))

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


def everything() -> Ports:
    """All ports of all protocols."""
    return tuple(AllowedPorts(protocol, 1, LAST) for protocol in Protocol)
