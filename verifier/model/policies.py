"""Policies with every default explicit, in tiers: no None, no Kubernetes spelling left.

One shape carries every kind: a tier lists policies in order, each policy its rules in order, and
`Tier.unmatched` says what becomes of a selected pod that no rule of the tier matches.
"""

from dataclasses import dataclass, field
from enum import Enum

from verifier.flow import Direction, Protocol
from verifier.location import Location


class Operator(Enum):
    """What a requirement asks of one label."""

    IN = "in"  # present, with one of the values
    NOT_IN = "not in"  # absent, or with none of the values
    EXISTS = "exists"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition on one label; `values` is sorted, and empty for EXISTS and ABSENT."""

    key: str
    operator: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selector:
    """All requirements hold; none at all selects everything."""

    requirements: tuple[Requirement, ...] = ()


EVERYTHING = Selector()


@dataclass(frozen=True, slots=True)
class InNamespace:
    """The namespace with this name."""

    name: str


@dataclass(frozen=True, slots=True)
class NamespacesWith:
    """The namespaces whose labels match."""

    selector: Selector


Namespaces = InNamespace | NamespacesWith


@dataclass(frozen=True, slots=True)
class Network:
    """An address range: `bits` is 32 or 128, `prefix` counts fixed leading bits of `value`."""

    bits: int
    value: int
    prefix: int


@dataclass(frozen=True, slots=True)
class AnyPeer:
    """Every endpoint, inside the cluster or not."""


class Hosts(Enum):
    """Whether hostNetwork pods count among pods."""

    BY_DIALECT = "by dialect"  # networking/v1
    NEVER = "never"  # the Admin and Baseline tiers


@dataclass(frozen=True, slots=True)
class PodPeer:
    """Pods that `pods` selects, in those namespaces."""

    namespaces: Namespaces
    pods: Selector
    hosts: Hosts = Hosts.BY_DIALECT


class Holders(Enum):
    """Whose addresses a range is about, besides those outside the cluster."""

    BY_DIALECT = "by dialect"  # those of pods too iff the plugin says so
    EVERYONE = "everyone"
    HOSTS = "hosts"  # nodes and hostNetwork pods, not pods with an address of their own


@dataclass(frozen=True, slots=True)
class AddressPeer:
    """Addresses in `network` and in none of `excepts`."""

    network: Network
    excepts: tuple[Network, ...]
    holders: Holders = Holders.BY_DIALECT


@dataclass(frozen=True, slots=True)
class NodePeer:
    """Addresses of nodes that no Node object lists, and whose labels match; those of listed nodes
    are address peers."""

    nodes: Selector


@dataclass(frozen=True, slots=True)
class DomainPeer:
    """Addresses that `name` resolves to, whoever has them."""

    name: str


Peer = AnyPeer | PodPeer | AddressPeer | NodePeer | DomainPeer


@dataclass(frozen=True, slots=True)
class AnyPort:
    """Every port of every protocol."""


@dataclass(frozen=True, slots=True)
class PortInterval:
    """The ports `first` to `last`, inclusive, of one protocol."""

    protocol: Protocol
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class PortNamed:
    """The numbers that the destination pod gives to `name` for `protocol`; None: for any protocol,
    and only of pods with an address of their own."""

    protocol: Protocol | None
    name: str


PortMatch = AnyPort | PortInterval | PortNamed


class Action(Enum):
    """What a matching rule does."""

    ACCEPT = "accept"
    DENY = "deny"
    PASS = "pass"


@dataclass(frozen=True, slots=True)
class Rule:
    """Matches a flow iff some peer matches its other end and some port matches it."""

    action: Action
    peers: tuple[Peer, ...]
    ports: tuple[PortMatch, ...]
    location: Location = field(compare=False)


@dataclass(frozen=True, slots=True)
class Policy:
    """Selects pods, and has rules for the directions that it speaks about.

    A direction whose rules are None is none of its business; an empty tuple selects the pod and
    admits nothing. `priority`: lower ones decide first; None is of one rank with every other.
    """

    name: str
    namespaces: Namespaces
    pods: Selector
    ingress: tuple[Rule, ...] | None
    egress: tuple[Rule, ...] | None
    location: Location = field(compare=False)
    hosts: Hosts = Hosts.BY_DIALECT
    priority: int | None = None

    @property
    def own_name(self) -> str:
        """The name without the kind."""
        return self.name.partition(" ")[2]

    def rules(self, direction: Direction) -> tuple[Rule, ...] | None:
        """The rules of one direction."""
        return self.ingress if direction is Direction.INGRESS else self.egress


class Unmatched(Enum):
    """What becomes of a selected pod's flow that no rule of the tier matches."""

    NEXT = "next"
    DENY = "deny"


@dataclass(frozen=True, slots=True)
class Tier:
    """Policies by priority, then name: the first rule that matches a selected pod's flow decides,
    PASS and no match go on to the next tier. Of policies of one priority, any that matches may
    be the one that decides. Where the unmatched are denied, rules only accept, in no order."""

    name: str
    policies: tuple[Policy, ...]
    unmatched: Unmatched


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Tiers, first to last; after the last one a flow is allowed."""

    tiers: tuple[Tier, ...]
