"""Egress by destination: who sends to a pod, by what their own side lets pass.

Sources are taken space by space. Destinations that the rules of a space cannot tell apart share
their answer, so that it is found once for each set of rules that apply.
"""

from verifier.analysis.map.atoms import Atom, Atoms, Passed, unlimited
from verifier.analysis.map.bits import ones
from verifier.analysis.map.lanes import Lanes
from verifier.analysis.map.sides import Profile
from verifier.analysis.map.spaces import SHIFT, SPACE

Row = tuple[tuple[int, int], ...]  # numbers of `Outgoing.passed`, with senders of one lane


class Outgoing:
    """The senders of all lanes."""

    def __init__(self, profiles: list[Profile], atoms: Atoms, lanes: Lanes) -> None:
        self.atoms = atoms
        everything = atoms.passed(atoms.setting.masks.ports.everything, ())
        self.passed: list[Passed] = [(), everything]
        self.numbers: dict[Passed, int] = {(): 0, everything: 1}
        by_lane: list[list[tuple[Profile, int]]] = [[] for _ in lanes.spaces]
        for profile in profiles:
            if profile.unit is not None:
                for piece in lanes.cut.of(profile.subjects & atoms.units):
                    by_lane[lanes.lane[piece & SPACE]].append((profile, piece >> SHIFT))
        homes = [(at, Home(self, lanes, found)) for at, found in enumerate(by_lane)]
        self.homes = sorted(homes, key=lambda each: lanes.spaces[each[0]])

    def number(self, always: int, by_address: tuple[tuple[int, int], ...]) -> int:
        """The number of what passes: these ports always, others by addresses."""
        passed = self.atoms.passed(always, by_address)
        found = self.numbers.setdefault(passed, len(self.passed))
        if found == len(self.passed):
            self.passed.append(passed)
        return found

    def to(self, lane: int, those: int) -> dict[int, list[tuple[int, Row]]]:
        """For each of these members of a lane, the lanes with senders to it, and those,
        in the order of spaces."""
        found: dict[int, list[tuple[int, Row]]] = {bit: [] for bit in ones(those)}
        for at, home in self.homes:
            for destinations, applying in home.alike(lane, those):
                row = home.row(applying)
                for bit in ones(destinations) if row else ():
                    found[bit].append((at, row))
        return found


class Sender:
    """The part of a profile in one lane, with the bits of its atoms among those of the lane."""

    def __init__(self, subjects: int, free: bool) -> None:
        self.subjects = subjects
        self.free = free  # no policy isolates
        self.atoms = 0
        self.memo: dict[int, int] = {}  # atoms that apply, and the number of what passes


class Home:
    """The senders of one lane."""

    def __init__(
        self, outgoing: Outgoing, lanes: Lanes, profiles: list[tuple[Profile, int]]
    ) -> None:
        self.outgoing = outgoing
        index: dict[Atom, int] = {}
        self.senders = []
        for profile, subjects in profiles:
            sender = Sender(subjects, unlimited(profile))
            for atom in outgoing.atoms.of_profile(profile):
                sender.atoms |= 1 << index.setdefault(atom, len(index))
            self.senders.append(sender)
        self.atoms = list(index)
        by_peers: dict[int, int] = {}
        for at, atom in enumerate(self.atoms):
            by_peers[atom.peers] = by_peers.get(atom.peers, 0) | 1 << at
        self.peers = [(lanes.each(lanes.of(peers)), bits) for peers, bits in by_peers.items()]
        self.rows: dict[int, Row] = {}

    def alike(self, lane: int, those: int) -> list[tuple[int, int]]:
        """Some of the members of a lane as destinations, with the atoms that apply to them."""
        parts, common = [(those, 0)], 0
        for lanes, bits in self.peers:
            peers = lanes[lane] & those
            if peers == those:
                common |= bits
            elif peers:
                found = []
                for mask, have in parts:
                    inside = mask & peers
                    if inside:
                        found.append((inside, have | bits))
                    if inside != mask:
                        found.append((mask & ~peers, have))
                parts = found
        return [(mask, have | common) for mask, have in parts]

    def row(self, applying: int) -> Row:
        """The senders to whom these atoms apply, by what passes."""
        row = self.rows.get(applying)
        if row is None:
            found: dict[int, int] = {}
            for sender in self.senders:
                bits = sender.atoms & applying
                number = sender.memo.get(bits)
                if number is None:
                    number = sender.memo[bits] = 1 if sender.free else self.number(bits)
                if number:
                    found[number] = found.get(number, 0) | sender.subjects
            row = self.rows[applying] = tuple(found.items())
        return row

    def number(self, bits: int) -> int:
        """The number of what passes where these atoms apply."""
        always, by_address = 0, []
        while bits:
            low = bits & -bits
            bits ^= low
            _, ports, blocks = self.atoms[low.bit_length() - 1]
            if blocks:
                by_address.append((ports, blocks))
            else:
                always |= ports
        return self.outgoing.number(always, tuple(by_address))
