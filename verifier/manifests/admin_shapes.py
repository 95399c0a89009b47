"""What the kinds of policy.networking.k8s.io differ in: fields, words and limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from verifier.resources import AdminKind

Tier = Literal["Admin", "Baseline"]
TIERS: tuple[Tier, ...] = ("Admin", "Baseline")

INGRESS_PEERS = frozenset({"namespaces", "pods"})
NETWORKS = 25  # how many networks or domain names one peer may hold, in every kind

PORTS_IN_V1ALPHA2 = (
    "v1alpha2 has protocols where v1alpha1 has ports: [{tcp: {destinationPort: {number: 80}}}]"
)
PORTS_IN_V1ALPHA1 = "v1alpha1 has ports: [{portNumber: {protocol: TCP, port: 80}}]"
NO_ISOLATION = "these policies isolate nothing: rules of a direction are all that counts"
NOT_IN_INGRESS = "an ingress rule matches pods alone: write namespaces or pods"
REMOVED = "it was removed from the API before v0.1.7; no reader of the present API knows it"

# Advice on fields that other kinds or earlier versions have at this place.
SPEC_ELSEWHERE = {
    "podSelector": "write subject: {pods: {namespaceSelector: ..., podSelector: ...}}",
    "policyTypes": NO_ISOLATION,
}
SUBJECT_ELSEWHERE = {
    "namespaceSelector": "write namespaces: SELECTOR",
    "namespaceAndPodSelector": "write pods: {namespaceSelector: ..., podSelector: ...}",
    "podSelector": "write pods: {namespaceSelector: ..., podSelector: ...}",
}
PEER_ELSEWHERE = {
    "ipBlock": "write networks: [CIDR], in an egress rule",
    "namespacedPods": "write pods: {namespaceSelector: ..., podSelector: ...}",
    "namespaceSelector": "write namespaces: SELECTOR",
    "podSelector": "write pods: {namespaceSelector: ..., podSelector: ...}",
    "networks": NOT_IN_INGRESS,
    "nodes": NOT_IN_INGRESS,
    "domainNames": NOT_IN_INGRESS,
}
NAMESPACES_ELSEWHERE = {
    "namespaceSelector": "it was removed from the API: write its selector in its place",
    "notSelf": REMOVED,
    "related": REMOVED,
    "sameLabels": REMOVED,
    "notSameLabels": REMOVED,
}
PODS_ELSEWHERE = {
    "namespaces": "it was removed from the API: write namespaceSelector: SELECTOR",
    "pods": "it was removed from the API: write podSelector: SELECTOR",
}
PORT_ELSEWHERE = {
    "port": "say of which protocol, and whether number or range",
    "protocol": "the protocol belongs inside",
    "portNumber": PORTS_IN_V1ALPHA2,
    "portRange": PORTS_IN_V1ALPHA2,
    "namedPort": "v1alpha2 has destinationNamedPort",
    "tcp": PORTS_IN_V1ALPHA1,
    "udp": PORTS_IN_V1ALPHA1,
    "sctp": PORTS_IN_V1ALPHA1,
    "destinationNamedPort": "v1alpha1 has namedPort",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One kind: `tier` None where the spec says it, `most` items in each list of rules, peers and
    ports, `ports` the field that holds the latter, `pods` the selectors that `pods` must have."""

    kind: AdminKind
    api_version: str
    tier: Tier | None
    spec: frozenset[str]
    actions: tuple[str, ...]
    instead: Mapping[str, str]
    ports: str
    ports_elsewhere: Mapping[str, str]
    pods: tuple[str, ...]
    egress_peers: frozenset[str]
    most: int

    @property
    def has_priority(self) -> bool:
        """Whether the spec has a priority: all but the one BaselineAdminNetworkPolicy."""
        return "priority" in self.spec


_RULES = frozenset({"subject", "ingress", "egress"})
_EGRESS = INGRESS_PEERS | {"networks", "nodes"}
_ALLOW = {"Accept": "v1alpha1 has Allow where v1alpha2 has Accept: write Allow"}

CLUSTER = Shape(
    kind="ClusterNetworkPolicy",
    api_version="policy.networking.k8s.io/v1alpha2",
    tier=None,
    spec=_RULES | {"tier", "priority"},
    actions=("Accept", "Deny", "Pass"),
    instead={"Allow": "v1alpha2 has Accept where v1alpha1 has Allow: write Accept"},
    ports="protocols",
    ports_elsewhere={"ports": PORTS_IN_V1ALPHA2},
    pods=("podSelector",),
    egress_peers=_EGRESS | {"domainNames"},
    most=25,
)
ADMIN = Shape(
    kind="AdminNetworkPolicy",
    api_version="policy.networking.k8s.io/v1alpha1",
    tier="Admin",
    spec=_RULES | {"priority"},
    actions=("Allow", "Deny", "Pass"),
    instead=_ALLOW,
    ports="ports",
    ports_elsewhere={"protocols": PORTS_IN_V1ALPHA1},
    pods=("namespaceSelector", "podSelector"),
    egress_peers=_EGRESS | {"domainNames"},
    most=100,
)
BASELINE = Shape(
    kind="BaselineAdminNetworkPolicy",
    api_version="policy.networking.k8s.io/v1alpha1",
    tier="Baseline",
    spec=_RULES,
    actions=("Allow", "Deny"),
    instead={**_ALLOW, "Pass": "there is no tier to pass to: leave the rule out, or Allow"},
    ports="ports",
    ports_elsewhere={"protocols": PORTS_IN_V1ALPHA1},
    pods=("namespaceSelector", "podSelector"),
    egress_peers=_EGRESS,
    most=100,
)
SHAPES: Mapping[AdminKind, Shape] = {shape.kind: shape for shape in (CLUSTER, ADMIN, BASELINE)}
