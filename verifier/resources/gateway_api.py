"""gateway.networking.k8s.io: Gateway and the routes that attach to it (v1 and v1beta1)."""

from dataclasses import dataclass, field
from typing import Literal

from verifier.location import Location
from verifier.resources.meta import NOWHERE
from verifier.resources.services import Backend

GatewayRouteKind = Literal["HTTPRoute", "GRPCRoute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """What routes attach to; `ports` are those of its listeners."""

    name: str
    namespace: str
    ports: tuple[int, ...] = ()
    location: Location = field(default=NOWHERE, compare=False)

    @property
    def text(self) -> str:
        """How people name it: `Gateway production/shop`."""
        return f"Gateway {self.namespace}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """What a route attaches to: a Gateway unless another kind is written."""

    name: str
    kind: str = "Gateway"
    namespace: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayRoute:
    """An HTTPRoute or a GRPCRoute; `backends` are those of its rules, and of what they mirror."""

    kind: GatewayRouteKind
    name: str
    namespace: str
    parents: tuple[Parent, ...] = ()
    backends: tuple[Backend, ...] = ()
    location: Location = field(default=NOWHERE, compare=False)

    @property
    def text(self) -> str:
        """How people name it: `HTTPRoute production/shop`."""
        return f"{self.kind} {self.namespace}/{self.name}"
