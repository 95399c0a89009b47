"""The queries that invariants compile to."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal

from verifier.flow import Direction
from verifier.location import Location
from verifier.query.ends import ALL_PORTS, End, PodGroup, Port, ServiceName
from verifier.resources import LabelSelector


class Verb(Enum):
    """The four core verbs (specs/semantics.md, table of verbs)."""

    NEVER = "never"
    ONLY = "only"
    ALWAYS = "always"
    POSSIBLE = "possible"


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


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another version of the manifests: `text` as written, `source` where it is read from."""

    text: str
    source: str
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One property of flows, as the table of verbs says.

    `among` restricts the source (None: any). `side` takes the other direction as allowing.
    `by_default` keeps, for `never`, only flows that no rule admits in the directions judged: those
    that reach the ladder's last "allow" (M-16). `robust` relies on final decisions of the Admin
    tier alone, whatever NetworkPolicies there are (M-18). `hops` is 0 for properties of one flow;
    else no chain of 1 to `hops` flows may lead from source to destination, the last one on `ports`
    (M-19). `facts` are taken as true. `since` leaves out flows that violate in that version of the
    manifests, too (M-20). `service`: the destination is what this Service leads to; until that is
    looked up in manifests, `destination` has no members and `ports` are all (M-23).
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
    robust: bool = False
    hops: int = 0
    facts: tuple[StatedFact, ...] = ()
    since: Earlier | None = None
    service: ServiceName | None = None
