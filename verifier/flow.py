"""Flows: one connection attempt between two endpoints, with everything that decides it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Literal


class Direction(Enum):
    """Which side of a flow a policy looks at; the values are those of `policyTypes`."""

    INGRESS = "Ingress"
    EGRESS = "Egress"


class Protocol(Enum):
    """The protocols that NetworkPolicy knows."""

    TCP = "TCP"
    UDP = "UDP"
    SCTP = "SCTP"


@dataclass(frozen=True, slots=True)
class NamedPort:
    """A container port with a name: `number` is 1 to 65535."""

    name: str
    protocol: Protocol
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PodEndpoint:
    """A pod, with all that any policy can see of it.

    `namespace_labels` need not hold `kubernetes.io/metadata.name`: it is the namespace itself.
    `ip` is the address that this flow uses (one family per flow), None where no policy looks at
    addresses. `pod` identifies a bare pod ("namespace/name"): two ends with the same one are the
    same pod. `workload` is the display name "namespace/name[Kind]" of a declared pod.
    """

    namespace: str
    labels: Mapping[str, str] = field(default_factory=dict)
    namespace_labels: Mapping[str, str] = field(default_factory=dict)
    named_ports: tuple[NamedPort, ...] = ()
    ip: str | None = None
    host_network: bool = False
    pod: str | None = None
    workload: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalEndpoint:
    """An address that no pod has; `node` marks a node's: the other end's own node, or another."""

    ip: str
    node: Literal["own", "other"] | None = None


Endpoint = PodEndpoint | ExternalEndpoint


@dataclass(frozen=True, slots=True)
class Flow:
    """One connection attempt; `port` is the destination pod's port, 1 to 65535."""

    source: Endpoint
    destination: Endpoint
    protocol: Protocol
    port: int
