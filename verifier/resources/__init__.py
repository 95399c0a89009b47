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

__all__ = [
    "ContainerPort",
    "IPBlock",
    "LabelSelector",
    "LabelSelectorRequirement",
    "Namespace",
    "NetworkPolicy",
    "NetworkPolicyPeer",
    "NetworkPolicyPort",
    "NetworkPolicyRule",
    "NetworkPolicySpec",
    "OwnerReference",
    "Pod",
    "PodSpec",
    "Workload",
]
