"""What passes between any two ends of the map, as rectangles: sources times destinations.

An end is a bit: of a unit that makes up workloads of its own, of a stretch of addresses of the
world, or of a workload that takes several units.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from verifier.analysis.map.bits import members, ones, union
from verifier.analysis.map.bulk import Bulk, ordinary
from verifier.analysis.map.meeting import Between, Meeting, Part, Passing, Taken
from verifier.analysis.map.population import MANY, Actor
from verifier.analysis.map.setting import Outcome, Setting
from verifier.analysis.map.sides import Block, Profile, Side
from verifier.analysis.map.spaces import WORD, Area, Spaces, merged

Units = tuple[tuple[int, ...], ...]  # the bits of each class of pods


@dataclass(frozen=True, slots=True)
class Rectangle:
    """The same passes from every one of `sources` to every one of `destinations`."""

    sources: int
    destinations: int
    passing: Passing


class Pairs:
    """Both sides of an input, joined."""

    def __init__(self, setting: Setting, egress: Side, ingress: Side, meeting: Meeting) -> None:
        self.setting = setting
        self.meeting = meeting
        self.sides = egress, ingress
        self.egress = Blocks(egress)
        self.ingress = Blocks(ingress)
        self.offset = len(setting.units)
        actors = setting.people.actors
        self.simple = {a.units[0][0]: a for a in actors if is_simple(a)}
        first = self.offset + setting.places.count
        self.manifold: dict[int, Actor] = {}
        homes = {self.offset: len(setting.people.by_namespace)}  # by the first bit of each space
        several = [actor for actor in actors if not is_simple(actor)]
        for home, (name, units) in enumerate(setting.people.by_namespace.items()):
            homes |= dict.fromkeys(range(first_of(units), units.bit_length(), WORD), home)
            here = [a for a in several if setting.units[a.units[0][0]].pod.namespace == name]
            if here:
                homes[first] = home
                self.manifold |= enumerate(here, first)
                first += len(here)
        self.spaces = Spaces(homes, first)
        self.homes = [homes[bit] for bit in self.spaces.firsts]  # namespaces, and what is outside
        self.world = self.spaces.space_of(self.offset)
        among = ordinary(setting, self.simple, self.sides)
        self.bulk = Bulk(setting, meeting, self.sides, among, self.spaces)

    def areas(self) -> dict[Part, list[Area]]:
        """All pairs with which something passes, each in one area, by what does."""
        others: list[Rectangle] = []
        found = self.bulk.areas(lambda: others.extend(self.rectangles(self.bulk.among)))
        mixed: dict[Part, list[Area]] = {}
        for rectangle in others:
            area = self.spaces.of(rectangle.sources), self.spaces.of(rectangle.destinations)
            for part in rectangle.passing:
                mixed.setdefault(part, []).append(area)
        for part, areas in mixed.items():
            found[part] = merged(found.get(part, []) + areas)
        return found

    def rectangles(self, among: int) -> Iterator[Rectangle]:
        """The pairs of which an end is not `among` these units."""
        pods = union(1 << bit for bit in self.simple)
        outside, other = self.setting.outside(~0), pods & ~among
        yield from self.inside(other, pods)
        yield from self.inside(among, other)
        yield from self.from_world(pods, outside)
        yield from self.to_world(pods, outside)
        for bit in self.manifold:
            yield from self.around(bit)

    def inside(self, destinations: int, sources: int) -> Iterator[Rectangle]:
        """The pairs of these pods."""
        rows = self.outgoing(destinations, sources) if sources else {}
        for profile in self.ingress.profiles if rows else ():
            subjects = profile.subjects & destinations
            blocks = self.ingress.blocks(profile) if subjects else []
            allowed = [(b.outcome, b.peers) for b in blocks if b.passes()]
            for bit in members(subjects):
                yield from self.into(1 << bit, rows.get(bit, {}), allowed)

    def outgoing(self, pods: int, ends: int) -> dict[int, dict[Outcome, int]]:
        """Of these ends, who sends to each of these pods, by what their own side lets pass."""
        rows: dict[int, dict[Outcome, int]] = {bit: {} for bit in members(pods)}
        for profile in self.egress.profiles if rows else ():
            subjects = profile.subjects & ends
            for block in self.egress.blocks(profile) if subjects else ():
                outcome = block.outcome
                for bit in members(block.peers & pods) if block.passes() else ():
                    row = rows[bit]
                    row[outcome] = row.get(outcome, 0) | subjects
        return rows

    def into(
        self, destinations: int, row: dict[Outcome, int], allowed: list[tuple[Outcome, int]]
    ) -> Iterator[Rectangle]:
        """The pairs of one pod with all who send to it."""
        found: dict[Passing, int] = {}
        senders, of_pair = list(row.items()), self.meeting.of_pair
        for incoming, peers in allowed:
            for outgoing, sources in [(o, s & peers) for o, s in senders if s & peers]:
                passing = of_pair(outgoing, incoming)
                if passing:
                    found[passing] = found.get(passing, 0) | sources
        for passing, sources in found.items():
            yield Rectangle(sources, destinations, passing)

    def from_world(self, pods: int, outside: int) -> Iterator[Rectangle]:
        """The pairs of addresses of the world with pods."""
        open_to = [(b.outcome, b.peers & pods) for b in self.egress.outside if b.passes()]
        for profile in self.ingress.profiles:
            for block in self.ingress.beyond(profile) if profile.subjects & pods else ():
                for outgoing, peers in open_to:
                    destinations = profile.subjects & peers
                    passing = self.meeting.of_pair(outgoing, block.outcome) if destinations else ()
                    if passing and block.peers & outside:
                        yield Rectangle(block.peers & outside, destinations, passing)

    def to_world(self, pods: int, outside: int) -> Iterator[Rectangle]:
        """The pairs of pods with addresses of the world."""
        open_to = [(b.outcome, b.peers & pods) for b in self.ingress.outside if b.passes()]
        for profile in self.egress.profiles:
            for block in self.egress.beyond(profile) if profile.subjects & pods else ():
                for incoming, peers in open_to:
                    sources = profile.subjects & peers
                    passing = self.meeting.of_pair(block.outcome, incoming) if sources else ()
                    if passing and block.peers & outside:
                        yield Rectangle(sources, block.peers & outside, passing)

    # Workloads of several units

    def around(self, bit: int) -> Iterator[Rectangle]:
        """The pairs of a workload of several units, as a source, and as a destination of ends
        that are not such workloads."""
        actor = self.manifold[bit]
        into: dict[Passing, int] = {}
        out: dict[Passing, int] = {}
        for other, units in self.ends():
            if other != bit or len(actor.workloads) > 1:
                passing = self.passing(actor.units, units)
                into[passing] = into.get(passing, 0) | 1 << other
            if other not in self.manifold:
                passing = self.passing(units, actor.units)
                out[passing] = out.get(passing, 0) | 1 << other
        yield from (Rectangle(1 << bit, mask, passing) for passing, mask in into.items() if passing)
        yield from (Rectangle(mask, 1 << bit, passing) for passing, mask in out.items() if passing)

    def ends(self) -> Iterator[tuple[int, Units]]:
        """Every end with its units, which an address is by itself."""
        for bit, actor in (*self.simple.items(), *self.manifold.items()):
            yield bit, actor.units
        for bit in ones(self.setting.outside(~0)):
            yield bit, ((bit,),)

    def passing(self, sources: Units, destinations: Units) -> Passing:
        """What passes between two ends."""
        classes = product(range(len(sources)), range(len(destinations)))
        found = (self.between(sources, at, destinations, to) for at, to in classes)
        return self.meeting.of(tuple(between for each in found for between in each))

    def taken(self, end: str, bit: int, at: int, classes: int) -> Taken:
        """How the facts of an end are taken in this unit of it."""
        if bit >= self.offset:
            return ()
        unit = self.setting.units[bit]
        which = ((f"{end} pod", unit.pod.pod or str(at)),) if classes > 1 else ()
        return (*which, *((f"{end} {name}", value) for name, value in unit.facts))

    def within(self, actor: Actor, name: str) -> Passing:
        """What passes between two pods of one of these workloads (M-02)."""
        counts, first = self.setting.people.pods[name], actor.units[0][0]
        if self.bulk.among >> first & 1 and first in self.simple:
            return self.bulk.within(first) if counts[0] >= MANY else ()
        found = [
            between
            for at, to in product(range(len(counts)), repeat=2)
            if at != to or counts[at] >= MANY
            for between in self.between(actor.units, at, actor.units, to)
        ]
        return self.meeting.of(tuple(found)) if found else ()

    def between(self, sources: Units, at: int, destinations: Units, to: int) -> Iterator[Between]:
        """What the units of two classes of pods have to say."""
        for one, other in product(sources[at], destinations[to]):
            yield Between(
                self.egress.outcome(one, other),
                self.ingress.outcome(other, one),
                (
                    *self.taken("source", one, at, len(sources)),
                    *self.taken("destination", other, to, len(destinations)),
                ),
            )


class Blocks:
    """The blocks of every profile of a side, each made once, when they are needed."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.profiles = side.profiles
        self.world = next(profile for profile in side.profiles if profile.unit is None)
        self.made: dict[int, list[Block]] = {}
        self.at: dict[int, Profile] = {}

    @property
    def outside(self) -> list[Block]:
        """Those of addresses of the world, which are no subjects."""
        return self.blocks(self.world)

    def blocks(self, profile: Profile) -> list[Block]:
        """Those of one profile."""
        if id(profile) not in self.made:
            self.made[id(profile)] = self.side.blocks(profile)
        return self.made[id(profile)]

    def beyond(self, profile: Profile) -> list[Block]:
        """Those of one profile that hold addresses of the world: its peers may be all there is."""
        return self.side.beyond(profile)

    def outcome(self, subject: int, peer: int) -> Outcome:
        """What one unit, or address, lets pass with another."""
        if not self.at:
            profiles = (profile for profile in self.profiles if profile.unit is not None)
            self.at = {bit: profile for profile in profiles for bit in ones(profile.subjects)}
        blocks = self.blocks(self.at.get(subject, self.world))
        return next(block.outcome for block in blocks if block.peers >> peer & 1)


def first_of(mask: int) -> int:
    """The lowest member."""
    return (mask & -mask).bit_length() - 1


def is_simple(actor: Actor) -> bool:
    """One unit makes up the workload."""
    return len(actor.units) == len(actor.units[0]) == 1
