"""What the policies of one direction let pass between ordinary units, in rectangles by lanes of
its subjects; any pair may be in several, on other ports or in another way.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from verifier.analysis.map.atoms import Atoms, isolated, selecting
from verifier.analysis.map.bits import refine_all
from verifier.analysis.map.lanes import Lanes
from verifier.analysis.map.masks import MaskedPolicy
from verifier.analysis.map.sides import Profile
from verifier.analysis.map.ways import ALWAYS
from verifier.flow import Direction

Half = tuple[int, int, int]  # ports, subjects of a lane, and the number of a set of peers
Rectangle = tuple[int, int, int]  # ports, subjects of a lane, peers of a lane
ByWay = dict[int, list[Rectangle]]


class Accepted:
    """All lanes of one direction."""

    def __init__(
        self, direction: Direction, profiles: list[Profile], atoms: Atoms, lanes: Lanes
    ) -> None:
        self.atoms = atoms
        self.lanes = lanes
        self.to_peers = direction is Direction.EGRESS
        self.numbers: dict[int, int] = {}  # of sets of peers
        self.ways: list[dict[int, list[Half]]] = [{} for _ in lanes.firsts]
        self.known: list[Sequence[int] | None] = [None for _ in lanes.firsts]
        found: dict[tuple[int, int, int], int] = defaultdict(int)  # by way, ports, peers: subjects
        everything, units = atoms.setting.masks.ports.everything, atoms.units
        found[ALWAYS, everything, units] = units & ~isolated(profiles)
        for policy, subjects in selecting(profiles, units):
            for ports, own, peers in self.as_pods(policy, subjects):
                found[ALWAYS, ports, peers] |= own
        for profile in profiles:
            subjects = profile.subjects & units
            for key in self.by_address(profile) if subjects else ():
                found[key] |= subjects
        for (way, ports, peers), subjects in found.items():
            number = self.numbers.setdefault(peers, len(self.numbers))
            for lane, own in lanes.touched(subjects):
                self.ways[lane].setdefault(way, []).append((ports, own, number))

    def as_pods(self, policy: MaskedPolicy, subjects: int) -> Iterator[Rectangle]:
        """What the rules of a policy let pass with peers that they accept as pods."""
        for rule in policy.rules:
            peers = self.atoms.peers(rule)
            for ports, targets in self.atoms.named(rule) if peers else ():
                if self.to_peers:
                    yield ports, subjects, peers & targets
                else:
                    yield ports, subjects & targets, peers

    def by_address(self, profile: Profile) -> Iterator[tuple[int, int, int]]:
        """What a profile lets pass by the address of the peer: way, ports and peers."""
        accepted = list(self.atoms.by_address(profile))
        if not accepted:
            return
        if not self.to_peers:
            here = [(n.ports, blocks) for n, blocks in accepted if n.targets & profile.subjects]
            for way, ports in self.atoms.spread(tuple(here)).items():
                yield way, ports, self.atoms.units
            return
        peers: dict[tuple[int, int], int] = defaultdict(int)
        for part in refine_all([self.atoms.units], {named.targets for named, _ in accepted}):
            there = [(n.ports, blocks) for n, blocks in accepted if n.targets & part]
            for key in self.atoms.spread(tuple(there)).items():
                peers[key] |= part
        for (way, ports), those in peers.items():
            yield way, ports, those

    def peers(self, lane: int) -> Sequence[int]:
        """All sets of peers in a lane."""
        found = self.known[lane]
        if found is None:
            found = self.known[lane] = self.lanes.words(lane, self.numbers)
        return found

    def between(self, lane: int, peers: Sequence[int]) -> ByWay:
        """What the subjects of one lane and the peers of another have, by ways."""
        return {
            way: [(ports, own, peers[number]) for ports, own, number in halves if peers[number]]
            for way, halves in self.ways[lane].items()
        }
