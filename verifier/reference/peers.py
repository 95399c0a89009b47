"""Policy peers against the other end of a flow."""

from verifier.dialect import Dialect
from verifier.errors import UsageError
from verifier.flow import Endpoint, ExternalEndpoint, PodEndpoint
from verifier.reference.addresses import address_in
from verifier.reference.ends import namespace_labels, seen_as_pod
from verifier.reference.selectors import selector_matches
from verifier.resources import IPBlock, NetworkPolicyPeer


def peer_matches(
    peer: NetworkPolicyPeer, namespace: str, other: Endpoint, dialect: Dialect
) -> bool:
    """True iff `peer`, in a policy of `namespace`, describes the endpoint `other`.

    Raises UsageError where the answer needs a reading or an address that is not given.
    Source: NP-30 to NP-35.
    """
    # "ipBlock defines policy on a particular IPBlock. If this field is set then neither of the
    # other fields can be." (networking/v1 types.go, NetworkPolicyPeer)
    if peer.ip_block is not None:
        return block_matches(peer.ip_block, other, dialect)
    if not isinstance(other, PodEndpoint) or not seen_as_pod(other, dialect):
        return False
    return namespace_matches(peer, namespace, other) and pod_matches(peer, other)


def namespace_matches(peer: NetworkPolicyPeer, namespace: str, pod: PodEndpoint) -> bool:
    """True iff `pod` is in one of the namespaces that `peer` speaks about."""
    # "Otherwise it selects the pods matching podSelector in the policy's own namespace."
    # "namespaceSelector selects namespaces using cluster-scoped labels. This field follows standard
    # label selector semantics; if present but empty, it selects all namespaces."
    # (networking/v1 types.go, NetworkPolicyPeer)
    if peer.namespace_selector is None:
        return pod.namespace == namespace
    return selector_matches(peer.namespace_selector, namespace_labels(pod))


def pod_matches(peer: NetworkPolicyPeer, pod: PodEndpoint) -> bool:
    """True iff `pod`, by its own labels, is one that `peer` speaks about."""
    # "podSelector is a label selector which selects pods. This field follows standard label
    # selector semantics; if present but empty, it selects all pods." "Otherwise it selects all pods
    # in the namespaces selected by namespaceSelector." (networking/v1 types.go, NetworkPolicyPeer)
    if peer.pod_selector is None:
        return peer.namespace_selector is not None
    return selector_matches(peer.pod_selector, pod.labels)


def block_matches(block: IPBlock, other: Endpoint, dialect: Dialect) -> bool:
    """True iff ipBlocks look at the address of `other`, and it lies in `block`."""
    # "This selects particular IP CIDR ranges to allow as ingress sources or egress destinations.
    # These should be cluster-external IPs, since Pod IPs are ephemeral and unpredictable."
    # (concepts/services-networking/network-policies, Behavior of to and from selectors)
    if not blocks_look_at(other, dialect):
        return False
    if other.ip is None:
        raise UsageError("an ipBlock needs the address of a pod that has none here")
    return address_in(block.cidr, block.except_, other.ip)


def blocks_look_at(other: Endpoint, dialect: Dialect) -> bool:
    """True iff an ipBlock may match `other`: any address but, in some plugins, a pod's.

    Source: NP-37, NP-51.
    """
    if isinstance(other, ExternalEndpoint) or not seen_as_pod(other, dialect):
        return True
    match dialect.ipblock_matches_pods:
        case "yes":
            return True
        case "no":
            return False
        case "any":
            raise UsageError("a pod's address needs a reading of dialect ipblock-matches-pods")
