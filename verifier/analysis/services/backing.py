"""The declared pods behind a Service, and the numbers on which they receive."""

from dataclasses import dataclass
from enum import Enum

from verifier.flow import Protocol
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.normalise import inventory
from verifier.resources import Service, ServicePort


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


def numbers_on(pod: DeclaredPod, port: ServicePort) -> tuple[int, ...]:
    """The numbers on which the pod receives; none where no container has the name.

    A name stands for every container port of that name and protocol (M-06), sidecars coming last.
    """
    target = target_of(port)
    if isinstance(target, int):
        return (target,)
    wanted = target, protocol_of(port)
    ports = (*pod.named_ports, *pod.sidecar_ports)
    return tuple(dict.fromkeys(p.number for p in ports if (p.name, p.protocol) == wanted))


class Backings:
    """The declared pods of an input, in its order, to be found by Services."""

    def __init__(self, manifests: Manifests) -> None:
        self.services = {(s.namespace, s.name): s for s in manifests.services}
        self.pods: dict[str, list[DeclaredPod]] = {}
        for pod in sorted(inventory(manifests).pods, key=lambda pod: pod.location):
            self.pods.setdefault(pod.namespace, []).append(pod)

    def selected(self, service: Service) -> list[DeclaredPod]:
        """The pods that the Service selects, in its own namespace."""
        return [pod for pod in self.pods.get(service.namespace, ()) if selects(service, pod)]

    def behind(self, service: Service, port: ServicePort) -> list[Backing]:
        """The pods that receive what comes to this port, by workload and number."""
        found: dict[tuple[str, int], list[DeclaredPod]] = {}
        for pod in self.selected(service):
            for number in numbers_on(pod, port):
                found.setdefault((pod.workload, number), []).append(pod)
        return [Backing(name, tuple(pods), number) for (name, number), pods in found.items()]

    def lacking(self, service: Service, port: ServicePort) -> list[str]:
        """The workloads that the Service selects and that have no port of the target's name, so
        that nothing of this port comes to them; the pods, where others of the workload have it."""
        pods = self.selected(service)
        having = {pod.workload for pod in pods if numbers_on(pod, port)}
        without = [pod for pod in pods if not numbers_on(pod, port)]
        names = (p.pod if p.pod and p.workload in having else p.workload for p in without)
        return list(dict.fromkeys(names))


def selects(service: Service, pod: DeclaredPod) -> bool:
    """The Service leads to the pod, by its selector."""
    return (
        leads(service) is Leads.TO_PODS
        and service.namespace == pod.namespace
        and carries(pod, service.selector or ())
    )


def carries(pod: DeclaredPod, wanted: tuple[tuple[str, str], ...]) -> bool:
    """The pod has these labels; one whose value its controller chooses may have any."""
    labels = dict(pod.labels)
    return all(
        labels.get(key) == value or (key in pod.unknown_labels and key not in labels)
        for key, value in wanted
    )
