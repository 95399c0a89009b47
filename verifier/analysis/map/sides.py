"""One direction of all flows: for each sort of subject, what its policies let pass, peer by peer.

Subjects that the same policies select are one profile; peers that its rules cannot tell apart are
one block. Bits of peers are units first, then the stretches of addresses of the world.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product

from verifier.analysis.map.addresses import WIDTHS
from verifier.analysis.map.bits import members, refine, union
from verifier.analysis.map.ladder import Bounds, Ladder, MaskedTier, Seen
from verifier.analysis.map.masks import MaskedRule
from verifier.analysis.map.plain import Plain, is_plain
from verifier.analysis.map.population import Unit
from verifier.analysis.map.setting import Addresses, Case, Cases, Outcome, Setting, World
from verifier.flow import Direction
from verifier.model import PortNamed, Tier

TIE = "tie of policies of one priority"
Taken = tuple[tuple[str, str], ...]  # open facts, and how they are taken


@dataclass(frozen=True, slots=True)
class Profile:
    """Subjects that are treated alike: the bits of `subjects`, and the policies that select them.
    `unit` is one of them, None for addresses of the world."""

    subjects: int
    tiers: tuple[MaskedTier, ...]
    unit: Unit | None

    def is_host(self) -> bool:
        """The subjects are on the host network."""
        return self.unit is not None and self.unit.pod.host_network

    def rules(self) -> Iterator[MaskedRule]:
        """All rules that may be about their flows."""
        return (rule for tier in self.tiers for policy in tier.policies for rule in policy.rules)


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
        self.ladder = Ladder(setting.masks)
        self.ways: dict[int, list[tuple[frozenset[str], Taken]]] = {}
        self.profiles = [*self.find_profiles(), Profile(setting.outside(~0), (), None)]

    # Subjects

    def find_profiles(self) -> Iterator[Profile]:
        """The units by the policies that select them, and by what else decides for them."""
        units = self.setting.units
        chosen: list[list[tuple[int, int]]] = [[] for _ in units]
        hidden: list[int] = []
        for number, tier in enumerate(self.masks.tiers):
            hidden.append(0)
            for index, policy in enumerate(tier.policies):
                selected = self.masks.people.selected(policy)
                hidden[number] |= selected
                if policy.rules(self.direction) is not None:
                    for bit in members(selected):
                        chosen[bit].append((number, index))
        found: dict[object, list[int]] = {}
        for bit, unit in enumerate(units):
            ports = unit.ports if self.direction is Direction.INGRESS and chosen[bit] else ()
            hides = tuple(mask >> bit & 1 for mask in hidden) if len(hidden) > 1 else ()
            key = (tuple(chosen[bit]), unit.pod.host_network, ports, hides)
            found.setdefault(key, []).append(bit)
        for bits in found.values():
            first = bits[0]
            tiers = tuple(
                self.masked(
                    tier, [i for at, i in chosen[first] if at == number], hidden[number] >> first
                )
                for number, tier in enumerate(self.masks.tiers)
            )
            yield Profile(union(1 << bit for bit in bits), tiers, units[bits[0]])

    def masked(self, tier: Tier, chosen: Sequence[int], hidden: int) -> MaskedTier:
        """The policies of a tier that select a subject."""
        policies = [self.masks.policy(tier.policies[index], self.direction) for index in chosen]
        named = any(rule.names for policy in policies for rule in policy.rules)
        return MaskedTier(tier.unmatched, tuple(policies), bool(hidden & 1), named)

    # Peers

    def blocks(self, profile: Profile) -> list[Block]:
        """The peers of a profile by outcome."""
        if is_plain(profile.tiers):
            return self.plain_blocks(profile)
        setting, rules = self.setting, list(profile.rules())
        stretches = [setting.places.family[width] for width in WIDTHS]
        asked = [mask for rule in rules for mask in rule.addresses()]
        if any(rule.unlisted for rule in rules):
            asked.append(setting.places.listed)
        for mask in dict.fromkeys(asked):
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

    def plain_blocks(self, profile: Profile) -> list[Block]:
        """The peers of a profile of which NetworkPolicies decide."""
        found = self.plain(profile)
        return self.collected(chain(found.blocks(), found.outside() if profile.unit else ()))

    def plain(self, profile: Profile) -> Plain:
        """What NetworkPolicies let pass."""
        worlds = frozenset(w for w in self.setting.worlds if self.is_open(profile, w))
        to_peers = self.direction is Direction.EGRESS
        return Plain(self.setting, profile.tiers, self.target(profile, None), to_peers, worlds)

    def collected(self, parts: Iterable[tuple[Cases, int]]) -> list[Block]:
        """Peers by what passes."""
        found: dict[Cases, int] = {}
        for cases, peers in parts:
            found[cases] = found.get(cases, 0) | peers
        return [Block(self.setting.outcome(cases), peers) for cases, peers in found.items()]

    def beyond(self, profile: Profile) -> list[Block]:
        """The blocks with addresses of the world that pass; they may lack units."""
        if profile.unit is None:
            return []
        if not is_plain(profile.tiers):
            return list(filter(Block.passes, self.blocks(profile)))
        return list(filter(Block.passes, self.collected(self.plain(profile).outside())))

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
        return [sort & units for _, units in self.setting.by_number(port) if sort & units]

    def cases(
        self, profile: Profile, sort: int, unit: Unit, where: Addresses, stretches: Sequence[int]
    ) -> Cases:
        """What passes with units of one sort, world by world."""
        memo: dict[tuple[int, bool, bool, bool], list[Case]] = {}
        found, host = [], unit.pod.host_network
        for world in self.setting.worlds:
            as_pod = not (host and world.host_is_node)
            cases: dict[Case, None] = {}
            for width, at, addresses in where[0] if as_pod else where[1]:
                if width != world.width:
                    continue
                stretch = stretches[at]
                seen = Seen(
                    pods=sort if as_pod else 0,
                    blocks=stretch if world.ipblock_matches_pods or not as_pod else 0,
                    networks=stretch,
                    hosts=stretch if host else 0,
                    unlisted=host and not stretch & self.setting.places.listed,
                    target=self.target(profile, unit if as_pod else None),
                )
                key = (at, as_pod, seen.blocks != 0, world.whole_pod)
                if key not in memo or profile.is_host():
                    memo[key] = self.allowed(profile, seen, world)
                cases.update((Case(c.ports, addresses, c.taken), None) for c in memo[key])
            found.append(self.setting.shortened(tuple(cases)))
        return tuple(found)

    def outside(self, profile: Profile, stretch: int) -> Cases:
        """What passes with these addresses of the world."""
        found = []
        for world in self.setting.worlds:
            here = stretch & self.setting.places.family[world.width]
            seen = Seen(0, stretch, stretch, stretch, False, self.target(profile, None))
            cases = self.allowed(profile, seen, world) if here else []
            found.append(self.setting.shortened(tuple(cases)))
        return tuple(found)

    def target(self, profile: Profile, peer: Unit | None) -> Unit | None:
        """The destination, whose ports have names."""
        return peer if self.direction is Direction.EGRESS else profile.unit

    def is_open(self, profile: Profile, world: World) -> bool:
        """The world, and a pod that is seen as its node, are no subjects."""
        return profile.unit is None or (profile.is_host() and world.host_is_node)

    def allowed(self, profile: Profile, seen: Seen, world: World) -> list[Case]:
        """The ports that pass, for each way that names resolve and ties end."""
        if self.is_open(profile, world):
            return [Case(self.masks.ports.everything, 0)]
        found = []
        key = id(profile.tiers)
        if key not in self.ways:
            self.ways[key] = self.resolved(profile)
        for domains, taken in self.ways[key]:
            asked = replace(seen, domains=domains) if domains else seen
            bounds = self.ladder.direction_allows(profile.tiers, asked, world.whole_pod)
            found += [Case(ports, 0, (*taken, *tie)) for ports, tie in self.ends(bounds)]
        return found

    def ends(self, bounds: Bounds) -> list[tuple[int, tuple[tuple[str, str], ...]]]:
        """How ties may end."""
        if bounds.always == bounds.sometimes:
            return [(bounds.always, ())]
        name = f"{self.direction.value.lower()} {TIE}"
        return [(bounds.always, ((name, "against"),)), (bounds.sometimes, ((name, "for"),))]

    def resolved(self, profile: Profile) -> list[tuple[frozenset[str], Taken]]:
        """Each way that domain names may resolve to the peer's address; names that occur in the
        same rules go together, for any of them does what all do."""
        rules = [rule.domains for rule in profile.rules() if rule.domains]
        groups: dict[tuple[bool, ...], list[str]] = {}
        for name in sorted({name for domains in rules for name in domains}):
            groups.setdefault(tuple(name in domains for domains in rules), []).append(name)
        return [
            (
                frozenset(name for names, yes in each if yes for name in names),
                tuple((f"domain {' or '.join(n)}", "yes" if yes else "no") for n, yes in each),
            )
            for each in product(*(((tuple(n), False), (tuple(n), True)) for n in groups.values()))
        ]
