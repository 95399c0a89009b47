"""Declared pods as classes that the footprint cannot tell apart (M-02)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from verifier.model import DeclaredPod, Inventory, Operator, Selector
from verifier.normalise import selector
from verifier.normalise.selectors import holds
from verifier.query import AddressGroup, BuiltIn, End, NamedWorkload, Part, PodGroup
from verifier.smt.footprint import Footprint

POD_PARTS = (BuiltIn.ANY, BuiltIn.ANY_POD, BuiltIn.KNOWN)


@dataclass(frozen=True, slots=True)
class DeclaredClass:
    """Pods that no policy and no query can tell apart; `code` is what `who` is for them."""

    code: int
    pods: tuple[DeclaredPod, ...]

    @property
    def representative(self) -> DeclaredPod:
        """Any of them."""
        return self.pods[0]

    def excludes(self, other: "DeclaredClass") -> bool:
        """Both stand for one and the same pod, so that they are not the two ends of a flow."""
        single = len(self.pods) == len(other.pods) == 1
        return single and self.pods == other.pods and self.representative.pod is not None


class Roster:
    """The declared pods by namespace, each with its code: 1 and up."""

    def __init__(self, inventory: Inventory, footprint: Footprint) -> None:
        self.inventory = inventory
        self.footprint = footprint
        self.pods: list[DeclaredPod] = []
        self.codes: dict[int, int] = {}  # by the identity of a pod
        self.by_namespace: dict[str, list[int]] = {}
        self.projections: dict[int, object] = {}
        self.memo: dict[object, tuple[DeclaredClass, ...]] = {}
        for pod in inventory.pods:
            self.by_namespace.setdefault(pod.namespace, []).append(self.add(pod))

    def add(self, pod: DeclaredPod) -> int:
        """The code of one more pod, which belongs to no namespace's list yet."""
        self.pods.append(pod)
        self.codes[id(pod)] = len(self.pods)
        return len(self.pods)

    def codes_of(self, part: NamedWorkload) -> list[int]:
        """The codes of a workload's pods."""
        here = self.by_namespace.get(part.namespace, ())
        return [code for code in here if names(part, self.pods[code - 1])]

    def projection(self, code: int) -> object:
        """What the footprint sees of a pod."""
        if code not in self.projections:
            self.projections[code] = projection(self.pods[code - 1], self.footprint)
        return self.projections[code]

    def group(
        self, codes: Iterable[int], apart: Sequence[NamedWorkload]
    ) -> tuple[DeclaredClass, ...]:
        """The pods in classes, by projection and by membership in the workloads of `apart`: each
        class takes the code of its first pod."""
        found: dict[object, list[int]] = {}
        for code in codes:
            member = tuple(names(part, self.pods[code - 1]) for part in apart)
            found.setdefault((self.projection(code), member), []).append(code)
        return tuple(
            DeclaredClass(members[0], tuple(self.pods[code - 1] for code in members))
            for members in found.values()
        )


class Candidates:
    """The declared pods that may be in one of some ends, by namespace."""

    def __init__(
        self, roster: Roster, ends: Sequence[End], apart: Sequence[NamedWorkload] = ()
    ) -> None:
        self.roster = roster
        self.apart = tuple(apart)
        parts = [member.part for end in ends for member in end.members]
        self.everything = any(part in POD_PARTS for part in parts)
        self.parts = [] if self.everything else parts
        self.within: frozenset[str] | None = None
        self.names: list[str] | None = None
        self.key = (self.everything, tuple(self.parts), self.apart)

    def limit(self, names: Sequence[str]) -> None:
        """Only pods of these namespaces."""
        self.within = frozenset(names)

    def namespaces(self) -> list[str]:
        """The namespaces that may have such pods."""
        if self.names is None:
            roster, parts = self.roster, self.parts
            self.names = [
                name
                for name in roster.by_namespace
                if self.everything or any(may_hold(p, name, roster.inventory) for p in parts)
            ]
        return [n for n in self.names if self.within is None or n in self.within]

    def classes(self, namespace: str) -> tuple[DeclaredClass, ...]:
        """The classes of such pods in a namespace."""
        roster, key = self.roster, (self.key, namespace)
        if key not in roster.memo:
            codes = [
                code
                for code in roster.by_namespace.get(namespace, ())
                if self.everything
                or any(may_be_in(p, roster.pods[code - 1], roster.inventory) for p in self.parts)
            ]
            roster.memo[key] = roster.group(codes, self.apart)
        return roster.memo[key]


class Chosen(Candidates):
    """Exactly these pods; those that are not declared are taken in."""

    def __init__(self, roster: Roster, pods: Sequence[DeclaredPod]) -> None:
        super().__init__(roster, ())
        self.found: dict[str, list[DeclaredClass]] = {}
        for pod in pods:
            code = roster.codes.get(id(pod)) or roster.add(pod)
            self.found.setdefault(pod.namespace, []).append(DeclaredClass(code, (pod,)))

    def namespaces(self) -> list[str]:
        """The namespaces of the pods."""
        return list(self.found)

    def classes(self, namespace: str) -> tuple[DeclaredClass, ...]:
        """Each pod by itself."""
        return tuple(self.found.get(namespace, ()))


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


def may_hold(part: Part, namespace: str, inventory: Inventory) -> bool:
    """The namespace may hold pods of the part."""
    match part:
        case BuiltIn():
            return part in POD_PARTS
        case AddressGroup():
            return False
        case NamedWorkload():
            return part.namespace == namespace
        case PodGroup(namespaces):
            return may_be_namespace(namespaces, namespace, inventory)


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
    return all(
        item.operator is not Operator.ABSENT
        if item.key in unknown
        else holds(item, labels.get(item.key))
        for item in chosen.requirements
    )
