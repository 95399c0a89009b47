"""Policies as masks over units, stretches of addresses and stretches of ports, each made once."""

from collections.abc import Sequence
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
    Holders,
    NodePeer,
    PodPeer,
    Policy,
    PortInterval,
    PortNamed,
    Rule,
    Tier,
)
from verifier.normalise.selectors import selects


@dataclass(frozen=True, slots=True)
class MaskedRule:
    """A rule as masks. `anybody` stands for every peer, `pods` are units; `blocks`, `networks` and
    `hosts` are addresses, by whose they may be; `unlisted`: of nodes that no object lists;
    `domains` are names that resolve to the peer. `names` are ports that the destination knows."""

    action: Action
    anybody: bool
    pods: int
    blocks: int
    networks: int
    hosts: int
    unlisted: bool
    domains: frozenset[str]
    ports: int
    names: tuple[PortNamed, ...]

    def addresses(self) -> tuple[int, ...]:
        """All sets of addresses."""
        return tuple(mask for mask in (self.blocks, self.networks, self.hosts) if mask)


@dataclass(frozen=True, slots=True)
class MaskedPolicy:
    """The rules of a policy for one direction; those of one `name` are tied by name too."""

    name: str
    priority: int | None
    rules: tuple[MaskedRule, ...]


class Masks:
    """All policies."""

    def __init__(
        self,
        tiers: Sequence[Tier],
        people: Population,
        ports: PortAxis,
        places: AddressAxis,
        by_name: bool,
    ) -> None:
        self.tiers = tiers
        self.people = people
        self.ports = ports
        self.places = places
        self.by_name = by_name
        self.policies: dict[tuple[int, Direction], MaskedPolicy] = {}

    def policy(self, policy: Policy, direction: Direction) -> MaskedPolicy:
        """A policy for one direction."""
        key = (id(policy), direction)
        if key not in self.policies:
            rules = tuple(map(self.rule, policy.rules(direction) or ()))
            self.policies[key] = MaskedPolicy(policy.own_name, policy.priority, rules)
        return self.policies[key]

    def rule(self, rule: Rule) -> MaskedRule:
        """One rule."""
        places = dict.fromkeys(Holders, 0)
        pods, unlisted, domains = 0, False, set()
        for peer in rule.peers:
            match peer:
                case AnyPeer():
                    pass
                case PodPeer():
                    pods |= self.people.selected(peer)
                case AddressPeer(network, excepts, holders):
                    outside = self.places.within(excepts)
                    places[holders] |= self.places.mask_of(network) & ~outside
                case NodePeer(nodes):
                    unlisted = unlisted or selects(nodes, {})
                case DomainPeer(name):
                    domains.add(name)
        return MaskedRule(
            action=rule.action,
            anybody=any(isinstance(peer, AnyPeer) for peer in rule.peers),
            pods=pods,
            blocks=places[Holders.BY_DIALECT],
            networks=places[Holders.EVERYONE],
            hosts=places[Holders.HOSTS],
            unlisted=unlisted,
            domains=frozenset(domains),
            ports=union(map(self.port, rule.ports)),
            names=tuple(port for port in rule.ports if isinstance(port, PortNamed)),
        )

    def port(self, port: AnyPort | PortInterval | PortNamed) -> int:
        """The ports of a match, but for names."""
        match port:
            case AnyPort():
                return self.ports.everything
            case PortInterval(protocol, first, last):
                return self.ports.mask(protocol, first, last)
            case PortNamed():
                return 0

    def port_named(self, port: PortNamed, target: Unit | None) -> int:
        """The numbers that the destination gives to a name."""
        if target is None or (port.protocol is None and target.pod.host_network):
            return 0
        return union(
            self.ports.number(item)
            for item in target.ports
            if item.name == port.name and port.protocol in (None, item.protocol)
        )
