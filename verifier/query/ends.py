"""Ends of flows, and ports.

Groups keep their selectors as resources, so that the reference evaluator can judge membership in
a counterexample by itself.
"""

from dataclasses import dataclass, field
from enum import Enum

from verifier.flow import Protocol
from verifier.location import Location
from verifier.resources import LabelSelector


class BuiltIn(Enum):
    """Ends that every spec knows (M-03, M-05, M-17)."""

    ANY = "any"  # pods and world
    ANY_POD = "any-pod"
    KNOWN = "known"  # pods of listed and named namespaces
    WORLD = "world"
    INTERNET = "internet"
    NODES = "nodes"
    OWN_NODE = "own-node"


@dataclass(frozen=True, slots=True)
class PodGroup:
    """Pods that `pods` selects, in the namespaces of that name, or that the selector matches
    (None: any namespace)."""

    namespaces: tuple[str, ...] | LabelSelector | None
    pods: LabelSelector


@dataclass(frozen=True, slots=True)
class NamedWorkload:
    """The pods of one declared workload; `kind` None matches a workload of any kind."""

    namespace: str
    name: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class AddressGroup:
    """External endpoints with an address in one of `cidrs` and in none of `excepts` (M-03)."""

    cidrs: tuple[str, ...]
    excepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceName:
    """A Service and those of its own ports that are meant; none: all of them."""

    namespace: str
    name: str
    ports: "tuple[Port, ...]" = ()
    location: Location | None = field(default=None, compare=False)

    @property
    def text(self) -> str:
        """How people name it: `Service production/database`."""
        return f"Service {self.namespace}/{self.name}"


Part = PodGroup | NamedWorkload | AddressGroup | BuiltIn


@dataclass(frozen=True, slots=True)
class Member:
    """One part of an end: `text` names it as the user did (a group's name, else its spelling).

    `undeclared` says that no declared workload need match (M-10).
    """

    part: Part
    text: str
    undeclared: bool = False
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class End:
    """A set of endpoints: the union of its members. `text` names it in sentences."""

    members: tuple[Member, ...]
    text: str


ANYTHING = End((Member(BuiltIn.ANY, "any"),), "any")


@dataclass(frozen=True, slots=True)
class PortRange:
    """The ports `first` to `last`, inclusive, of one protocol."""

    protocol: Protocol
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class PortName:
    """Whatever number(s) the destination pod gives to `name` for `protocol`."""

    protocol: Protocol
    name: str


Port = PortRange | PortName
ALL_PORTS: tuple[Port, ...] = tuple(PortRange(protocol, 1, 65535) for protocol in Protocol)
