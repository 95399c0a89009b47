"""What selectors have in common: enough to choose candidates, which the engine then judges."""

from collections.abc import Iterable

from verifier.flow import Protocol
from verifier.model import (
    AddressPeer,
    AnyPeer,
    AnyPort,
    DeclaredPod,
    DomainPeer,
    InNamespace,
    Inventory,
    Namespaces,
    NodePeer,
    Operator,
    Peer,
    PodPeer,
    PortInterval,
    PortMatch,
    PortNamed,
    Requirement,
    Selector,
)
from verifier.normalise.inventory import NAME_LABEL
from verifier.query import PortRange
from verifier.smt.declared import may_match


def compatible(left: Selector, right: Selector) -> bool:
    """Some labels match both selectors."""
    both = (*left.requirements, *right.requirements)
    keys = {item.key for item in both}
    return all(feasible(item for item in both if item.key == key) for key in keys)


def feasible(requirements: Iterable[Requirement]) -> bool:
    """One label can meet all these requirements on its key."""
    wanted: set[str] | None = None
    refused: set[str] = set()
    here, absent = True, True
    for item in requirements:
        match item.operator:
            case Operator.IN:
                wanted = {*item.values} if wanted is None else wanted & {*item.values}
                absent = False
            case Operator.NOT_IN:
                refused |= {*item.values}
            case Operator.EXISTS:
                absent = False
            case Operator.ABSENT:
                here = False
    return absent or (here and (wanted is None or bool(wanted - refused)))


def may_select(chosen: Selector, pod: DeclaredPod) -> bool:
    """The selector matches the pod, or may: some labels are known to its controller alone."""
    return may_match(chosen, dict(pod.labels), pod.unknown_labels)


def selects(chosen: Selector, pod: DeclaredPod) -> bool:
    """The selector matches the pod, whatever its controller adds."""
    unsure = any(
        item.key in pod.unknown_labels and item.operator is not Operator.EXISTS
        for item in chosen.requirements
    )
    return not unsure and may_select(chosen, pod)


def implies(narrow: Selector, wide: Selector) -> bool:
    """Each pod that `narrow` selects is selected by `wide`, as their texts show."""
    return {*wide.requirements} <= {*narrow.requirements}


def pinned(namespaces: Namespaces, known: Iterable[str]) -> tuple[str, ...] | None:
    """The names of the namespaces, where nothing else decides which they are and all are known."""
    if isinstance(namespaces, InNamespace):
        return (namespaces.name,)
    match namespaces.selector.requirements:
        case (Requirement(key, Operator.IN, values),) if key == NAME_LABEL:
            return values if {*values} <= {*known} else None
        case _:
            return None


def may_hold(namespaces: Namespaces, name: str, inventory: Inventory) -> bool:
    """The namespace may be one of them: labels that are not listed may be anything."""
    if isinstance(namespaces, InNamespace):
        return namespaces.name == name
    labels = next((dict(n.labels) for n in inventory.listed if n.name == name), None)
    if labels is not None:
        return may_match(namespaces.selector, labels, ())
    by_name = (r for r in namespaces.selector.requirements if r.key == NAME_LABEL)
    return may_match(Selector(tuple(by_name)), {NAME_LABEL: name}, ())


def may_match_group(peer: Peer, namespace: str, chosen: Selector, inventory: Inventory) -> bool:
    """The peer may match a pod that `chosen` selects in the namespace."""
    match peer:
        case AnyPeer() | AddressPeer() | NodePeer() | DomainPeer():
            return True
        case PodPeer(namespaces, pods):
            return may_hold(namespaces, namespace, inventory) and compatible(pods, chosen)


def may_overlap(port: PortMatch, ranges: Iterable[PortRange]) -> bool:
    """The port may be one of the ranges: a name may stand for any number."""
    match port:
        case AnyPort():
            return True
        case PortNamed(protocol=protocol):
            return any(item.protocol is protocol for item in ranges)
        case PortInterval(protocol, first, last):
            return any(
                item.protocol is protocol and first <= item.last and item.first <= last
                for item in ranges
            )


def numbers(pods: Iterable[DeclaredPod], protocol: Protocol, name: str) -> set[int]:
    """What the pods give to a named port, sidecars included."""
    return {
        port.number
        for pod in pods
        for port in (*pod.named_ports, *pod.sidecar_ports)
        if (port.protocol, port.name) == (protocol, name)
    }
