"""networking.k8s.io/v1 NetworkPolicy."""

from dataclasses import dataclass, field

from verifier.location import Location
from verifier.resources.meta import NOWHERE, LabelSelector


@dataclass(frozen=True, slots=True, kw_only=True)
class IPBlock:
    """`cidr` and `except_` are the text as written (host bits and all)."""

    cidr: str
    except_: tuple[str, ...] | None = None
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPolicyPeer:
    """One item of `from` or `to`."""

    pod_selector: LabelSelector | None = None
    namespace_selector: LabelSelector | None = None
    ip_block: IPBlock | None = None
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPolicyPort:
    """One item of `ports`: `port` is a number, or the name of a container port."""

    protocol: str | None = None
    port: int | str | None = None
    end_port: int | None = None
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPolicyRule:
    """One item of `ingress` (`peers` is its `from`) or of `egress` (`peers` is its `to`)."""

    peers: tuple[NetworkPolicyPeer, ...] | None = None
    ports: tuple[NetworkPolicyPort, ...] | None = None
    location: Location = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPolicySpec:
    """`policy_types` holds the entries as written: Ingress, Egress."""

    pod_selector: LabelSelector | None = None
    ingress: tuple[NetworkPolicyRule, ...] | None = None
    egress: tuple[NetworkPolicyRule, ...] | None = None
    policy_types: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPolicy:
    """`namespace` is where it is applied: metadata.namespace, else the namespace of the apply."""

    name: str
    namespace: str
    spec: NetworkPolicySpec = field(default_factory=NetworkPolicySpec)
    location: Location = field(default=NOWHERE, compare=False)

    @property
    def text(self) -> str:
        """How people name it: `NetworkPolicy production/db`."""
        return f"NetworkPolicy {self.namespace}/{self.name}"
