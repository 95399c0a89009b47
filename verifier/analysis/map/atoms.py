"""What the rules of plain profiles accept, in pieces that are joined by "or": these peers, on these
ports, as pods or by their addresses.
"""

from collections.abc import Iterator
from typing import NamedTuple

from verifier.analysis.map.masks import MaskedRule
from verifier.analysis.map.setting import Setting
from verifier.analysis.map.sides import Profile
from verifier.analysis.map.ways import ALWAYS, Ways
from verifier.flow import Direction

Addressed = tuple[tuple[int, int], ...]  # ports, and addresses that are accepted for them
Passed = tuple[tuple[int, int], ...]  # ways, and the ports that pass in them: each in one


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
        self.spreads: dict[Addressed, dict[int, int]] = {}
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

    def passed(self, always: int, by_address: Addressed) -> Passed:
        """Ports that pass always, and more where addresses are accepted for them."""
        if not by_address:
            return ((ALWAYS, always),) if always else ()
        spread = self.spreads.get(by_address)
        if spread is None:
            spread = self.spreads[by_address] = self.spread(by_address)
        always |= spread.get(ALWAYS, 0)
        found = [(ALWAYS, always)]
        found += [(way, ports & ~always) for way, ports in spread.items() if way != ALWAYS]
        return tuple((way, ports) for way, ports in found if ports)

    def spread(self, by_address: Addressed) -> dict[int, int]:
        """The ways in which ports pass by addresses alone, each port in one."""
        parts = {0: self.setting.masks.ports.everything}  # blocks, and their ports
        for ports, blocks in by_address:
            found: dict[int, int] = {}
            for have, mask in parts.items():
                for these, some in ((have | blocks, mask & ports), (have, mask & ~ports)):
                    if some:
                        found[these] = found.get(these, 0) | some
            parts = found
        spread: dict[int, int] = {}
        for blocks, ports in parts.items():
            way = self.ways.of(blocks) if blocks else None
            if way is not None:
                spread[way] = spread.get(way, 0) | ports
        return dict(sorted(spread.items()))


def unlimited(profile: Profile) -> bool:
    """No policy isolates the subjects."""
    return not any(tier.policies for tier in profile.tiers)
