"""Kubernetes objects as written: an absent field is None, an empty list the empty tuple."""

from verifier.resources.core import ContainerPort, Namespace, OwnerReference, Pod, PodSpec, Workload
from verifier.resources.meta import LabelSelector, LabelSelectorRequirement
from verifier.resources.networking import (
    IPBlock,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
    NetworkPolicySpec,
)
from verifier.resources.policy_api import (
    AdminKind,
    AdminPeer,
    AdminPolicy,
    AdminPort,
    AdminRule,
    NamespacedPod,
    Node,
    PortNumber,
    Subject,
)

__all__ = [
    "AdminKind",
    "AdminPeer",
    "AdminPolicy",
    "AdminPort",
    "AdminRule",
    "ContainerPort",
    "IPBlock",
    "LabelSelector",
    "LabelSelectorRequirement",
    "Namespace",
    "NamespacedPod",
    "NetworkPolicy",
    "NetworkPolicyPeer",
    "NetworkPolicyPort",
    "NetworkPolicyRule",
    "NetworkPolicySpec",
    "Node",
    "OwnerReference",
    "Pod",
    "PodSpec",
    "PortNumber",
    "Subject",
    "Workload",
]
