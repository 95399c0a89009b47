"""What the rules of plain profiles accept, in pieces that are joined by "or": these peers, on these
ports, as pods or by their addresses.

Ports by the way in which they pass are one number, a *packed* one: a field as wide as all ports
for each way.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from verifier.analysis.map.masks import MaskedRule
from verifier.analysis.map.setting import Setting
from verifier.analysis.map.sides import Profile
from verifier.analysis.map.ways import ALWAYS, Ways
from verifier.flow import Direction


class Atom(NamedTuple):
    """These units are accepted on these ports in one way."""

    peers: int
    ports: int
    blocks: int  # 0: as pods


class Atoms:
    """Makes the atoms of one direction, for the pairs of `units`."""

    def __init__(self, setting: Setting, direction: Direction, ways: Ways, units: int) -> None:
        self.setting = setting
        self.direction = direction
        self.ways = ways
        self.units = units
        self.width = setting.masks.ports.everything.bit_length()
        self.memo: dict[int, tuple[MaskedRule, list[Atom]]] = {}

    def of_profile(self, profile: Profile) -> Iterator[Atom]:
        """All that its rules accept."""
        for rule in profile.rules():
            if self.direction is Direction.INGRESS and rule.names:
                ports = rule.ports
                for port in rule.names:
                    ports |= self.setting.masks.port_named(port, profile.unit)
                yield from self.of_ports(rule, self.units, ports)
                continue
            if id(rule) not in self.memo:
                self.memo[id(rule)] = rule, list(self.of_rule(rule))
            yield from self.memo[id(rule)][1]

    def of_rule(self, rule: MaskedRule) -> Iterator[Atom]:
        """The atoms of a rule; those of the names of ports by the number that the peer gives."""
        yield from self.of_ports(rule, self.units, rule.ports)
        for port in rule.names:
            for number, units in self.setting.by_number(port):
                yield from self.of_ports(rule, units & self.units, number)

    def of_ports(self, rule: MaskedRule, peers: int, ports: int) -> Iterator[Atom]:
        """What a rule accepts these peers for on these ports."""
        as_pods = peers if rule.anybody else peers & rule.pods
        if ports and as_pods:
            yield Atom(as_pods, ports, 0)
        if ports and peers and not rule.anybody and self.ways.of(rule.blocks) is not None:
            yield Atom(peers, ports, rule.blocks)

    def packed(self, atoms: Iterable[Atom]) -> int:
        """What is accepted where all of these apply."""
        always = 0
        by_address: list[tuple[int, int]] = []
        for _, ports, blocks in atoms:
            if blocks:
                by_address.append((ports, blocks))
            else:
                always |= ports
        return self.by_ways(always, by_address) if by_address else always

    def by_ways(self, always: int, by_address: list[tuple[int, int]]) -> int:
        """Ports that pass always, and more by addresses."""
        parts = {0: self.setting.masks.ports.everything & ~always}  # blocks, and their ports
        for ports, blocks in by_address:
            found: dict[int, int] = {}
            for have, mask in parts.items():
                for these, some in ((have | blocks, mask & ports), (have, mask & ~ports)):
                    found[these] = found.get(these, 0) | some
            parts = found
        packed = always
        for blocks, ports in parts.items():
            way = self.ways.of(blocks) if blocks and ports else None
            if way is not None:
                packed |= ports << self.width * way
        return packed


def unlimited(profile: Profile) -> bool:
    """No policy isolates the subjects."""
    return not any(tier.policies for tier in profile.tiers)


def ports_by_way(packed: int, width: int) -> Iterator[tuple[int, int]]:
    """The fields that are not empty, with their ways."""
    way, whole = ALWAYS, (1 << width) - 1
    while packed:
        if packed & whole:
            yield way, packed & whole
        packed >>= width
        way += 1
