"""Declared pods as classes that the footprint cannot tell apart (M-02)."""

from collections.abc import Iterable
from dataclasses import dataclass

from verifier.model import DeclaredPod, Inventory, Operator, Selector
from verifier.normalise import selector
from verifier.query import AddressGroup, BuiltIn, End, NamedWorkload, Part, PodGroup
from verifier.smt.footprint import Footprint

POD_PARTS = (BuiltIn.ANY, BuiltIn.ANY_POD, BuiltIn.KNOWN)


@dataclass(frozen=True, slots=True)
class DeclaredClass:
    """Pods that no policy and no query can tell apart; `plural` iff it stands for two or more."""

    pods: tuple[DeclaredPod, ...]

    @property
    def representative(self) -> DeclaredPod:
        """Any of them."""
        return self.pods[0]

    @property
    def plural(self) -> bool:
        """Two different pods can both be of this class."""
        return len(self.pods) > 1 or self.pods[0].pod is None


def declared_classes(
    pods: Iterable[DeclaredPod], footprint: Footprint, ends: Iterable[End]
) -> tuple[DeclaredClass, ...]:
    """The pods in classes: equal namespace, mentioned labels and ports, addresses, and membership
    in the workloads that `ends` name."""
    workloads = [m.part for e in ends for m in e.members if isinstance(m.part, NamedWorkload)]
    found: dict[object, list[DeclaredPod]] = {}
    for pod in pods:
        key = (projection(pod, footprint), tuple(names(part, pod) for part in workloads))
        found.setdefault(key, []).append(pod)
    return tuple(DeclaredClass(tuple(members)) for members in found.values())


def projection(pod: DeclaredPod, footprint: Footprint) -> object:
    """What the footprint sees of a pod."""
    domains = footprint.domains
    labels = tuple(
        (key, domains["pod", key].code(value))
        for key, value in pod.labels
        if ("pod", key) in domains
    )
    unknown = tuple(key for key in pod.unknown_labels if ("pod", key) in domains)
    ports = tuple(p for p in pod.named_ports if p.name in footprint.port_names)
    sidecar = tuple(p for p in pod.sidecar_ports if p.name in footprint.port_names)
    return (pod.namespace, labels, unknown, ports, sidecar, pod.host_network, pod.addresses)


def names(part: NamedWorkload, pod: DeclaredPod) -> bool:
    """The pod belongs to the workload that `part` names; a pod's own name does too."""
    if part.namespace != pod.namespace:
        return False
    _, _, rest = pod.workload.partition("/")
    name, _, kind = rest.removesuffix("]").partition("[")
    by_workload = part.name == name and part.kind in (None, kind)
    return by_workload or (
        part.kind in (None, "Pod") and pod.pod == f"{part.namespace}/{part.name}"
    )


def candidates(inventory: Inventory, end: End) -> list[DeclaredPod]:
    """The declared pods that may be in an end; a doubt keeps them."""
    return [
        pod for pod in inventory.pods if any(may_be_in(m.part, pod, inventory) for m in end.members)
    ]


def may_be_in(part: Part, pod: DeclaredPod, inventory: Inventory) -> bool:
    """The pod may be in `part`: namespace labels that are not listed may be anything."""
    match part:
        case BuiltIn():
            return part in POD_PARTS
        case AddressGroup():
            return False
        case NamedWorkload():
            return names(part, pod)
        case PodGroup(namespaces, pods):
            return may_be_namespace(namespaces, pod.namespace, inventory) and may_match(
                selector(pods), dict(pod.labels), pod.unknown_labels
            )


def may_be_namespace(namespaces: object, name: str, inventory: Inventory) -> bool:
    """The namespace may be one of a group's."""
    match namespaces:
        case None:
            return True
        case tuple():
            return name in namespaces
        case _:
            chosen = selector(namespaces)
            labels = next((n.labels for n in inventory.listed if n.name == name), None)
            return labels is None or may_match(chosen, dict(labels), ())


def may_match(chosen: Selector, labels: dict[str, str], unknown: tuple[str, ...]) -> bool:
    """The selector may match: a label of unknown value may have any, but is there."""
    for item in chosen.requirements:
        if item.key in unknown:
            if item.operator is Operator.ABSENT:
                return False
            continue
        value = labels.get(item.key)
        matches = {
            Operator.IN: value in item.values,
            Operator.NOT_IN: value not in item.values,
            Operator.EXISTS: value is not None,
            Operator.ABSENT: value is None,
        }
        if not matches[item.operator]:
            return False
    return True
