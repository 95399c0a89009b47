"""Invariants, and the files that hold them."""

from dataclasses import dataclass, field
from typing import Literal

from verifier.dialect import Dialect, Level
from verifier.flow import Protocol
from verifier.location import Location
from verifier.query.ends import End, ServiceName
from verifier.query.queries import Query, StatedFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """A property in the user's file: a query with its name and its context.

    `origin` is the id of the sugar that it is a part of, "" where it stands in the file as it is.
    `states_dialect`: the file says which dialect, be it `any`.
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
    states_dialect: bool = False
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
    """A concrete flow with its expected decision. `port` may be a name of the destination.

    To a Service, whose own port `port` is: the flows to all declared pods behind it (M-23).
    """

    expect: Literal["allow", "deny"]
    source: CaseEnd
    destination: CaseEnd | ServiceName
    protocol: Protocol
    port: int | str
    text: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFacts:
    """What manifests cannot tell: CIDR texts; empty where nothing is declared (M-03, M-04).

    `namespaces` are those that the invariants file names anywhere, in invariants that are not
    judged now and in groups that none of them uses, too (M-07).
    """

    pod_cidrs: tuple[str, ...] = ()
    service_cidrs: tuple[str, ...] = ()
    node_cidrs: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """An end with a name of its own; `location` is where the file defines it."""

    name: str
    end: End
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What holds for each invariant of a file that does not say otherwise; `level` does not hold
    for `possible` and `no-path`, which are judged at `declared` (M-09)."""

    level: Level = Level.ANY_NAMESPACE
    dialect: Dialect = field(default_factory=Dialect)
    states_dialect: bool = False
    severity: Literal["error", "warning", "info"] = "error"


@dataclass(frozen=True, slots=True)
class Ignored:
    """Findings of lint that are not to be shown: by their codes, or the beginnings of these, in
    the files of some paths (none: in all), until a day (YYYY-MM-DD) that still counts."""

    codes: tuple[str, ...]
    paths: tuple[str, ...]
    reason: str
    until: str | None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """An invariants file, read, with the files that it includes: `includes` are their paths.

    `facts` are those that hold for all of its invariants; each query carries them already.
    `ignored` concerns lint alone. `whole`: nothing has been left out, so that the file can be
    held against itself.
    """

    path: str
    invariants: tuple[Invariant, ...]
    cases: tuple[Case, ...] = ()
    cluster: ClusterFacts = field(default_factory=ClusterFacts)
    ignore_kinds: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    defaults: Defaults = field(default_factory=Defaults)
    facts: tuple[StatedFact, ...] = ()
    whole: bool = True
    includes: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
