"""The tiers as sets of ports: what a chain of policies admits between its subject and one peer.

The names are those of `verifier.reference` and of the compiler: `rule_matches`, `tier_allows`,
`direction_allows`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from verifier.analysis.map.addresses import AddressAxis
from verifier.analysis.map.bits import union
from verifier.analysis.map.population import Population, Unit
from verifier.analysis.map.ports import PortAxis
from verifier.flow import Direction
from verifier.model import (
    Action,
    AddressPeer,
    AnyPeer,
    AnyPort,
    DomainPeer,
    NodePeer,
    PodPeer,
    Policy,
    PortInterval,
    PortNamed,
    Rule,
    Tier,
    Unmatched,
)


@dataclass(frozen=True, slots=True)
class MaskedRule:
    """A rule as masks: `anybody` stands for every peer, `pods` are units, `addresses` stretches;
    `names` are ports that only the destination knows."""

    action: Action
    anybody: bool
    pods: int
    addresses: int
    ports: int
    names: tuple[PortNamed, ...]


@dataclass(frozen=True, slots=True)
class MaskedTier:
    """The policies of a tier that select a pod, each with its rules."""

    unmatched: Unmatched
    policies: tuple[tuple[MaskedRule, ...], ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """How policies see a peer: as one of these `pods` (0: as none), at these `addresses` (0: they
    do not look at its address); `target` is the pod whose ports have names, None if it has none."""

    pods: int
    addresses: int
    target: Unit | None


class Masks:
    """Policies as masks, each made once."""

    def __init__(
        self, tiers: Sequence[Tier], people: Population, ports: PortAxis, places: AddressAxis
    ) -> None:
        self.tiers = tiers
        self.people = people
        self.ports = ports
        self.places = places
        self.rules: dict[tuple[int, Direction], tuple[MaskedRule, ...]] = {}

    def rules_of(self, policy: Policy, direction: Direction) -> tuple[MaskedRule, ...]:
        """The rules of a policy for a direction."""
        key = (id(policy), direction)
        if key not in self.rules:
            self.rules[key] = tuple(map(self.masked, policy.rules(direction) or ()))
        return self.rules[key]

    def masked(self, rule: Rule) -> MaskedRule:
        """One rule as masks."""
        pods = addresses = ports = 0
        for peer in rule.peers:
            match peer:
                case AnyPeer():
                    pass
                case PodPeer(namespaces, selector):
                    pods |= self.people.selected(namespaces, selector)
                case AddressPeer(network, excepts):
                    outside = self.places.within(excepts)
                    addresses |= self.places.mask_of(network) & ~outside
                case NodePeer() | DomainPeer():
                    pass  # of tiers that `connectivity` refuses
        for port in rule.ports:
            match port:
                case AnyPort():
                    ports |= self.ports.everything
                case PortInterval(protocol, first, last):
                    ports |= self.ports.mask(protocol, first, last)
                case PortNamed():
                    pass
        names = tuple(port for port in rule.ports if isinstance(port, PortNamed))
        anybody = any(isinstance(peer, AnyPeer) for peer in rule.peers)
        return MaskedRule(rule.action, anybody, pods, addresses, ports, names)

    def port_named(self, port: PortNamed, target: Unit | None) -> int:
        """The numbers that the destination gives to a name."""
        if target is None:
            return 0
        return union(
            self.ports.number(item)
            for item in target.ports
            if (item.name, item.protocol) == (port.name, port.protocol)
        )

    def ports_of(self, rule: MaskedRule, target: Unit | None) -> int:
        """The ports that a rule is about, at this destination."""
        return rule.ports | union(self.port_named(port, target) for port in rule.names)

    # The ladder

    def rule_matches(self, rule: MaskedRule, seen: Seen) -> int:
        """The ports of the flows with that peer that the rule is about."""
        if rule.anybody or rule.pods & seen.pods or rule.addresses & seen.addresses:
            return self.ports_of(rule, seen.target)
        return 0

    def tier_allows(self, tier: MaskedTier, seen: Seen, asked: int) -> tuple[int, int]:
        """Of the asked ports, those that the tier accepts, and those that it hands on."""
        left, accepted, passed = asked, 0, 0
        for rules in tier.policies:
            for rule in rules:
                met = self.rule_matches(rule, seen) & left
                left &= ~met
                accepted |= met if rule.action is Action.ACCEPT else 0
                passed |= met if rule.action is Action.PASS else 0
        denies = tier.unmatched is Unmatched.DENY and tier.policies
        return accepted, passed if denies else passed | left

    def direction_allows(self, tiers: Iterable[MaskedTier], seen: Seen) -> int:
        """The ports that the tiers, one after the other, let pass; after the last one a flow is
        allowed."""
        allowed, left = 0, self.ports.everything
        for tier in tiers:
            accepted, left = self.tier_allows(tier, seen, left)
            allowed |= accepted
        return allowed | left
