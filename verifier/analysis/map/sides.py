"""One direction of all flows: for each sort of subject, what its policies let pass, peer by peer.

Subjects that the same policies select are one profile; peers that its rules cannot tell apart are
one block. Bits of peers are units first, then the stretches of addresses of the world.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from verifier.analysis.map.addresses import WIDTHS
from verifier.analysis.map.bits import members, refine, union
from verifier.analysis.map.ladder import MaskedRule, MaskedTier, Seen
from verifier.analysis.map.population import Unit
from verifier.analysis.map.setting import Addresses, Case, Cases, Outcome, Setting, World
from verifier.flow import Direction
from verifier.model import PortNamed, Tier


@dataclass(frozen=True, slots=True)
class Profile:
    """Subjects that are treated alike: the bits of `subjects`, and the policies that select them.
    `unit` is one of them, None for addresses of the world."""

    subjects: int
    tiers: tuple[MaskedTier, ...]
    unit: Unit | None

    def rules(self) -> Iterator[MaskedRule]:
        """All rules that may be about their flows."""
        return (rule for tier in self.tiers for rules in tier.policies for rule in rules)


@dataclass(frozen=True, slots=True)
class Block:
    """Peers for which a profile has the same outcome."""

    outcome: Outcome
    peers: int

    def passes(self) -> bool:
        """Something passes in some world."""
        return self.outcome.sometimes != 0


class Side:
    """One direction."""

    def __init__(self, direction: Direction, setting: Setting) -> None:
        self.direction = direction
        self.setting = setting
        self.masks = setting.masks
        self.profiles = [*self.find_profiles(), Profile(setting.outside(~0), (), None)]

    # Subjects

    def find_profiles(self) -> Iterator[Profile]:
        """The units by the policies that select them, and by what else decides for them."""
        units = self.setting.units
        chosen: list[list[tuple[int, int]]] = [[] for _ in units]
        for number, tier in enumerate(self.masks.tiers):
            for index, policy in enumerate(tier.policies):
                if policy.rules(self.direction) is None:
                    continue
                for bit in members(self.masks.people.selected(policy.namespaces, policy.pods)):
                    chosen[bit].append((number, index))
        found: dict[object, list[int]] = {}
        for bit, unit in enumerate(units):
            ports = unit.ports if self.direction is Direction.INGRESS and chosen[bit] else ()
            key = (tuple(chosen[bit]), unit.pod.host_network, ports)
            found.setdefault(key, []).append(bit)
        for bits in found.values():
            tiers = tuple(
                self.masked(tier, [index for at, index in chosen[bits[0]] if at == number])
                for number, tier in enumerate(self.masks.tiers)
            )
            yield Profile(union(1 << bit for bit in bits), tiers, units[bits[0]])

    def masked(self, tier: Tier, chosen: Sequence[int]) -> MaskedTier:
        """The policies of a tier that select a subject."""
        rules = (self.masks.rules_of(tier.policies[index], self.direction) for index in chosen)
        return MaskedTier(tier.unmatched, tuple(rules))

    # Peers

    def blocks(self, profile: Profile) -> list[Block]:
        """The peers of a profile by outcome."""
        setting, rules = self.setting, list(profile.rules())
        stretches = [setting.places.family[width] for width in WIDTHS]
        for mask in dict.fromkeys(rule.addresses for rule in rules if rule.addresses):
            stretches = refine(stretches, mask)
        sorts = self.sorts(rules)
        found: dict[Cases, int] = {}
        for where, units in setting.by_address(stretches):
            for sort in sorts:
                if sort & units:
                    unit = setting.units[(sort & units).bit_length() - 1]
                    cases = self.cases(profile, sort & units, unit, where, stretches)
                    found[cases] = found.get(cases, 0) | sort & units
        for mask in stretches if profile.unit else ():
            if setting.outside(mask):
                cases = self.outside(profile, mask)
                found[cases] = found.get(cases, 0) | setting.outside(mask)
        return [Block(setting.outcome(cases), peers) for cases, peers in found.items()]

    def sorts(self, rules: Sequence[MaskedRule]) -> list[int]:
        """Units that these rules cannot tell apart but by their addresses."""
        sorts = [self.setting.people.everyone]
        for mask in dict.fromkeys((*(rule.pods for rule in rules), self.setting.hosts)):
            sorts = refine(sorts, mask)
        if self.direction is Direction.EGRESS:
            for port in dict.fromkeys(port for rule in rules for port in rule.names):
                sorts = [cut for sort in sorts for cut in self.by_number(port, sort)]
        return sorts

    def by_number(self, port: PortNamed, sort: int) -> Iterable[int]:
        """Units by the numbers that they give to a name."""
        return [sort & units for units in self.setting.by_number(port) if sort & units]

    def cases(
        self, profile: Profile, sort: int, unit: Unit, where: Addresses, stretches: Sequence[int]
    ) -> Cases:
        """What passes with units of one sort, world by world."""
        memo: dict[Seen, int] = {}
        found = []
        for world in self.setting.worlds:
            as_pod = not (unit.pod.host_network and world.host_is_node)
            visible = world.ipblock_matches_pods or not as_pod
            cases: dict[Case, None] = {}
            for width, at, addresses in where[0] if as_pod else where[1]:
                if width != world.width:
                    continue
                seen = Seen(
                    sort if as_pod else 0,
                    stretches[at] if visible else 0,
                    self.target(profile, unit if as_pod else None),
                )
                if seen not in memo:
                    memo[seen] = self.allowed(profile, seen, world)
                cases[Case(memo[seen], addresses)] = None
            found.append(self.shortened(tuple(cases)))
        return tuple(found)

    def shortened(self, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        """One case for all where the address does not matter."""
        alike = len({case.ports for case in cases}) == 1
        if alike and not any(case.addresses & self.setting.places.contested for case in cases):
            return (Case(cases[0].ports, 0),)
        return cases

    def outside(self, profile: Profile, stretch: int) -> Cases:
        """What passes with these addresses of the world."""
        found = []
        for world in self.setting.worlds:
            here = stretch & self.setting.places.family[world.width]
            seen = Seen(0, stretch, self.target(profile, None))
            found.append((Case(self.allowed(profile, seen, world), 0),) if here else ())
        return tuple(found)

    def target(self, profile: Profile, peer: Unit | None) -> Unit | None:
        """The destination, whose ports have names."""
        return peer if self.direction is Direction.EGRESS else profile.unit

    def allowed(self, profile: Profile, seen: Seen, world: World) -> int:
        """The ports that pass; the world, and a pod that is seen as its node, are no subjects."""
        unit = profile.unit
        if unit is None or (unit.pod.host_network and world.host_is_node):
            return self.masks.ports.everything
        return self.masks.direction_allows(profile.tiers, seen)
