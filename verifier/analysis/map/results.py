"""What a map says: plain data that every report format renders."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from verifier.analysis.exposure.results import ExposureReport
from verifier.analysis.results import AllowedPorts, Assumption
from verifier.analysis.services.results import Ways
from verifier.errors import Problem

Names = tuple[str, ...]
Ports = tuple[AllowedPorts, ...]


@dataclass(frozen=True, slots=True)
class Connections:
    """`allows` pass from each of `sources` to each of `destinations` but a workload itself: under
    all open facts, or, where `when` names some, under these only.

    Names are workloads ("namespace/name[Kind]") and ranges of addresses outside the cluster.
    """

    sources: Names
    destinations: Names
    allows: Ports
    when: Names = ()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every pair of different names."""
        return ((s, d) for s in self.sources for d in self.destinations if s != d)


@dataclass(frozen=True, slots=True)
class Within:
    """`allows` pass between the pods of each of these workloads."""

    workloads: Names
    allows: Ports
    when: Names = ()


@dataclass(frozen=True, slots=True)
class MapReport:
    """Who reaches whom, of the declared workloads and the world (M-22).

    No pair has a port in two groups. `denied` holds the ports that never pass; None where nobody
    asked for them. `one_sided`: only flows from some ends, or to some, so that the map does not
    tell whom nobody reaches. `ways`: what comes in by way of Services; None where nobody asked, or
    there are none. `exposure`: what is not declared and may be at the other end; None where nobody
    asked.
    """

    workloads: Names
    connections: tuple[Connections, ...]
    conditional: tuple[Connections, ...]
    within: tuple[Within, ...]
    denied: tuple[Connections, ...] | None = None
    warnings: tuple[Problem, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    used: str = ""
    ignored: str = ""
    one_sided: bool = False
    ways: Ways | None = None
    exposure: ExposureReport | None = None
