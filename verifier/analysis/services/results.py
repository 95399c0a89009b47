"""What a map says of Services: plain data that every report format renders."""

from dataclasses import dataclass
from enum import Enum

from verifier.analysis.services.entries import Entry, Loose
from verifier.flow import Protocol
from verifier.location import Location


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
