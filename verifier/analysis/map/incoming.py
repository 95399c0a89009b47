"""Ingress by destination: whom a pod admits, by what its side lets pass."""

from verifier.analysis.map.atoms import Addressed, Atoms, Passed, unlimited
from verifier.analysis.map.lanes import Lanes
from verifier.analysis.map.plain import added
from verifier.analysis.map.sides import Profile
from verifier.analysis.map.spaces import SHIFT, SPACE

Admitted = list[tuple[int, int]]  # numbers of `Incoming.passed`, with senders of all lanes


class Incoming:
    """What the units of `atoms` admit of each other."""

    def __init__(self, profiles: list[Profile], atoms: Atoms, lanes: Lanes) -> None:
        self.atoms = atoms
        self.lanes = lanes
        self.everything = atoms.setting.masks.ports.everything
        self.passed: list[Passed] = [()]
        self.numbers: dict[Passed, int] = {(): 0}
        self.by_lane: list[list[tuple[Profile, int]]] = [[] for _ in lanes.spaces]
        for profile in profiles:
            if profile.unit is not None:
                for piece in lanes.cut.of(profile.subjects & atoms.units):
                    self.by_lane[lanes.lane[piece & SPACE]].append((profile, piece >> SHIFT))

    def admitted(self, profile: Profile) -> Admitted:
        """Whom the subjects of a profile admit, and to what: each sender once."""
        if unlimited(profile):
            return [(self.number(self.everything, ()), self.lanes.everything)]
        peers: dict[int, int] = {}  # by ports
        by_address = []
        for atom in self.atoms.of_profile(profile):
            if atom.blocks:
                by_address.append((atom.ports, atom.blocks))
            else:
                peers[atom.ports] = peers.get(atom.ports, 0) | self.lanes.of(atom.peers)
        parts = {0: self.lanes.everything}
        for ports, those in peers.items():
            parts = added(parts, those, ports)
        addressed = tuple(by_address)
        found = ((self.number(ports, addressed), those) for ports, those in parts.items())
        return [(number, those) for number, those in found if number]

    def number(self, ports: int, addressed: Addressed) -> int:
        """The number of what passes: these ports always, others by the address of the sender."""
        passed = self.atoms.passed(ports, addressed)
        found = self.numbers.setdefault(passed, len(self.passed))
        if found == len(self.passed):
            self.passed.append(passed)
        return found
