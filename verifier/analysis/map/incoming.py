"""Ingress by destination: whom a pod admits, space by space.

Profiles of one space share most of their rules: what a set of rules admits of one space is found
once.
"""

from collections.abc import Iterator

from verifier.analysis.map.atoms import Atom, Atoms, unlimited
from verifier.analysis.map.bits import ones, union
from verifier.analysis.map.plain import added
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
        self.ways: dict[tuple[int, Addressed], int] = {}
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
        memo: dict[int, dict[tuple[int, Addressed], Admitted]] = {s: {} for s in local}
        for profile, (bits, by_address) in zip(profiles, asked, strict=True):
            free = unlimited(profile)
            found: dict[int, Admitted] = {}
            for space, touched in touching.items():
                here = bits & touched
                if here or by_address or free:
                    key = (FREE if free else here, by_address)
                    admitted = memo[space].get(key)
                    if admitted is None:
                        admitted = memo[space][key] = self.admitted(space, local[space], *key)
                    if admitted:
                        found[space] = admitted
            yield profile.subjects & self.atoms.units, found

    def asked(self, profile: Profile, index: dict[Atom, int]) -> tuple[int, Addressed]:
        """What a profile accepts as pods, as bits of `index`, and what by addresses."""
        bits, by_address = 0, []
        for atom in self.atoms.of_profile(profile):
            if atom.blocks:
                by_address.append((atom.ports, atom.blocks))
            else:
                bits |= 1 << index.setdefault(atom, len(index))
        return bits, tuple(by_address)

    def admitted(self, space: int, local: Local, bits: int, by_address: Addressed) -> Admitted:
        """The members of a space by what is accepted from them."""
        by_ports = {self.everything if bits == FREE else 0: self.whole[space]}
        for at in ones(bits) if bits != FREE else ():
            those, ports = local[at]
            by_ports = added(by_ports, those, ports)
        found = ((self.number(ports, by_address), some) for ports, some in by_ports.items())
        kept = tuple((number, some) for number, some in found if number)
        return self.known.setdefault(kept, kept)

    def number(self, ports: int, by_address: Addressed) -> int:
        """The number of what passes: these ports always, others by the address of the sender."""
        packed = ports
        if by_address:
            key = (ports, by_address)
            if key not in self.ways:
                self.ways[key] = self.atoms.by_ways(ports, list(by_address))
            packed = self.ways[key]
        number = self.numbers.setdefault(packed, len(self.packed))
        if number == len(self.packed):
            self.packed.append(packed)
        return number
