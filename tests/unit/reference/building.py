"""Small resources and flows for these tests."""

from collections.abc import Mapping

from verifier.dialect import Dialect
from verifier.flow import Endpoint, ExternalEndpoint, Flow, NamedPort, PodEndpoint, Protocol
from verifier.location import Location
from verifier.resources import (
    IPBlock,
    LabelSelector,
    LabelSelectorRequirement,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyRule,
    NetworkPolicySpec,
)

CONCRETE = Dialect(ipblock_matches_pods="yes", host_network="node", own_node_egress="policy")
WORLD = ExternalEndpoint(ip="203.0.113.7")
EVERYTHING = LabelSelector()


def labelled(**labels: str) -> LabelSelector:
    """matchLabels with these labels."""
    return LabelSelector(match_labels=tuple(labels.items()))


def asking(key: str, operator: str, *values: str) -> LabelSelector:
    """One matchExpression."""
    requirement = LabelSelectorRequirement(key=key, operator=operator, values=values)
    return LabelSelector(match_expressions=(requirement,))


def pod(
    namespace: str = "shop",
    labels: Mapping[str, str] | None = None,
    *,
    name: str | None = None,
    ip: str | None = None,
    host_network: bool = False,
    named_ports: tuple[NamedPort, ...] = (),
    namespace_labels: Mapping[str, str] | None = None,
) -> PodEndpoint:
    """A pod of a flow; `name` makes it a bare one."""
    return PodEndpoint(
        namespace=namespace,
        labels=labels or {},
        namespace_labels=namespace_labels or {},
        named_ports=named_ports,
        ip=ip,
        host_network=host_network,
        pod=None if name is None else f"{namespace}/{name}",
    )


def flow(source: Endpoint, destination: Endpoint, port: int = 80) -> Flow:
    """A TCP flow."""
    return Flow(source, destination, Protocol.TCP, port)


def block(cidr: str, *excepts: str) -> NetworkPolicyPeer:
    """An ipBlock peer."""
    return NetworkPolicyPeer(ip_block=IPBlock(cidr=cidr, except_=excepts), location=at(9))


def rule(*peers: NetworkPolicyPeer, line: int = 5) -> NetworkPolicyRule:
    """A rule for these peers and every port."""
    return NetworkPolicyRule(peers=peers, location=at(line))


def ingress(
    *rules: NetworkPolicyRule, name: str = "in", selecting: LabelSelector | None = None
) -> NetworkPolicy:
    """An ingress policy of namespace shop."""
    spec = NetworkPolicySpec(pod_selector=selecting, ingress=rules, policy_types=("Ingress",))
    return NetworkPolicy(name=name, namespace="shop", spec=spec, location=at(1))


def egress(*rules: NetworkPolicyRule, name: str = "out") -> NetworkPolicy:
    """An egress policy on every pod of namespace shop."""
    spec = NetworkPolicySpec(egress=rules, policy_types=("Egress",))
    return NetworkPolicy(name=name, namespace="shop", spec=spec, location=at(1))


def at(line: int) -> Location:
    """A place in a made-up file."""
    return Location("policy.yaml", line, 1)
