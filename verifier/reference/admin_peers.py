"""Peers of the Admin and Baseline tiers against the other end of a flow."""

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from verifier.errors import UsageError
from verifier.flow import Endpoint, PodEndpoint
from verifier.reference.addresses import address_in, parse_address
from verifier.reference.ends import namespace_labels
from verifier.reference.selectors import selector_matches
from verifier.resources import AdminPeer, LabelSelector, NamespacedPod, Node


def admin_peer_matches(
    peer: AdminPeer, other: Endpoint, nodes: Sequence[Node], domains: frozenset[str]
) -> bool:
    """True iff `peer` describes the endpoint `other`.

    `nodes` are all nodes of the cluster; `domains` the names (as `domain_key` spells them) that
    resolve to the address of `other`. A peer without any field describes nothing.
    Raises UsageError where the answer needs an address that is not given.
    """
    # "Exactly one of the fields must be set for a given peer and this is enforced by the validation
    # rules on the CRD." (v1alpha2 clusternetworkpolicy_types.go, ClusterNetworkPolicyEgressPeer)
    if peer.namespaces is not None:
        return on_pod_network(other) and selector_matches(peer.namespaces, namespace_labels(other))
    if peer.pods is not None:
        return on_pod_network(other) and namespaced_pod_matches(peer.pods, other)
    if peer.networks is not None:
        return networks_match(peer.networks, other)
    if peer.nodes is not None:
        return nodes_match(peer.nodes, other, nodes)
    return any(domain_key(name) in domains for name in peer.domain_names or ())


def on_pod_network(end: Endpoint) -> TypeGuard[PodEndpoint]:
    """True iff `end` is a pod with an address of its own, and not its node's."""
    # "Note that host-networked pods are not included in this type of peer." (v1alpha2
    # clusternetworkpolicy_types.go, Namespaces and Pods of a peer) "Note that host-networked pods
    # are not included in subject selection." (ClusterNetworkPolicySubject)
    return isinstance(end, PodEndpoint) and not end.host_network


def namespaced_pod_matches(wanted: NamespacedPod, pod: PodEndpoint) -> bool:
    """True iff `pod` has such labels, and so has its namespace."""
    # "NamespaceSelector follows standard label selector semantics; if empty, it selects all
    # Namespaces." "PodSelector is used to explicitly select pods within a namespace; if empty, it
    # selects all Pods." (v1alpha2 clusternetworkpolicy_types.go, NamespacedPod: neither is a
    # pointer there, so that one left out is an empty one)
    return given_or_all(wanted.namespace_selector, namespace_labels(pod)) and given_or_all(
        wanted.pod_selector, pod.labels
    )


def given_or_all(selector: LabelSelector | None, labels: Mapping[str, str]) -> bool:
    """True iff `selector` is left out or matches."""
    return selector is None or selector_matches(selector, labels)


def networks_match(networks: Sequence[str], other: Endpoint) -> bool:
    """True iff the address of `other`, a pod's or any, is in one of the ranges."""
    # "cluster-internal traffic will be checked against the rule as well. So if you Accept or Deny
    # traffic to "0.0.0.0/0", that will allow or deny all IPv4 pod-to-pod traffic as well."
    # (v1alpha2 clusternetworkpolicy_types.go, Networks)
    ip = address_of(other)
    return any(address_in(network, (), ip) for network in networks)


def nodes_match(selector: LabelSelector, other: Endpoint, nodes: Sequence[Node]) -> bool:
    """True iff `other` has the address of a node with such labels: a node, or a pod on its network.

    A pod on the pod network shares no address with a node, so that its own is not asked for.
    """
    # "Nodes defines a way to select a set of nodes in the cluster (based on the node's labels). It
    # selects the nodeIPs as the peer type by matching on the IPs present in the
    # node.Status.Addresses field of the node. This field follows standard label selector semantics;
    # if present but empty, it selects all Nodes." (v1alpha2 clusternetworkpolicy_types.go, Nodes)
    if on_pod_network(other):
        return False
    chosen = [
        address
        for node in nodes
        if selector_matches(selector, dict(node.labels))
        for address in node.addresses
    ]
    if not chosen:
        return False
    found = parse_address(address_of(other))
    return any(parse_address(address) == found for address in chosen)


def address_of(end: Endpoint) -> str:
    """The address of `end`. Raises UsageError where it is not given."""
    if end.ip is None:
        raise UsageError("a peer of networks or nodes needs the address of a pod with none here")
    return end.ip


def domain_key(name: str) -> str:
    """One spelling per domain name: case and a trailing dot do not count."""
    return name.lower().removesuffix(".")
