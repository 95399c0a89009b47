"""What can be asked: ends, ports, and the queries that invariants compile to.

Groups keep their selectors as resources, so that the reference evaluator can judge membership in
a counterexample by itself.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from verifier.dialect import Dialect, Level
from verifier.flow import Direction, Protocol
from verifier.location import Location
from verifier.resources import LabelSelector


class Verb(Enum):
    """The four core verbs (specs/semantics.md, table of verbs)."""

    NEVER = "never"
    ONLY = "only"
    ALWAYS = "always"
    POSSIBLE = "possible"


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


@dataclass(frozen=True, slots=True)
class LabelOf:
    """A label of one end: of its pod, or of its pod's namespace."""

    end: Literal["from", "to"]
    of: Literal["pod", "namespace"]
    key: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left = right` holds iff both labels are present and equal; `!=` is its negation (M-15).

    A `right` of type str is a literal value.
    """

    left: LabelOf
    operator: Literal["=", "!="]
    right: LabelOf | str


@dataclass(frozen=True, slots=True)
class Exemption:
    """Flows that are not judged; None matches all (M-15). `until` is an ISO date."""

    source: End | None
    destination: End | None
    ports: tuple[Port, ...] | None
    reason: str
    until: str | None = None
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class StatedFact:
    """What the file states of the cluster (`assume`): each pod of the group, or each of its
    namespaces, has labels that `have` matches."""

    id: str
    why: str
    of: Literal["pod", "namespace"]
    group: PodGroup
    have: LabelSelector
    text: str
    location: Location = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One property of flows, as the table of verbs says.

    `among` restricts the source (None: any). `side` takes the other direction as allowing.
    `by_default` keeps, for `never`, only flows that no rule admits in the directions judged: those
    that reach the ladder's last "allow" (M-16). `hops` is 0 for properties of one flow; else no
    chain of 1 to `hops` flows may lead from source to destination, the last one on `ports` (M-19).
    `facts` are taken as true.
    """

    verb: Verb
    source: End
    destination: End
    ports: tuple[Port, ...] = ALL_PORTS
    among: End | None = None
    where: tuple[Comparison, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    side: Direction | None = None
    by_default: bool = False
    hops: int = 0
    facts: tuple[StatedFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """A property in the user's file: a query with its name and its context.

    `origin` is the id of the sugar that it is a part of, "" where it stands in the file as it is.
    """

    id: str
    title: str
    sentence: str
    query: Query
    level: Level
    dialect: Dialect
    severity: Literal["error", "warning", "info"] = "error"
    controls: tuple[str, ...] = ()
    origin: str = ""
    location: Location


@dataclass(frozen=True, slots=True)
class CaseEnd:
    """One end of a case: a declared workload, a pod with exactly these labels, or an address."""

    namespace: str | None = None
    name: str | None = None
    labels: tuple[tuple[str, str], ...] | None = None
    address: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A concrete flow with its expected decision. `port` may be a name of the destination."""

    expect: Literal["allow", "deny"]
    source: CaseEnd
    destination: CaseEnd
    protocol: Protocol
    port: int | str
    text: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFacts:
    """What manifests cannot tell: CIDR texts; empty where nothing is declared (M-03, M-04)."""

    pod_cidrs: tuple[str, ...] = ()
    service_cidrs: tuple[str, ...] = ()
    node_cidrs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """An end with a name of its own; `location` is where the file defines it."""

    name: str
    end: End
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds for each invariant of a file that does not say otherwise; `level` does not hold
    for `possible`, which is judged at `declared` (M-09)."""

    level: Level = Level.ANY_NAMESPACE
    dialect: Dialect = field(default_factory=Dialect)
    severity: Literal["error", "warning", "info"] = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """An invariants file, read."""

    path: str
    invariants: tuple[Invariant, ...]
    cases: tuple[Case, ...] = ()
    cluster: ClusterFacts = field(default_factory=ClusterFacts)
    ignore_kinds: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    defaults: Defaults = field(default_factory=Defaults)
