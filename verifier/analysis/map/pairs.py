"""What passes between any two ends of the map, as rectangles: sources times destinations.

An end is a bit: of a unit that makes up workloads of its own, of a stretch of addresses of the
world, or of a workload that takes several units.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from verifier.analysis.map.bits import members, ones, union
from verifier.analysis.map.meeting import Between, Meeting, Passing, Taken
from verifier.analysis.map.population import MANY, Actor
from verifier.analysis.map.setting import Outcome, Setting
from verifier.analysis.map.sides import Block, Profile, Side

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
        self.egress = Blocks(egress)
        self.ingress = Blocks(ingress)
        self.offset = len(setting.units)
        actors = setting.people.actors
        self.simple = {a.units[0][0]: a for a in actors if is_simple(a)}
        first = self.offset + setting.places.count
        manifold = [actor for actor in actors if not is_simple(actor)]
        self.manifold = {first + at: actor for at, actor in enumerate(manifold)}

    def rectangles(self) -> Iterator[Rectangle]:
        """All pairs with which something passes, each in one rectangle."""
        pods = union(1 << bit for bit in self.simple)
        outside = self.setting.outside(~0)
        rows = self.outgoing(pods, pods | outside)
        for profile, blocks in self.ingress.all:
            allowed = [(b.outcome, b.peers) for b in blocks if b.passes()]
            for bit in members(profile.subjects & pods):
                yield from self.into(1 << bit, rows.get(bit, {}), allowed)
            if profile.subjects & outside:
                yield from self.into_world(pods, outside & profile.subjects, allowed)
        for bit in self.manifold:
            yield from self.around(bit)

    def outgoing(self, pods: int, ends: int) -> dict[int, dict[Outcome, int]]:
        """For each of these pods, who sends to it, by what their own side lets pass."""
        rows: dict[int, dict[Outcome, int]] = {bit: {} for bit in members(pods)}
        for profile, blocks in self.egress.all:
            subjects = profile.subjects & ends
            for block in blocks if subjects else ():
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

    def into_world(
        self, pods: int, outside: int, allowed: list[tuple[Outcome, int]]
    ) -> Iterator[Rectangle]:
        """The pairs of pods with addresses of the world."""
        for profile, blocks in self.egress.all:
            for block, (incoming, peers) in product(blocks, allowed):
                sources, destinations = profile.subjects & pods & peers, block.peers & outside
                passing = self.meeting.of_pair(block.outcome, incoming)
                if sources and destinations and passing:
                    yield Rectangle(sources, destinations, passing)

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
        counts = self.setting.people.pods[name]
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
    """The blocks of every profile of a side, made once."""

    def __init__(self, side: Side) -> None:
        self.all: list[tuple[Profile, list[Block]]] = [
            (profile, side.blocks(profile)) for profile in side.profiles
        ]
        self.at = {
            bit: blocks
            for profile, blocks in self.all
            if profile.unit is not None
            for bit in ones(profile.subjects)
        }
        self.outside = next(blocks for profile, blocks in self.all if profile.unit is None)

    def outcome(self, subject: int, peer: int) -> Outcome:
        """What one unit, or address, lets pass with another."""
        blocks = self.at.get(subject, self.outside)
        return next(block.outcome for block in blocks if block.peers >> peer & 1)


def is_simple(actor: Actor) -> bool:
    """One unit makes up the workload."""
    return len(actor.units) == len(actor.units[0]) == 1
