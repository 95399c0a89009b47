"""The declared pods behind a Service, and the numbers on which they receive."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from verifier.flow import Protocol
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.normalise.inventory import FINISHED, declared_pod, owner_in, pod_of_workload
from verifier.resources import PodSpec, Service, ServicePort


class Leads(Enum):
    """Where a Service leads."""

    TO_PODS = "to the pods that its selector matches"
    TO_ENDPOINTS = "has no selector: somebody else writes its endpoints"
    AWAY = "leads to a name outside (ExternalName)"


@dataclass(frozen=True, slots=True)
class Backing:
    """The pods of one workload that receive on `port` what comes to a port of a Service."""

    workload: str
    pods: tuple[DeclaredPod, ...]
    port: int


def leads(service: Service) -> Leads:
    """Where the Service leads: an ExternalName is a name and nothing else, whatever it selects."""
    if service.type == "ExternalName":
        return Leads.AWAY
    return Leads.TO_PODS if service.selector else Leads.TO_ENDPOINTS


def protocol_of(port: ServicePort) -> Protocol:
    """TCP unless another one is written."""
    return Protocol(port.protocol or "TCP")


def target_of(port: ServicePort) -> int | str:
    """The number, or the name, of the pods' port: that of the Service unless another is written.

    "targetPort: [...] If this is not specified, the value of the 'port' field is used".
    """
    return port.port if port.target_port is None else port.target_port


def number_of(spec: PodSpec, port: ServicePort) -> int | None:
    """The number on which pods of this spec receive; None where no container has the name.

    A name is the first container port of that name and protocol, sidecars coming last.
    """
    target = target_of(port)
    if isinstance(target, int):
        return target
    wanted = target, protocol_of(port)
    for each in (*spec.ports, *spec.sidecar_ports):
        if (each.name, Protocol(each.protocol or "TCP")) == wanted:
            return each.number
    return None


class Backings:
    """The declared pods of an input, to be found by Services."""

    def __init__(self, manifests: Manifests) -> None:
        self.services = {(s.namespace, s.name): s for s in manifests.services}
        self.pods: dict[str, list[tuple[DeclaredPod, PodSpec]]] = {}
        for pod, spec in declared(manifests):
            self.pods.setdefault(pod.namespace, []).append((pod, spec))

    def selected(self, service: Service) -> list[tuple[DeclaredPod, PodSpec]]:
        """The pods that the Service selects, in its own namespace."""
        if leads(service) is not Leads.TO_PODS:
            return []
        wanted = service.selector or ()
        here = self.pods.get(service.namespace, ())
        return [(pod, spec) for pod, spec in here if carries(pod, wanted)]

    def behind(self, service: Service, port: ServicePort) -> list[Backing]:
        """The pods that receive what comes to this port, by workload and number."""
        found: dict[tuple[str, int], list[DeclaredPod]] = {}
        for pod, spec in self.selected(service):
            number = number_of(spec, port)
            if number is not None:
                found.setdefault((pod.workload, number), []).append(pod)
        return [Backing(name, tuple(pods), number) for (name, number), pods in found.items()]

    def lacking(self, service: Service, port: ServicePort) -> list[str]:
        """The workloads that the Service selects and that have no port of the target's name, so
        that nothing of this port comes to them."""
        names = {
            p.workload: None for p, spec in self.selected(service) if number_of(spec, port) is None
        }
        return list(names)


def declared(manifests: Manifests) -> Iterator[tuple[DeclaredPod, PodSpec]]:
    """The pods that the inventory declares, with the specs that they come from."""
    owners = {(w.namespace, w.kind, w.name): w for w in manifests.workloads}
    for workload in manifests.workloads:
        if owner_in(workload.namespace, workload.owner, owners) is None:
            yield pod_of_workload(workload), workload.spec
    for pod in manifests.pods:
        if pod.phase not in FINISHED:
            yield declared_pod(pod, owners), pod.spec


def carries(pod: DeclaredPod, wanted: tuple[tuple[str, str], ...]) -> bool:
    """The pod has these labels; one whose value its controller chooses may have any."""
    labels = dict(pod.labels)
    return all(
        labels.get(key) == value or (key in pod.unknown_labels and key not in labels)
        for key, value in wanted
    )
