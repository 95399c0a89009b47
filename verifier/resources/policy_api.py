"""policy.networking.k8s.io: ClusterNetworkPolicy (v1alpha2), AdminNetworkPolicy and
BaselineAdminNetworkPolicy (v1alpha1). Each field as written; what is absent is None."""

from dataclasses import dataclass, field
from typing import Literal

from verifier.location import Location
from verifier.resources.meta import NOWHERE, LabelSelector

AdminKind = Literal["ClusterNetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespacedPod:
    """`pods` of a subject or a peer: both selectors hold; v1alpha2 may leave out the first."""

    pod_selector: LabelSelector | None = None
    namespace_selector: LabelSelector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Exactly one of the two."""

    namespaces: LabelSelector | None = None
    pods: NamespacedPod | None = None
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminPeer:
    """One item of `from` or `to`: exactly one of these; the last three in `to` alone."""

    namespaces: LabelSelector | None = None
    pods: NamespacedPod | None = None
    networks: tuple[str, ...] | None = None
    nodes: LabelSelector | None = None
    domain_names: tuple[str, ...] | None = None
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortNumber:
    """One port, or from `number` to `last`, inclusive."""

    number: int
    last: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminPort:
    """One item of `protocols` (v1alpha2) or `ports` (v1alpha1): a protocol with its ports, None for
    all of them; or the name of a destination port, of whatever protocol the container says.

    v1alpha1 defaults `protocol` to TCP; here it is as written.
    """

    protocol: str | None = None
    port: PortNumber | None = None
    named_port: str | None = None
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminRule:
    """One rule. `action` as written: Accept, Deny, Pass; v1alpha1 says Allow for Accept."""

    action: str
    name: str | None = None
    peers: tuple[AdminPeer, ...] = ()
    ports: tuple[AdminPort, ...] | None = None
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminPolicy:
    """A policy of the Admin or the Baseline tier, of any of the three kinds.

    `tier` is Admin or Baseline: the kind of a v1alpha1 policy tells it. `priority` is None for a
    BaselineAdminNetworkPolicy, which has none.
    """

    kind: AdminKind
    name: str
    tier: Literal["Admin", "Baseline"]
    priority: int | None
    subject: Subject
    ingress: tuple[AdminRule, ...] | None = None
    egress: tuple[AdminRule, ...] | None = None
    location: Location = field(default=NOWHERE, compare=False)

    @property
    def text(self) -> str:
        """How people name it: `ClusterNetworkPolicy tenants`."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """`addresses` are those of its status that are IP addresses."""

    name: str
    labels: tuple[tuple[str, str], ...] = ()
    addresses: tuple[str, ...] = ()
    location: Location = field(default=NOWHERE, compare=False)
