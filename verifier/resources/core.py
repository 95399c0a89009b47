"""Namespaces, pods, and the controllers that make pods: only the fields that policies can see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from verifier.location import Location
from verifier.resources.meta import NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """`labels` as written; `kubernetes.io/metadata.name` is added by the API server."""

    name: str
    labels: Mapping[str, str] = field(default_factory=dict)
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerPort:
    """One item of a container's `ports`; `protocol` None means TCP."""

    number: int
    name: str | None = None
    protocol: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PodSpec:
    """`ports`: those of `spec.containers`; `sidecar_ports`: of restartable init containers."""

    ports: tuple[ContainerPort, ...] = ()
    sidecar_ports: tuple[ContainerPort, ...] = ()
    host_network: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerReference:
    """The managing controller (`controller: true`) of an object."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pod:
    """A Pod object; `phase` and `ips` come from its status, where it has one."""

    name: str
    namespace: str
    labels: Mapping[str, str] = field(default_factory=dict)
    spec: PodSpec = field(default_factory=PodSpec)
    owner: OwnerReference | None = None
    phase: str | None = None
    ips: tuple[str, ...] = ()
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A controller of pods (Deployment, ReplicaSet, StatefulSet, DaemonSet, Job, CronJob,
    ReplicationController): `labels` and `spec` are those of its pod template."""

    kind: str
    name: str
    namespace: str
    labels: Mapping[str, str] = field(default_factory=dict)
    spec: PodSpec = field(default_factory=PodSpec)
    owner: OwnerReference | None = None
    location: Location = field(default=NOWHERE, compare=False)
