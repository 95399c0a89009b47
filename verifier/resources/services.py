"""v1 Service: what leads its clients to pods, and nothing else of it."""

from dataclasses import dataclass, field

from verifier.location import Location
from verifier.resources.meta import NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePort:
    """One item of `ports`: `target_port` is a number or the name of a container port, None for
    the same number as `port`; `protocol` None means TCP."""

    port: int
    name: str | None = None
    protocol: str | None = None
    target_port: int | str | None = None
    node_port: int | None = None
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """`selector` holds (key, value) pairs in the order of the text; without one, or with an empty
    one, somebody else writes the endpoints. `type` None means ClusterIP."""

    name: str
    namespace: str
    selector: tuple[tuple[str, str], ...] | None = None
    ports: tuple[ServicePort, ...] = ()
    type: str | None = None
    cluster_ip: str | None = None
    external_name: str | None = None
    external_ips: tuple[str, ...] = ()
    load_balancer_source_ranges: tuple[str, ...] = ()
    location: Location = field(default=NOWHERE, compare=False)

    @property
    def text(self) -> str:
        """How people name it: `Service production/database`."""
        return f"Service {self.namespace}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backend:
    """Where an entry point sends requests. `kind` is Service unless it is written otherwise, and
    `namespace` that of the entry point. `port`: a Service's port by number or name, None for any.

    `weight` 0 means that nothing is sent there; None is the default of the kind, and sends.
    """

    name: str
    kind: str = "Service"
    group: str = ""
    namespace: str | None = None
    port: int | str | None = None
    weight: int | None = None
    location: Location = field(default=NOWHERE, compare=False)
