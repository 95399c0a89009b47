"""The pairs of ordinary pods, nearly all of a cluster: no pair is looked at by itself.

Ordinary pods make up a workload by themselves, NetworkPolicies alone decide for them, and nothing
is known of their addresses: see `ordinary`. What passes to one of them is found for all its
senders at once, by what both sides let pass.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from verifier.analysis.map.atoms import Atoms, ports_by_way
from verifier.analysis.map.bits import members, union
from verifier.analysis.map.incoming import Admitted, Incoming
from verifier.analysis.map.meeting import Meeting, Part, Passing
from verifier.analysis.map.outgoing import Outgoing, Row
from verifier.analysis.map.plain import is_plain
from verifier.analysis.map.setting import Setting
from verifier.analysis.map.sides import Side
from verifier.analysis.map.spaces import SHIFT, Ends, Spaces
from verifier.analysis.map.ways import Ways
from verifier.flow import Direction

Spread = list[tuple[int, int]]  # where ports belong, and which


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
        self.ways = Ways(setting, meeting)
        self.width = setting.masks.ports.everything.bit_length()
        out, into = (
            Atoms(setting, way, self.ways, among) for way in (Direction.EGRESS, Direction.INGRESS)
        )
        self.outgoing = Outgoing(egress.profiles, out, spaces)
        self.incoming = Incoming(ingress.profiles, into, spaces)
        self.spreads: dict[int, Spread] = {}
        self.joints: dict[tuple[int, int], int] = {}
        self.joined: list[int] = []
        self.admitted: dict[int, dict[int, Admitted]] = {}
        self.memo: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self.numbers: dict[int, int] = {0: 0}  # what is joint, and its number

    def areas(self) -> Iterator[tuple[Passing, list[tuple[Ends, Ends]]]]:
        """All that passes, with the sources and destinations between which it does."""
        found: list[dict[Ends, list[int]]] = [{}]
        for subjects, admitted in self.incoming.profiles():
            for bit in members(subjects):
                self.admitted[bit] = admitted
                senders = self.senders(bit, admitted)
                found += [{} for _ in range(len(self.numbers) - len(found))]
                for joint, pieces in senders.items():
                    found[joint].setdefault(tuple(pieces), []).append(bit)
        self.joined = list(self.numbers)
        for joint, areas in zip(self.joined, found, strict=True):
            passing = self.passing(joint)
            if passing:
                yield passing, [(s, self.destinations(bits)) for s, bits in areas.items()]

    def senders(self, bit: int, admitted: dict[int, Admitted]) -> dict[int, list[int]]:
        """Who sends to a unit that admits these, by what passes."""
        found: dict[int, list[int]] = {}
        for space, row in self.outgoing.at[bit]:
            here = admitted.get(space)
            if here is None:
                continue
            key = (id(row), id(here))
            met = self.memo.get(key)
            if met is None:
                met = self.memo[key] = self.met(space, row, here)
            for joint, piece in met:
                if joint in found:
                    found[joint].append(piece)
                else:
                    found[joint] = [piece]
        return found

    def destinations(self, bits: list[int]) -> Ends:
        """Single bits as a set."""
        firsts = self.spaces.firsts
        found: dict[int, int] = {}
        for bit in bits:
            space = bisect_right(firsts, bit) - 1
            found[space] = found.get(space, space) | 1 << bit - firsts[space] + SHIFT
        return tuple(found[space] for space in sorted(found))

    def within(self, bit: int) -> Passing:
        """What passes between two pods of one unit, after `areas`."""
        space = self.spaces.space_of(bit)
        own = 1 << bit - self.spaces.firsts[space]
        here = self.admitted[bit].get(space, ())
        for at, row in self.outgoing.at[bit]:
            for joint, piece in self.met(space, row, here) if at == space else ():
                if piece >> SHIFT & own:
                    return self.passing(self.joined[joint])
        return ()

    # Both sides: the ports of each way of the source's side, for each way of the destination's.

    def met(self, space: int, row: Row, admitted: Admitted) -> list[tuple[int, int]]:
        """The senders of a space to one destination, by what passes on both sides."""
        found: dict[int, int] = {}
        for egress, senders in row:
            for ingress, those in admitted:
                both = senders & those
                if both:
                    joint = self.joints.get((egress, ingress))
                    if joint is None:
                        joint = self.joints[egress, ingress] = self.joint(egress, ingress)
                    if joint:
                        found[joint] = found.get(joint, 0) | both
        return [(joint, both << SHIFT | space) for joint, both in found.items()]

    def joint(self, egress: int, ingress: int) -> int:
        """The number of what two sides let pass together."""
        if ingress not in self.spreads:
            self.spreads[ingress] = self.spread(self.incoming.packed[ingress])
        key, joint = self.outgoing.packed[egress], 0
        for shift, mask in self.spreads[ingress]:
            joint |= (key & mask) << shift
        return self.numbers.setdefault(joint, len(self.numbers))

    def spread(self, packed: int) -> Spread:
        """The ports of each way of the destination's side, as masks over those of the source's,
        and where they belong in what is joint."""
        ways, width = self.outgoing.ways, self.width
        return [
            (way * ways * width, union(ports << width * at for at in range(ways)))
            for way, ports in ports_by_way(packed, width)
        ]

    def passing(self, joint: int) -> Passing:
        """What is joint, by the facts under which it passes."""
        found: dict[tuple[str, ...], int] = {}
        for ingress, packed in ports_by_way(joint, self.width * self.outgoing.ways):
            for egress, ports in ports_by_way(packed, self.width):
                when = self.ways.when(egress, ingress)
                if when is not None:
                    found[when] = found.get(when, 0) | ports
        return tuple(Part(ports, when) for when, ports in found.items())
