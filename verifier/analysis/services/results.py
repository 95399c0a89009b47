"""What a map says of Services: plain data that every report format renders."""

from dataclasses import dataclass, field
from enum import Enum

from verifier.decision import Decision
from verifier.flow import Protocol
from verifier.location import Location
from verifier.resources import Service, ServicePort


class Origin(Enum):
    """Where traffic comes from: some pod of a controller, which the input need not declare, or
    addresses outside."""

    CONTROLLER = "ingress-controller"
    OUTSIDE = "internet"


@dataclass(frozen=True, slots=True)
class Entry:
    """Traffic from outside to one port of a Service, by way of `through`. `ranges` are the only
    addresses that it comes from, where the Service says so; `note` is what it needs beside."""

    origin: Origin
    through: str
    service: Service
    port: ServicePort
    location: Location = field(compare=False)
    ranges: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Loose:
    """What leads nowhere that is known; `text` says why."""

    through: str
    text: str
    location: Location = field(compare=False)


class Admits(Enum):
    """How much of what could come in reaches the pods."""

    ALL = "all"
    SOME = "some"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Admission:
    """What policies leave of the traffic to a port of a workload; `sources` are those that are
    admitted, in general words, where it is some. `reason`: why it is not known, or not all told."""

    admits: Admits
    sources: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where an entry arrives: at this port of the workload."""

    workload: str
    protocol: Protocol
    port: int
    admission: Admission


@dataclass(frozen=True, slots=True)
class Hop:
    """From a Service's own port to one of a workload behind it: what is decided there about the
    flow that is asked about, or, where all are, whether some workload or address reaches it."""

    service_port: int
    protocol: Protocol
    workload: str
    port: int
    decision: Decision | None = None
    reached: bool | None = None


@dataclass(frozen=True, slots=True)
class Hops:
    """Where flows to a Service can end; `lacking` are workloads behind it without the named
    port."""

    service: str
    location: Location
    hops: tuple[Hop, ...]
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryEdges:
    """An entry, and where it arrives; `lacking` are workloads behind it without the named port."""

    entry: Entry
    arrivals: tuple[Arrival, ...]
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unreached:
    """A port of a Service, at none of whose pods anything can arrive."""

    service: str
    protocol: Protocol
    port: int
    workloads: tuple[str, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Ways:
    """All of it: what comes in and where it arrives, what leads nowhere that is known, and the
    ports of Services that nobody can reach."""

    edges: tuple[EntryEdges, ...] = ()
    loose: tuple[Loose, ...] = ()
    unreached: tuple[Unreached, ...] = ()
