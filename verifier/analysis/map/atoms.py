"""What the rules of NetworkPolicies accept, in rectangles that are joined by "or": sources times
destinations, on some ports, as pods or by the address of the peer."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from verifier.analysis.map.ladder import MaskedTier
from verifier.analysis.map.masks import MaskedPolicy, MaskedRule
from verifier.analysis.map.setting import Setting
from verifier.analysis.map.sides import Profile
from verifier.analysis.map.ways import Ways

Addressed = tuple[tuple[int, int], ...]  # ports, and addresses that are accepted for them
Spread = dict[int, int]  # ports by the way in which they pass: each in one


class Named(NamedTuple):
    """The ports of a rule where the destination is one of `targets`."""

    ports: int
    targets: int


class Atoms:
    """What rules accept among these `units`."""

    def __init__(self, setting: Setting, ways: Ways, units: int) -> None:
        self.setting = setting
        self.ways = ways
        self.units = units
        self.spreads: dict[Addressed, Spread] = {}

    def named(self, rule: MaskedRule) -> Iterator[Named]:
        """The ports of a rule; those with names by the numbers that destinations give them."""
        if rule.ports:
            yield Named(rule.ports, self.units)
        for port in rule.names:
            for number, units in self.setting.by_number(port):
                if number and units & self.units:
                    yield Named(number, units & self.units)

    def peers(self, rule: MaskedRule) -> int:
        """The units that a rule accepts as pods."""
        return self.units if rule.anybody else self.units & rule.pods

    def by_address(self, profile: Profile) -> Iterator[tuple[Named, int]]:
        """The ports that a profile lets pass by the address of the peer, and these addresses."""
        for rule in profile.rules():
            if not rule.anybody and self.ways.of(rule.blocks) is not None:
                yield from ((named, rule.blocks) for named in self.named(rule))

    def spread(self, by_address: Addressed) -> Spread:
        """The ways in which ports pass by addresses alone."""
        spread = self.spreads.get(by_address)
        if spread is None:
            spread = self.spreads[by_address] = {}
            for blocks, ports in self.by_blocks(by_address).items():
                way = self.ways.of(blocks)
                if way is not None:
                    spread[way] = spread.get(way, 0) | ports
        return spread

    def by_blocks(self, by_address: Addressed) -> dict[int, int]:
        """Ports by all addresses that are accepted for them."""
        parts = {0: self.setting.masks.ports.everything}
        for ports, blocks in by_address:
            found: dict[int, int] = {}
            for have, mask in parts.items():
                for these, some in ((have | blocks, mask & ports), (have, mask & ~ports)):
                    if some:
                        found[these] = found.get(these, 0) | some
            parts = found
        return {blocks: ports for blocks, ports in sorted(parts.items()) if blocks}


def selecting(profiles: Iterable[Profile], units: int) -> list[tuple[MaskedPolicy, int]]:
    """Each policy with those of the units that it isolates."""
    found: dict[int, tuple[MaskedPolicy, int]] = {}
    for profile in profiles:
        subjects = profile.subjects & units
        for policy in policies_of(profile.tiers) if subjects else ():
            _, others = found.get(id(policy), (policy, 0))
            found[id(policy)] = policy, others | subjects
    return list(found.values())


def isolated(profiles: Iterable[Profile]) -> int:
    """The units that some policy isolates."""
    found = 0
    for profile in profiles:
        if any(tier.policies for tier in profile.tiers):
            found |= profile.subjects
    return found


def policies_of(tiers: Iterable[MaskedTier]) -> Iterator[MaskedPolicy]:
    """The policies of all tiers."""
    return (policy for tier in tiers for policy in tier.policies)
