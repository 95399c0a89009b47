"""Kubernetes objects as written: an absent field is None, an empty list the empty tuple."""

from verifier.resources.core import ContainerPort, Namespace, OwnerReference, Pod, PodSpec, Workload
from verifier.resources.entry_points import EntryPoint
from verifier.resources.gateway_api import Gateway, GatewayRoute, GatewayRouteKind, Parent
from verifier.resources.ingresses import Ingress
from verifier.resources.meta import LabelSelector, LabelSelectorRequirement
from verifier.resources.networking import (
    IPBlock,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
    NetworkPolicySpec,
)
from verifier.resources.openshift import Route
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
from verifier.resources.services import Backend, Service, ServicePort

__all__ = [
    "AdminKind",
    "AdminPeer",
    "AdminPolicy",
    "AdminPort",
    "AdminRule",
    "Backend",
    "ContainerPort",
    "EntryPoint",
    "Gateway",
    "GatewayRoute",
    "GatewayRouteKind",
    "IPBlock",
    "Ingress",
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
    "Parent",
    "Pod",
    "PodSpec",
    "PortNumber",
    "Route",
    "Service",
    "ServicePort",
    "Subject",
    "Workload",
]
