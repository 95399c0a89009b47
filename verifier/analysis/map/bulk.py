"""The pairs of ordinary pods, nearly all of a cluster: no pair is looked at by itself.

Ordinary pods make up a workload by themselves, NetworkPolicies alone decide for them, and nothing
is known of their addresses: see `ordinary`. What passes to one of them is found for all its
senders at once, by what both sides let pass.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from verifier.analysis.map.accepted import Accepted
from verifier.analysis.map.atoms import Atoms
from verifier.analysis.map.bits import ones
from verifier.analysis.map.joints import Joints
from verifier.analysis.map.lanes import Lanes
from verifier.analysis.map.meeting import Meeting, Part, Passing
from verifier.analysis.map.plain import is_plain
from verifier.analysis.map.setting import Setting
from verifier.analysis.map.sides import Side
from verifier.analysis.map.spaces import Ends, Spaces
from verifier.analysis.map.ways import Ways
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
    """What passes to some units of one lane: parts by number, with the senders and those that they
    reach, and the parts that pass between the pods of a unit."""

    parts: list[tuple[int, tuple[str, ...]]]
    areas: list[tuple[int, Ends, Ends]]
    within: list[tuple[int, list[int]]]


Sent = tuple[Ends, int]  # by these senders, to those members of a lane


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
        self.among = among
        self.spaces = spaces
        self.lanes = lanes = Lanes(spaces, among)
        ways = Ways(setting, meeting)
        atoms = Atoms(setting, ways, among)
        self.egress, self.ingress = (
            Accepted(side.direction, side.profiles, atoms, lanes) for side in sides
        )
        self.joints = Joints(ways, lanes.columns)
        self.inner: dict[int, Passing] = {}

    def areas(self, meanwhile: Callable[[], object]) -> dict[Part, list[tuple[Ends, Ends]]]:
        """All that passes, with the sources and destinations between which it does: each
        destination of a part once. `meanwhile` is done too, while other processes may help."""
        jobs = len(self.lanes.firsts)
        workers = processes(jobs) if self.among.bit_count() >= MANY else 1
        found = run_together(jobs, self.to, workers, meanwhile)
        together: dict[Part, dict[Ends, Ends]] = {}
        for lane, here in enumerate(found):
            parts = [Part(*part) for part in here.parts]
            by_part = [together.setdefault(part, {}) for part in parts]
            for part, sources, those in here.areas:
                others = by_part[part].get(sources)
                by_part[part][sources] = (*others, *those) if others else those
            for bit, inner in here.within:
                self.inner[self.lanes.firsts[lane] + bit] = tuple(parts[at] for at in inner)
        return {part: [*areas.items()] for part, areas in together.items()}

    def within(self, bit: int) -> Passing:
        """What passes between two pods of one unit, after `areas`."""
        return self.inner.get(bit, ())

    def to(self, lane: int) -> Found:
        """All that passes to the units of a lane."""
        found: dict[int, list[Sent]] = {}
        inner: dict[int, list[int]] = {}
        peers = self.egress.peers(lane)
        for source, pieces in enumerate(self.lanes.pieces):
            egress = self.egress.between(source, peers)
            ingress = self.ingress.between(lane, self.ingress.peers(source))
            for part, pairs in self.joints.tile(egress, ingress).items():
                sent = found.setdefault(part, [])
                for senders, those in self.lanes.rectangles(pairs):
                    sent.append((pieces[senders], those))
                    for bit in ones(senders & those) if source == lane else ():
                        inner.setdefault(bit, []).append(part)
        numbers = {part: number for number, part in enumerate(found)}
        here = self.lanes.pieces[lane]
        return Found(
            [(*self.joints.parts[part],) for part in found],
            [
                (numbers[part], senders, here[those])
                for part, sent in found.items()
                for senders, those in alike(sent)
            ],
            [(bit, [numbers[part] for part in parts]) for bit, parts in inner.items()],
        )


def alike(sent: list[Sent]) -> Iterable[Sent]:
    """The senders of each unit together, with all units that have these: no two have the same, for
    in one tile they have not."""
    if len(sent) == 1:
        return sent
    together: dict[int, list[int]] = {}
    seen = 0
    for pieces, those in sent:
        if those in together:
            together[those] += pieces
        elif those & seen:
            return by_unit(sent)
        else:
            together[those] = [*pieces]
            seen |= those
    return [(tuple(pieces), those) for those, pieces in together.items()]


def by_unit(sent: list[Sent]) -> Iterable[Sent]:
    """The same, where some units have some senders in common, and not others."""
    rows: dict[int, list[int]] = {}
    for pieces, those in sent:
        for bit in ones(those):
            if bit in rows:
                rows[bit] += pieces
            else:
                rows[bit] = [*pieces]
    together: dict[Ends, int] = {}
    for bit, found in rows.items():
        ends = tuple(found)
        together[ends] = together.get(ends, 0) | 1 << bit
    return together.items()
