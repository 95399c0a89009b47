"""Egress by destination: who sends to a pod, by what their own side lets pass.

Sources are taken space by space. Destinations that the rules of a space cannot tell apart share
their answer, so that it is found once for each set of rules that match.
"""

from collections.abc import Iterator

from verifier.analysis.map.atoms import Atom, Atoms, unlimited
from verifier.analysis.map.bits import members, ones
from verifier.analysis.map.sides import Profile
from verifier.analysis.map.spaces import SHIFT, SPACE, Spaces

Row = tuple[tuple[int, int], ...]  # numbers of `Outgoing.packed`, with senders within the space


class Sender:
    """The part of a profile in one space, with the bits of its atoms among those of the space."""

    def __init__(self, subjects: int, free: bool) -> None:
        self.subjects = subjects
        self.free = free  # no policy isolates
        self.atoms = 0
        self.memo: dict[int, int] = {}  # atoms that apply, and what passes


class Outgoing:
    """For each of the units of `atoms`, the spaces with senders among these units, and those."""

    def __init__(self, profiles: list[Profile], atoms: Atoms, spaces: Spaces) -> None:
        self.atoms = atoms
        self.everything = atoms.setting.masks.ports.everything
        self.packed: list[int] = [0]
        self.numbers: dict[int, int] = {0: 0}
        self.at: dict[int, list[tuple[int, Row]]] = {bit: [] for bit in members(atoms.units)}
        by_space: list[list[tuple[Profile, int]]] = [[] for _ in spaces.firsts]
        for profile in profiles:
            if profile.unit is not None:
                for piece in spaces.of(profile.subjects & atoms.units):
                    by_space[piece & SPACE].append((profile, piece >> SHIFT))
        for space, found in enumerate(by_space):
            self.add(space, found)
        self.ways = len(atoms.ways.outcomes)

    def add(self, space: int, profiles: list[tuple[Profile, int]]) -> None:
        """The senders of one space."""
        index: dict[Atom, int] = {}
        senders = []
        for profile, subjects in profiles:
            sender = Sender(subjects, unlimited(profile))
            for atom in self.atoms.of_profile(profile):
                sender.atoms |= 1 << index.setdefault(atom, len(index))
            senders.append(sender)
        atoms = list(index)
        for destinations, applying in self.alike(atoms) if senders else ():
            row = tuple(self.row(senders, atoms, applying))
            for bit in members(destinations) if row else ():
                self.at[bit].append((space, row))

    def alike(self, atoms: list[Atom]) -> list[tuple[int, int]]:
        """Destinations with the atoms that apply to them."""
        by_peers: dict[int, int] = {}
        for at, atom in enumerate(atoms):
            by_peers[atom.peers] = by_peers.get(atom.peers, 0) | 1 << at
        parts = [(self.atoms.units, 0)]
        for peers, bits in by_peers.items():
            found = []
            for mask, have in parts:
                inside = mask & peers
                if inside:
                    found.append((inside, have | bits))
                    mask ^= inside
                if mask:
                    found.append((mask, have))
            parts = found
        return parts

    def row(
        self, senders: list[Sender], atoms: list[Atom], applying: int
    ) -> Iterator[tuple[int, int]]:
        """The senders to whom these atoms apply, by what passes."""
        found: dict[int, int] = {}
        for sender in senders:
            bits = sender.atoms & applying
            number = sender.memo.get(bits)
            if number is None:
                packed = (
                    self.everything
                    if sender.free
                    else self.atoms.packed(atoms[at] for at in ones(bits))
                )
                number = self.numbers.setdefault(packed, len(self.packed))
                if number == len(self.packed):
                    self.packed.append(packed)
                sender.memo[bits] = number
            if number:
                found[number] = found.get(number, 0) | sender.subjects
        return iter(found.items())
