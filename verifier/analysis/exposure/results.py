"""What `netproof map --exposure` answers, as plain data."""

from dataclasses import dataclass

from verifier.analysis.results import AllowedPorts
from verifier.dialect import Level
from verifier.flow import Direction


@dataclass(frozen=True, slots=True)
class Peer:
    """A general statement: `who` is at the other end, in words, and `ports` are they on.

    `kind` is `pod`, or `external` for addresses outside the cluster. `port_names`: only ports of
    that name. `when`: open facts that it takes. `unless`: what may stop some of the flows.
    """

    who: str
    kind: str
    ports: str
    allows: tuple[AllowedPorts, ...]
    port_names: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exposed:
    """Workloads with the same exposure in one direction: INGRESS is about who could reach them,
    EGRESS about whom they could reach. No peers: nothing beyond the declared pods.

    `reason` says what is missing where `peers` are not all.
    """

    direction: Direction
    workloads: tuple[str, ...]
    peers: tuple[Peer, ...]
    reason: str = ""

    @property
    def complete(self) -> bool:
        """Every flow is in one of the statements."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class ExposureReport:
    """The exposure of every declared workload at a level, each in one group for each direction."""

    level: Level
    groups: tuple[Exposed, ...]

    def of(self, direction: Direction) -> tuple[Exposed, ...]:
        """The groups of one direction."""
        return tuple(group for group in self.groups if group.direction is direction)
