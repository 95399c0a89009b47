"""What the reference says of flows under every reading of what is open, and after all that owners
may do to their NetworkPolicies."""

from collections.abc import Iterator
from ipaddress import ip_address
from itertools import product

from verifier import reference
from verifier.decision import Decision, Reason
from verifier.dialect import Dialect
from verifier.flow import Direction, ExternalEndpoint, Flow, PodEndpoint
from verifier.manifests import Manifests
from verifier.query import Query
from verifier.reference import Reading
from verifier.resources import (
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyRule,
    NetworkPolicySpec,
    Node,
)

RULED = (Reason.RULE, Reason.ADMIN, Reason.BASELINE)
READINGS = [
    Dialect(ipblock_matches_pods=block, host_network=host, own_node_egress="policy", baseline=base)
    for block in ("yes", "no")
    for host in ("node", "pod")
    for base in ("per-direction", "per-pod")
]


def passes(query: Query, reading: Reading) -> bool:
    """The sides that the query looks at let the flow pass, and as far as it says so, by default."""
    traces = {Direction.EGRESS: reading.egress, Direction.INGRESS: reading.ingress}
    return all(
        trace.decision is Decision.ALLOW and not (query.by_default and trace.reason in RULED)
        for direction, trace in traces.items()
        if query.side in (None, direction)
    )


def readings(manifests: Manifests, query: Query, flow: Flow, dialect: Dialect) -> Iterator[Reading]:
    """Every way to read what is open about a flow; after all that owners may do, if the query is
    robust."""
    nodes = (*manifests.nodes, *unlisted(manifests, flow))
    for policies in (manifests.policies, *(owners_policies(flow) if query.robust else ())):
        yield from reference.every_reading(flow, policies, dialect, manifests.admin_policies, nodes)


def outcomes(manifests: Manifests, query: Query, flow: Flow, dialect: Dialect) -> set[bool]:
    """Whether the flow passes: both, where something open decides."""
    return {passes(query, each) for each in readings(manifests, query, flow, dialect)}


def unlisted(manifests: Manifests, flow: Flow) -> Iterator[Node]:
    """The destination's node, without labels, where it is one's and no Node object lists it."""
    end = flow.destination
    on_node = end.node is not None if isinstance(end, ExternalEndpoint) else end.host_network
    listed = {ip_address(address) for node in manifests.nodes for address in node.addresses}
    if on_node and end.ip is not None and ip_address(end.ip) not in listed:
        yield Node(name="unlisted", addresses=(end.ip,))


def owners_policies(flow: Flow) -> Iterator[tuple[NetworkPolicy, ...]]:
    """Each pod at an end lets everything or nothing pass; other policies are gone."""
    every: tuple[NetworkPolicyRule, ...] = (NetworkPolicyRule(),)
    for egress, ingress in product((every, ()), (every, ())):
        out = NetworkPolicySpec(
            pod_selector=LabelSelector(), policy_types=("Egress",), egress=egress
        )
        into = NetworkPolicySpec(
            pod_selector=LabelSelector(), policy_types=("Ingress",), ingress=ingress
        )
        yield tuple(
            NetworkPolicy(name="owner", namespace=end.namespace, spec=spec)
            for end, spec in ((flow.source, out), (flow.destination, into))
            if isinstance(end, PodEndpoint)
        )
