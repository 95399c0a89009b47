"""Blocks of profiles that NetworkPolicies alone decide for, which is nearly all of them: what peers
may use is what rules accept them for as pods, and what rules accept their addresses for."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from verifier.analysis.map.addresses import WIDTHS
from verifier.analysis.map.bits import ones
from verifier.analysis.map.ladder import MaskedTier
from verifier.analysis.map.masks import MaskedRule
from verifier.analysis.map.population import Unit
from verifier.analysis.map.setting import Case, Cases, Setting, Spread, World
from verifier.model import Unmatched

ByPorts = dict[int, int]  # ports, and all who have exactly these


def is_plain(tiers: Iterable[MaskedTier]) -> bool:
    """No tier but that of NetworkPolicies has a policy for the profile."""
    return all(tier.unmatched is Unmatched.DENY or not tier.policies for tier in tiers)


class Plain:
    """The peers of one plain profile. `target` is the unit whose ports have names, where the
    profile is that of destinations; None where its peers are."""

    def __init__(
        self,
        setting: Setting,
        tiers: Iterable[MaskedTier],
        target: Unit | None,
        to_peers: bool,
        open_worlds: frozenset[World],
    ) -> None:
        self.setting = setting
        self.target = target
        self.to_peers = to_peers
        self.open_worlds = open_worlds
        policies = [policy for tier in tiers for policy in tier.policies]
        rules = [rule for policy in policies for rule in policy.rules]
        self.whole = setting.masks.ports.everything
        self.width = self.whole.bit_length()
        names = (port for rule in rules if to_peers and rule.blocks for port in rule.names)
        self.names = {port: at for at, port in enumerate(dict.fromkeys(names))}
        self.rules = rules
        self.free = not policies  # nothing isolates the subjects

    @cached_property
    def pods(self) -> ByPorts:
        """Units by the ports that they are accepted for as pods; a field above them, as wide as all
        ports, holds the numbers of each name."""
        everyone = self.setting.people.everyone
        if self.free:
            return {self.whole: everyone}
        found: ByPorts = {0: everyone}
        for rule in self.rules:
            peers = everyone if rule.anybody else rule.pods
            for ports, units in self.asked(rule) if peers else ():
                found = added(found, peers & units, ports)
        for port, at in self.names.items():
            for number, units in self.setting.by_number(port):
                found = added(found, units, number << self.width * (at + 1))
        return found

    @cached_property
    def addresses(self) -> tuple[ByPorts, ...]:
        """Addresses by the ports that they are accepted for, one dictionary per family. Where
        peers are destinations, a bit for each name above the ports stands for those that the pod
        there names so."""
        families = [self.setting.places.family[width] for width in WIDTHS]
        if self.free:
            return tuple({self.whole: family} for family in families)
        found: tuple[ByPorts, ...] = tuple({0: family} for family in families)
        for rule in self.rules:
            nets = self.setting.places.everything if rule.anybody else rule.blocks
            if nets:
                ports = rule.ports | self.named(rule, self.target) | self.asking(rule)
                found = tuple(added(family, nets, ports) for family in found)
        return found

    def asking(self, rule: MaskedRule) -> int:
        """The names that pods at the addresses of a rule are asked for."""
        found = 0
        for port in rule.names if self.names and rule.blocks else ():
            found |= 1 << self.width + self.names[port]
        return found

    def named(self, rule: MaskedRule, target: Unit | None) -> int:
        """The ports of the names of a rule."""
        found = 0
        for port in rule.names:
            found |= self.setting.masks.port_named(port, target)
        return found

    def asked(self, rule: MaskedRule) -> Iterator[tuple[int, int]]:
        """The ports of a rule, and the units for which they are these."""
        everyone = self.setting.people.everyone
        if not self.to_peers:
            yield rule.ports | self.named(rule, self.target), everyone
            return
        if rule.ports:
            yield rule.ports, everyone
        for port in rule.names:
            yield from self.setting.by_number(port)

    # Cases

    def blocks(self) -> Iterator[tuple[Cases, int]]:
        """The units of every kind, by what passes with them; some cases may come twice."""
        stretches = [mask for family in self.addresses for mask in family.values()]
        accepted = [ports for family in self.addresses for ports in family]
        hosts = self.setting.hosts
        for (as_pod, as_node), units in self.setting.by_address(stretches):
            for pods, some in self.pods.items():
                for host, sort in ((False, some & units & ~hosts), (True, some & units & hosts)):
                    if sort:
                        yield self.cases(pods, host, as_pod, as_node, accepted), sort

    def cases(
        self, pods: int, host: bool, as_pod: Spread, as_node: Spread, accepted: list[int]
    ) -> Cases:
        """What passes with a unit, world by world."""
        found = []
        for world in self.setting.worlds:
            is_pod = not (host and world.host_is_node)
            cases: ByPorts = {}
            for width, at, where in as_pod if is_pod else as_node:
                if width == world.width:
                    ports = self.ports(pods, accepted[at], is_pod, world)
                    cases[ports] = cases.get(ports, 0) | where
            found.append(self.setting.shortened(tuple(Case(p, a) for p, a in cases.items())))
        return tuple(found)

    def ports(self, pods: int, addresses: int, is_pod: bool, world: World) -> int:
        """What passes with a peer in one world."""
        if world in self.open_worlds:
            return self.whole
        if not is_pod:
            return addresses & self.whole
        if not world.ipblock_matches_pods:
            return pods & self.whole
        found = pods | addresses
        names = addresses >> self.width
        for at in ones(names):
            found |= pods >> self.width * (at + 1)
        return found & self.whole

    def outside(self) -> Iterator[tuple[Cases, int]]:
        """The addresses of the world, by what passes with them."""
        worlds, whole = self.setting.worlds, self.whole
        for width, family in zip(WIDTHS, self.addresses, strict=True):
            for ports, mask in family.items():
                peers = self.setting.outside(mask)
                if peers:
                    yield (
                        tuple(
                            (Case(whole if world in self.open_worlds else ports & whole, 0),)
                            if world.width == width
                            else ()
                            for world in worlds
                        ),
                        peers,
                    )


def added(parts: ByPorts, those: int, ports: int) -> ByPorts:
    """The parts, with more ports for some."""
    found: ByPorts = {}
    for have, mask in parts.items():
        inside = mask & those
        if inside:
            more = have | ports
            found[more] = found.get(more, 0) | inside
        if inside != mask:
            found[have] = found.get(have, 0) | mask & ~those
    return found
