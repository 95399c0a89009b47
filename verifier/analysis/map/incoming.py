"""Ingress by destination: whom a pod admits, space by space.

Profiles of one space share most of their rules: what a set of rules admits of one space is found
once.
"""

from collections.abc import Iterator

from verifier.analysis.map.atoms import Atom, Atoms, unlimited
from verifier.analysis.map.bits import ones, union
from verifier.analysis.map.plain import ByPorts, added
from verifier.analysis.map.sides import Profile
from verifier.analysis.map.spaces import SHIFT, SPACE, Spaces

Admitted = tuple[tuple[int, int], ...]  # numbers of `Incoming.packed`, with senders of the space
Addressed = tuple[tuple[int, int], ...]  # ports, and addresses that are accepted for them
Local = dict[int, tuple[int, int]]  # atoms: the members of a space that they accept, and ports
FREE = -1  # no policy isolates


class Incoming:
    """What the units of `atoms` admit of each other."""

    def __init__(self, profiles: list[Profile], atoms: Atoms, spaces: Spaces) -> None:
        self.atoms = atoms
        self.spaces = spaces
        self.everything = atoms.setting.masks.ports.everything
        self.packed: list[int] = [0]
        self.numbers: dict[int, int] = {0: 0}
        self.known: dict[Admitted, Admitted] = {}
        self.addressed: dict[Addressed, int] = {(): 0}
        self.lists: dict[int, list[tuple[int, int]]] = {}
        self.ways: dict[tuple[int, int], int] = {}
        self.whole = {piece & SPACE: piece >> SHIFT for piece in spaces.of(atoms.units)}
        self.by_space: dict[int, list[Profile]] = {}
        for profile in profiles:
            if profile.unit is not None and profile.subjects & atoms.units:
                first = (profile.subjects & -profile.subjects).bit_length() - 1
                self.by_space.setdefault(spaces.space_of(first), []).append(profile)

    def profiles(self) -> Iterator[tuple[int, dict[int, Admitted]]]:
        """The units of each profile, with what they admit, by the spaces that they admit any of."""
        for found in self.by_space.values():
            yield from self.of_space(found)

    def of_space(self, profiles: list[Profile]) -> Iterator[tuple[int, dict[int, Admitted]]]:
        """The profiles of one space."""
        index: dict[Atom, int] = {}
        asked = [self.asked(profile, index) for profile in profiles]
        local: dict[int, Local] = {space: {} for space in self.whole}
        for at, atom in enumerate(index):
            for piece in self.spaces.of(atom.peers):
                local[piece & SPACE][at] = piece >> SHIFT, atom.ports
        touching = {s: union(1 << at for at in atoms) for s, atoms in local.items()}
        memo: dict[int, dict[tuple[int, int], Admitted]] = {s: {} for s in local}
        parts: dict[int, dict[int, ByPorts]] = {s: {} for s in local}
        for profile, (bits, addressed) in zip(profiles, asked, strict=True):
            free = unlimited(profile)
            found: dict[int, Admitted] = {}
            for space, touched in touching.items():
                here = FREE if free else bits & touched
                if here or addressed:
                    admitted = memo[space].get((here, addressed))
                    if admitted is None:
                        if here not in parts[space]:
                            parts[space][here] = self.by_ports(space, local[space], here)
                        admitted = self.admitted(parts[space][here], addressed)
                        memo[space][here, addressed] = admitted
                    if admitted:
                        found[space] = admitted
            yield profile.subjects & self.atoms.units, found

    def asked(self, profile: Profile, index: dict[Atom, int]) -> tuple[int, int]:
        """What a profile accepts as pods, as bits of `index`, and the number of what it accepts by
        addresses."""
        bits, by_address = 0, []
        for atom in self.atoms.of_profile(profile):
            if atom.blocks:
                by_address.append((atom.ports, atom.blocks))
            else:
                bits |= 1 << index.setdefault(atom, len(index))
        return bits, self.addressed.setdefault(tuple(by_address), len(self.addressed))

    def by_ports(self, space: int, local: Local, bits: int) -> ByPorts:
        """The members of a space by the ports that they are accepted for as pods."""
        if bits == FREE:
            return {self.everything: self.whole[space]}
        found = {0: self.whole[space]}
        for at in ones(bits):
            those, ports = local[at]
            found = added(found, those, ports)
        return found

    def admitted(self, by_ports: ByPorts, addressed: int) -> Admitted:
        """The same, with what their addresses are accepted for."""
        found = ((self.number(ports, addressed), some) for ports, some in by_ports.items())
        kept = tuple((number, some) for number, some in found if number)
        return self.known.setdefault(kept, kept)

    def number(self, ports: int, addressed: int) -> int:
        """The number of what passes: these ports always, others by the address of the sender."""
        key = (ports, addressed)
        found = self.ways.get(key)
        if found is None:
            if addressed and addressed not in self.lists:
                self.lists = {at: list(these) for these, at in self.addressed.items()}
            packed = self.atoms.by_ways(ports, self.lists[addressed]) if addressed else ports
            found = self.ways[key] = self.numbers.setdefault(packed, len(self.packed))
            if found == len(self.packed):
                self.packed.append(packed)
        return found
