"""Validation of what policies see of namespaces, pods and controllers, and of every name."""

from collections.abc import Iterator

from verifier.errors import Problem
from verifier.manifests import syntax
from verifier.manifests.cidr import is_address
from verifier.manifests.core import TEMPLATES
from verifier.manifests.refusal import each_invalid, invalid, labels, required
from verifier.manifests.validate import policy_problems, policy_warnings
from verifier.manifests.validate_admin import admin_problems
from verifier.manifests.validate_services import service_problems
from verifier.manifests.warn_admin import admin_warnings
from verifier.resources import (
    AdminPolicy,
    EntryPoint,
    Gateway,
    GatewayRoute,
    Ingress,
    Namespace,
    NetworkPolicy,
    Node,
    Pod,
    Route,
    Service,
    Workload,
)

Resource = NetworkPolicy | AdminPolicy | Namespace | Node | Pod | Workload | Service | EntryPoint
_WITHOUT_NAMESPACE = (Namespace, Node, AdminPolicy)

NOT_AN_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"


def resource_problems(resource: Resource) -> Iterator[Problem]:
    """Everything for which the API server refuses a resource, as far as it was read."""
    yield from _name(resource)
    match resource:
        case NetworkPolicy():
            yield from policy_problems(resource)
        case AdminPolicy():
            yield from admin_problems(resource)
        case Namespace() | Node():
            yield from labels(dict(resource.labels).items(), "metadata.labels")
        case Pod():
            yield from labels(resource.labels.items(), "metadata.labels")
            for ip in resource.ips:
                if not is_address(ip):
                    yield invalid("status.podIPs", ip, NOT_AN_ADDRESS)
        case Workload():
            template = TEMPLATES[resource.kind]
            yield from labels(resource.labels.items(), f"{template}.metadata.labels")
        case Service():
            yield from service_problems(resource)
        case Ingress() | Gateway() | GatewayRoute() | Route():
            pass


def resource_warnings(resource: Resource) -> Iterator[Problem]:
    """What is accepted, and still deserves a word."""
    match resource:
        case NetworkPolicy():
            yield from policy_warnings(resource)
        case AdminPolicy():
            yield from admin_warnings(resource)
        case Namespace() | Node() | Pod() | Workload() | Service():
            pass
        case Ingress() | Gateway() | GatewayRoute() | Route():
            pass


def _name(resource: Resource) -> Iterator[Problem]:
    if not resource.name:
        yield required("metadata.name", "name or generateName is required")
        return
    rule = syntax.namespace_name if isinstance(resource, Namespace) else syntax.object_name
    if resource.name.endswith("*"):
        # "validate as if the generated suffix were there": a trailing dash is masked.
        prefix = resource.name[:-1]
        masked = prefix[:-1] + "a" if prefix.endswith("-") and len(prefix) > 1 else prefix
        yield from each_invalid("metadata.generateName", prefix, rule(masked))
    else:
        yield from each_invalid("metadata.name", resource.name, rule(resource.name))
    if not isinstance(resource, _WITHOUT_NAMESPACE):
        problems = syntax.namespace_name(resource.namespace)
        yield from each_invalid("metadata.namespace", resource.namespace, problems)


def title(resource: Resource) -> str:
    """How people name a resource: `Deployment production/api`."""
    if isinstance(resource, (Workload, AdminPolicy, GatewayRoute)):
        kind: str = resource.kind
    else:
        kind = type(resource).__name__
    if not resource.name:
        return kind
    if isinstance(resource, _WITHOUT_NAMESPACE):
        return f"{kind} {resource.name}"
    return f"{kind} {resource.namespace}/{resource.name}"
