"""The two ends of a flow, and what policies can see of them."""

from collections.abc import Mapping

from verifier.dialect import Dialect
from verifier.errors import UsageError
from verifier.flow import Direction, Endpoint, ExternalEndpoint, Flow, PodEndpoint

NAME_LABEL = "kubernetes.io/metadata.name"


def judged_end(flow: Flow, direction: Direction) -> Endpoint:
    """The end whose policies decide: the destination for ingress, the source for egress."""
    # "Ingress: a NetworkPolicy that affects ingress traffic on selected pods. Egress: a
    # NetworkPolicy that affects egress traffic on selected pods." (networking/v1, PolicyType)
    return flow.destination if direction is Direction.INGRESS else flow.source


def other_end(flow: Flow, direction: Direction) -> Endpoint:
    """The end that peers describe: the source for ingress, the destination for egress."""
    # "from is a list of sources which should be able to access the pods selected for this rule."
    # "to is a list of destinations for outgoing traffic of pods selected for this rule."
    # (networking/v1 types.go, NetworkPolicyIngressRule and NetworkPolicyEgressRule)
    return flow.source if direction is Direction.INGRESS else flow.destination


def seen_as_pod(end: Endpoint, dialect: Dialect) -> bool:
    """True iff policies select `end`, and selectors match it, as they do any pod.

    Raises UsageError where the dialect leaves open what a hostNetwork pod is. Source: NP-50, NP-51.
    """
    # "NetworkPolicy behaviour for hostNetwork pods is undefined, but it should be limited to 2
    # possibilities": the plugin "will apply NetworkPolicy to hostNetwork pods just like it does to
    # pod-network pods", or "it ignores hostNetwork pods when matching podSelector and
    # namespaceSelector. Traffic to/from hostNetwork pods is treated the same as all other traffic
    # to/from the node IP." (concepts/services-networking/network-policies, NetworkPolicy and
    # hostNetwork pods)
    if not isinstance(end, PodEndpoint):
        return False
    if not end.host_network:
        return True
    match dialect.host_network:
        case "node":
            return False
        case "pod":
            return True
        case "any":
            raise UsageError("a hostNetwork pod needs a reading of dialect host-network")


def namespace_labels(pod: PodEndpoint) -> Mapping[str, str]:
    """The labels of the namespace of `pod`, its name among them whatever is written there.

    Source: NP-34.
    """
    # "The Kubernetes control plane sets an immutable label kubernetes.io/metadata.name on all
    # namespaces, the value of the label is the namespace name."
    # (concepts/services-networking/network-policies, Targeting a Namespace by its name)
    return {**pod.namespace_labels, NAME_LABEL: pod.namespace}


def is_loopback(source: Endpoint, destination: Endpoint) -> bool:
    """True iff both ends are one and the same pod. Source: NP-08."""
    # "a pod cannot block access to itself" (concepts/services-networking/network-policies)
    match source, destination:
        case PodEndpoint(pod=str(one)), PodEndpoint(pod=str(other)):
            return one == other
        case _:
            return False


def is_own_node(end: Endpoint) -> bool:
    """True iff `end` is the node that the pod at the other end runs on."""
    return isinstance(end, ExternalEndpoint) and end.node == "own"
