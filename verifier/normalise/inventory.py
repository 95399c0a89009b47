"""Pods and controllers to the inventory of declared pods."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from verifier.flow import NamedPort, Protocol
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.model import DeclaredPod, Inventory, ListedNamespace
from verifier.normalise.networks import host_network
from verifier.resources import ContainerPort, Namespace, OwnerReference, Pod, Workload

NAME_LABEL = "kubernetes.io/metadata.name"
FINISHED = ("Succeeded", "Failed")
OWNERS_DEEP = 4  # Pod, ReplicaSet, Deployment, and one for a custom controller

# Labels that a controller adds to its pods (M-02): present, with a value it chooses.
ADDED_LABELS: Mapping[str, tuple[str, ...]] = {
    "Deployment": ("pod-template-hash",),
    "StatefulSet": (
        "apps.kubernetes.io/pod-index",
        "controller-revision-hash",
        "statefulset.kubernetes.io/pod-name",
    ),
    "DaemonSet": ("controller-revision-hash", "pod-template-generation"),
    "Job": (
        "batch.kubernetes.io/controller-uid",
        "batch.kubernetes.io/job-name",
        "controller-uid",
        "job-name",
    ),
}
ADDED_LABELS = {**ADDED_LABELS, "CronJob": ADDED_LABELS["Job"]}

Owners = Mapping[tuple[str, str, str], Workload]


def inventory(manifests: Manifests, mentioned: Iterable[str] = ()) -> Inventory:
    """Everything that is declared, in an order that does not depend on the input's; `mentioned`
    are namespaces that the spec names."""
    owners = {(w.namespace, w.kind, w.name): w for w in manifests.workloads}
    pods = [
        pod_of_workload(w)
        for w in manifests.workloads
        if owner_in(w.namespace, w.owner, owners) is None
    ]
    pods += [declared_pod(p, owners) for p in manifests.pods if p.phase not in FINISHED]
    listed = tuple(
        sorted((listed_namespace(n) for n in manifests.namespaces), key=lambda n: n.name)
    )
    names = {n.name for n in listed}
    found = {item.namespace for item in manifests.policies}
    found |= {item.namespace for item in manifests.pods}
    found |= {item.namespace for item in manifests.workloads}
    found |= {item.namespace for item in (*manifests.services, *manifests.entry_points)}
    found |= {*manifests.other_namespaces, *mentioned}
    nodes = {host_network(address) for node in manifests.nodes for address in node.addresses}
    return Inventory(
        tuple(sorted(pods, key=order)),
        listed,
        tuple(sorted(found - names)),
        tuple(sorted(nodes, key=lambda net: (net.bits, net.value))),
    )


def order(pod: DeclaredPod) -> tuple[str, str, Location]:
    """By workload, then pod, then place."""
    return pod.workload, pod.pod or "", pod.location


def listed_namespace(written: Namespace) -> ListedNamespace:
    """The labels of a Namespace object; the API server sets the name label (M-07)."""
    labels = {**written.labels, NAME_LABEL: written.name}
    return ListedNamespace(written.name, tuple(sorted(labels.items())))


def owner_in(namespace: str, owner: OwnerReference | None, owners: Owners) -> Workload | None:
    """The declared controller that an owner reference names."""
    return None if owner is None else owners.get((namespace, owner.kind, owner.name))


def pod_of_workload(written: Workload) -> DeclaredPod:
    """Any of the equal pods that a controller makes."""
    unknown = ADDED_LABELS.get(written.kind, ())
    known = {key: value for key, value in written.labels.items() if key not in unknown}
    return DeclaredPod(
        workload=f"{written.namespace}/{written.name}[{written.kind}]",
        pod=None,
        namespace=written.namespace,
        labels=tuple(sorted(known.items())),
        unknown_labels=unknown,
        named_ports=named_ports(written.spec.ports),
        sidecar_ports=named_ports(written.spec.sidecar_ports),
        host_network=bool(written.spec.host_network),
        addresses=(),
        location=written.location,
    )


def declared_pod(written: Pod, owners: Owners) -> DeclaredPod:
    """A pod as listed; one that a controller owns belongs to the controller's workload (M-02)."""
    namespace, owner = written.namespace, written.owner
    for _ in range(OWNERS_DEEP):
        above = owner_in(namespace, owner, owners)
        if above is None or above.owner is None:
            break
        owner = above.owner
    kind, name = ("Pod", written.name) if owner is None else (owner.kind, owner.name)
    return DeclaredPod(
        workload=f"{namespace}/{name}[{kind}]",
        pod=f"{namespace}/{written.name}",
        namespace=namespace,
        labels=tuple(sorted(written.labels.items())),
        unknown_labels=(),
        named_ports=named_ports(written.spec.ports),
        sidecar_ports=named_ports(written.spec.sidecar_ports),
        host_network=bool(written.spec.host_network),
        addresses=written.ips,
        location=written.location,
    )


@lru_cache(maxsize=4096)
def named_ports(ports: tuple[ContainerPort, ...]) -> tuple[NamedPort, ...]:
    """The ports that have a name; the protocol is TCP unless another is written."""
    found = {
        NamedPort(port.name, Protocol(port.protocol or "TCP"), port.number)
        for port in ports
        if port.name
    }
    return tuple(sorted(found, key=lambda p: (p.name, p.protocol.value, p.number)))
