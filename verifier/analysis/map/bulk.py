"""The pairs of ordinary pods, nearly all of a cluster: no pair is looked at by itself.

Ordinary pods make up a workload by themselves, NetworkPolicies alone decide for them, and nothing
is known of their addresses: see `ordinary`. What passes to one of them is found for all its
senders at once, by what both sides let pass.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from verifier.analysis.map.atoms import Atoms
from verifier.analysis.map.bits import ones
from verifier.analysis.map.incoming import Admitted, Incoming
from verifier.analysis.map.joints import Joint, Joints
from verifier.analysis.map.lanes import Lanes
from verifier.analysis.map.meeting import Meeting, Part, Passing
from verifier.analysis.map.outgoing import Outgoing, Row
from verifier.analysis.map.plain import is_plain
from verifier.analysis.map.setting import Setting
from verifier.analysis.map.sides import Side
from verifier.analysis.map.spaces import SHIFT, Ends, Spaces
from verifier.analysis.map.ways import Ways
from verifier.flow import Direction
from verifier.parallel import processes, run_together

MANY = 500  # units whose pairs are worth a process


def ordinary(setting: Setting, simple: Iterable[int], sides: tuple[Side, Side]) -> int:
    """The units among `simple`, those that make up a workload each, that are nothing special."""
    usual = (setting.places.pods, setting.places.pods)
    found = setting.kinds.get(usual, 0) & ~setting.hosts
    for side in sides:
        for profile in side.profiles:
            if profile.unit is not None and not is_plain(profile.tiers):
                found &= ~profile.subjects
    special = found
    for bit in simple:
        special &= ~(1 << bit)
    return found & ~special


class Found(NamedTuple):
    """What passes to some units of one space: by part, senders with those that they reach, and the
    parts that pass between the pods of a unit."""

    parts: list[tuple[int, tuple[str, ...]]]
    areas: list[tuple[int, Ends, int]]
    within: list[tuple[int, list[int]]]


class Bulk:
    """All pairs of the units `among`."""

    def __init__(
        self,
        setting: Setting,
        meeting: Meeting,
        sides: tuple[Side, Side],
        among: int,
        spaces: Spaces,
    ) -> None:
        egress, ingress = sides
        self.among = among
        self.spaces = spaces
        self.lanes = Lanes(spaces, among)
        ways = Ways(setting, meeting)
        out, into = (
            Atoms(setting, way, ways, among) for way in (Direction.EGRESS, Direction.INGRESS)
        )
        self.outgoing = Outgoing(egress.profiles, out, self.lanes)
        self.incoming = Incoming(ingress.profiles, into, self.lanes)
        self.joints = Joints(ways, self.outgoing.passed, self.incoming.passed)
        self.inner: dict[int, Passing] = {}

    def areas(self, meanwhile: Callable[[], object]) -> dict[Part, list[tuple[Ends, Ends]]]:
        """All that passes, with the sources and destinations between which it does: each
        destination of a part once. `meanwhile` is done too, while other processes may help."""
        jobs = self.lanes.runs()
        workers = processes(len(jobs)) if self.among.bit_count() >= MANY else 1
        found = run_together(len(jobs), lambda job: self.to(*jobs[job]), workers, meanwhile)
        together: dict[Part, dict[Ends, dict[int, int]]] = {}
        for (lane, _), here in zip(jobs, found, strict=True):
            space = self.lanes.spaces[lane]
            parts = [Part(*part) for part in here.parts]
            by_part = [together.setdefault(part, {}) for part in parts]
            for part, sources, those in here.areas:
                destinations = by_part[part].setdefault(sources, {})
                destinations[space] = destinations.get(space, space) | those << SHIFT
            for bit, inner in here.within:
                self.inner[self.spaces.firsts[space] + bit] = tuple(parts[at] for at in inner)
        return {
            part: [(s, tuple(d[at] for at in sorted(d))) for s, d in areas.items()]
            for part, areas in together.items()
        }

    def within(self, bit: int) -> Passing:
        """What passes between two pods of one unit, after `areas`."""
        return self.inner.get(bit, ())

    def to(self, lane: int, those: int) -> Found:
        """All that passes to these members of a lane."""
        numbers: dict[int, int] = {}
        areas: dict[tuple[int, Ends], int] = {}
        within: list[tuple[int, list[int]]] = []
        rows = self.outgoing.to(lane, those)
        for profile, subjects in self.incoming.by_lane[lane]:
            admitted = self.incoming.admitted(profile) if subjects & those else []
            for bit in ones(subjects & those) if admitted else ():
                found, near = self.senders(rows[bit], admitted, lane)
                for part, senders in found.items():
                    key = numbers.setdefault(part, len(numbers)), tuple(senders)
                    areas[key] = areas.get(key, 0) | 1 << bit
                within.append((bit, [numbers[p] for p, some in near.items() if some >> bit & 1]))
        parts = [(*self.joints.parts[part],) for part in numbers]
        return Found(parts, [(part, s, d) for (part, s), d in areas.items()], within)

    def senders(
        self, rows: list[tuple[int, Row]], admitted: Admitted, home: int
    ) -> tuple[dict[int, list[int]], dict[int, int]]:
        """Who sends to a unit with these rows that admits these, by the numbers of parts: all of
        them in pieces, and those of its own lane."""
        found: dict[int, list[int]] = defaultdict(list)
        near: dict[int, int] = {}
        spaces = self.lanes.spaces
        lanes: list[list[tuple[int, Joint]]] = [[] for _ in spaces]
        for number, admitted_senders in admitted:
            joint = self.joints.with_ingress(number)
            for lane, some in self.lanes.touched(admitted_senders):
                lanes[lane].append((some, joint))
        for lane, row in rows:
            here: dict[int, int] = {}
            for some, joint in lanes[lane]:
                for egress, those in row:
                    both = those & some
                    if both:
                        for part in joint[egress]:
                            here[part] = here.get(part, 0) | both
            space = spaces[lane]
            for part, senders in here.items():
                found[part].append(senders << SHIFT | space)
            if lane == home:
                near = here
        return found, near
