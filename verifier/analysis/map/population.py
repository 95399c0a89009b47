"""The declared pods as units: what policies cannot tell apart is one bit, and selectors are masks.

A unit is a pod with every fact fixed that its declaration leaves open: the labels that a
controller sets, and whether the ports of its sidecars have names. A class of pods with such facts
is several units.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from verifier.flow import NamedPort
from verifier.model import (
    DeclaredPod,
    Hosts,
    InNamespace,
    Inventory,
    Namespaces,
    NamespacesWith,
    Operator,
    PodPeer,
    Policy,
    Requirement,
    Selector,
)
from verifier.normalise.selectors import holds
from verifier.smt.declared import DeclaredClass, Roster
from verifier.smt.footprint import NAME_LABEL, Footprint

Labels = Mapping[str, str]
Names = tuple[str, ...]
MANY = 2  # a controller makes as many pods as one likes


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """`facts` pairs each open fact with how it is taken; `ports` are those whose names count."""

    pod: DeclaredPod
    labels: Labels
    ports: tuple[NamedPort, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """Workloads made of the same units: `units` lists the bits of each class of pods."""

    workloads: Names
    units: tuple[tuple[int, ...], ...]


@dataclass(slots=True)
class Population:
    """All units, and the workloads that they make up; `pods` counts the pods that each workload
    has of each of its classes."""

    roster: Roster
    units: list[Unit] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    pods: dict[str, tuple[int, ...]] = field(default_factory=dict)
    by_namespace: dict[str, int] = field(default_factory=dict)
    by_label: dict[str, dict[str, int]] = field(default_factory=dict)
    memo: dict[object, int] = field(default_factory=dict)

    @staticmethod
    def of(inventory: Inventory, footprint: Footprint) -> "Population":
        """The population of an input, as far as this footprint can tell it apart."""
        found = Population(Roster(inventory, footprint))
        found.fill()
        for bit, unit in enumerate(found.units):
            found.index(bit, unit)
        return found

    @property
    def everyone(self) -> int:
        """All units."""
        return (1 << len(self.units)) - 1

    def fill(self) -> None:
        """Collect units and actors."""
        made: dict[str, list[tuple[tuple[int, ...], int]]] = {}
        spaces = self.roster.by_namespace.values()
        classes = [found for codes in spaces for found in self.roster.group(codes, ())]
        # In the order of names, the members of a set come out sorted but for twins.
        for found in sorted(classes, key=lambda found: min(pod.workload for pod in found.pods)):
            bits = self.add(found)
            counts: dict[str, int] = {}
            for pod in found.pods:
                counts[pod.workload] = counts.get(pod.workload, 0) + (1 if pod.pod else MANY)
            for name, count in counts.items():
                made.setdefault(name, []).append((bits, min(count, MANY)))
        alike: dict[tuple[tuple[int, ...], ...], list[str]] = {}
        for name, parts in made.items():
            units, self.pods[name] = zip(*parts, strict=True)
            alike.setdefault(units, []).append(name)
        self.actors = [Actor(tuple(sorted(names)), units) for units, names in alike.items()]

    def add(self, found: DeclaredClass) -> tuple[int, ...]:
        """The bits of a class."""
        first = len(self.units)
        self.units += variants(found.representative, self.roster.footprint)
        return tuple(range(first, len(self.units)))

    def index(self, bit: int, unit: Unit) -> None:
        """Remember where a unit can be found."""
        space = unit.pod.namespace
        self.by_namespace[space] = self.by_namespace.get(space, 0) | 1 << bit
        for key, value in unit.labels.items():
            values = self.by_label.setdefault(key, {})
            values[value] = values.get(value, 0) | 1 << bit

    @property
    def hosts(self) -> int:
        """The units on the host network."""
        if "hosts" not in self.memo:
            found = (bit for bit, unit in enumerate(self.units) if unit.pod.host_network)
            self.memo["hosts"] = sum(1 << bit for bit in found)
        return self.memo["hosts"]

    # Selectors

    def selected(self, found: Policy | PodPeer) -> int:
        """The units that a pair of selectors selects."""
        key = (found.namespaces, found.pods, found.hosts)
        if key not in self.memo:
            mask = self.in_namespaces(found.namespaces) & self.with_labels(found.pods)
            self.memo[key] = mask & ~self.hosts if found.hosts is Hosts.NEVER else mask
        return self.memo[key]

    def in_namespaces(self, namespaces: Namespaces) -> int:
        """The units in these namespaces; at `declared`, one that is not listed has only its
        name (M-07)."""
        match namespaces:
            case InNamespace(name):
                return self.by_namespace.get(name, 0)
            case NamespacesWith(selector):
                if selector not in self.memo:
                    self.memo[selector] = self.in_matching(selector)
                return self.memo[selector]

    def in_matching(self, selector: Selector) -> int:
        """The units in namespaces with such labels."""
        listed = {n.name: dict(n.labels) for n in self.roster.inventory.listed}
        found = 0
        for name, mask in self.by_namespace.items():
            labels = {**listed.get(name, {}), NAME_LABEL: name}
            if all(holds(item, labels.get(item.key)) for item in selector.requirements):
                found |= mask
        return found

    def with_labels(self, selector: Selector) -> int:
        """The units with such labels."""
        found = self.everyone
        for item in selector.requirements:
            if item not in self.memo:
                self.memo[item] = self.meeting(item)
            found &= self.memo[item]
        return found

    def meeting(self, item: Requirement) -> int:
        """The units that meet one requirement."""
        values = self.by_label.get(item.key, {})
        chosen = values if item.operator in (Operator.EXISTS, Operator.ABSENT) else item.values
        found = 0
        for value in chosen:
            found |= values.get(value, 0)
        negative = item.operator in (Operator.NOT_IN, Operator.ABSENT)
        return self.everyone & ~found if negative else found


def variants(pod: DeclaredPod, footprint: Footprint) -> Iterator[Unit]:
    """Every unit of a pod: each open label takes every value that can matter, and the ports of
    each name that its sidecars bear count or do not (M-02, M-06)."""
    open_keys = [key for key in pod.unknown_labels if ("pod", key) in footprint.domains]
    labels = {key: value for key, value in pod.labels if ("pod", key) in footprint.domains}
    choices = [
        [(key, value) for value in values_of(footprint.domains["pod", key].values)]
        for key in open_keys
    ]
    sidecar = [p for p in pod.sidecar_ports if p.name in footprint.port_names]
    more = sorted({port.name for port in sidecar if port not in pod.named_ports})
    certain = tuple(port for port in pod.named_ports if port.name in footprint.port_names)
    for chosen, counted in product(product(*choices), subsets(more)):
        ports = (*certain, *(port for port in sidecar if port.name in counted))
        facts = [(f"label {key}", value) for key, value in chosen]
        facts += [(f"sidecar port {name}", str(name in counted)) for name in more]
        yield Unit(pod, {**labels, **dict(chosen)}, tuple(dict.fromkeys(ports)), tuple(facts))


def values_of(mentioned: Sequence[str]) -> list[str]:
    """The mentioned values, and one that nothing mentions."""
    fresh = "other"
    while fresh in mentioned:
        fresh += "-x"
    return [*mentioned, fresh]


def subsets(names: Sequence[str]) -> Iterable[Names]:
    """Every choice of some of the names."""
    return (some for count in range(len(names) + 1) for some in combinations(names, count))
