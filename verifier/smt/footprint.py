"""The footprint: everything that policies and queries mention, as small domains.

Two label values that nothing mentions cannot be told apart, so each label ranges over: absent, the
mentioned values, and fresh ones (specs/encoding.md, M-08).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from verifier.model import (
    AddressPeer,
    AnyPeer,
    InNamespace,
    Inventory,
    Namespaces,
    NamespacesWith,
    PodPeer,
    Policy,
    PolicySet,
    PortNamed,
    Selector,
)
from verifier.normalise import selector
from verifier.query import (
    AddressGroup,
    BuiltIn,
    Comparison,
    End,
    LabelOf,
    NamedWorkload,
    PodGroup,
    PortName,
    Query,
)

NAME_LABEL = "kubernetes.io/metadata.name"
NAMESPACE_NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")

Of = Literal["pod", "namespace"]
Slot = tuple[Of, str]
NAME_SLOT: Slot = ("namespace", NAME_LABEL)
ABSENT = 0
MINIMUM_FRESH = 2  # one fresh namespace for each end of a flow


@dataclass(frozen=True, slots=True)
class Domain:
    """Codes of one label: 0 is absent, 1 to n the values in order, all others fresh values."""

    values: tuple[str, ...]
    fresh: int
    codes: Mapping[str, int]

    @property
    def width(self) -> int:
        """Bits enough for absent, the values and `fresh` further ones."""
        return (len(self.values) + self.fresh).bit_length()

    def code(self, value: str) -> int:
        """The code of a value; one that nothing mentions gets the first fresh code."""
        return self.codes.get(value, len(self.values) + 1)

    @property
    def linked(self) -> bool:
        """Labels share the domain, so that their fresh values can be compared."""
        return self.fresh > MINIMUM_FRESH

    def text(self, code: int, stem: str) -> str:
        """A value with that code (not 0): fresh ones are named after `stem`, unless labels that
        share the domain must agree on them."""
        if code <= len(self.values):
            return self.values[code - 1]
        index = code - len(self.values)
        stem = "other" if self.linked else stem
        name = stem if index == 1 else f"{stem}-{index}"
        while name in self.codes:
            name += "-x"
        return name


def domain(values: Iterable[str], fresh: int) -> Domain:
    """The domain of these values."""
    ordered = tuple(sorted(set(values)))
    return Domain(ordered, fresh, {value: index for index, value in enumerate(ordered, 1)})


@dataclass(frozen=True, slots=True)
class Footprint:
    """`domains` holds one domain for each mentioned label; linked labels share theirs."""

    domains: Mapping[Slot, Domain]
    port_names: tuple[str, ...]

    @property
    def namespaces(self) -> Domain:
        """The domain of namespace names."""
        return self.domains[NAME_SLOT]

    def keys(self, of: Of) -> list[str]:
        """The mentioned label keys of pods, or of namespaces but for the name label."""
        return sorted(key for o, key in self.domains if o == of and (o, key) != NAME_SLOT)


@dataclass(slots=True)
class Mentions:
    """Collects what is mentioned."""

    values: dict[Slot, set[str]] = field(default_factory=lambda: {NAME_SLOT: set()})
    links: list[tuple[Slot, Slot]] = field(default_factory=list)
    port_names: set[str] = field(default_factory=set)

    def namespace(self, name: str) -> None:
        """A namespace name; a text that no namespace can have is left out."""
        if NAMESPACE_NAME.fullmatch(name):
            self.values[NAME_SLOT].add(name)

    def selector(self, found: Selector, of: Of) -> None:
        """The keys and values of a selector."""
        for item in found.requirements:
            if (of, item.key) == NAME_SLOT:
                for value in item.values:
                    self.namespace(value)
            else:
                self.values.setdefault((of, item.key), set()).update(item.values)

    def namespaces(self, found: Namespaces) -> None:
        """A namespace name or selector."""
        match found:
            case InNamespace(name):
                self.namespace(name)
            case NamespacesWith(chosen):
                self.selector(chosen, "namespace")

    def policy(self, found: Policy) -> None:
        """Everything in a policy."""
        self.namespaces(found.namespaces)
        self.selector(found.pods, "pod")
        for rule in (*(found.ingress or ()), *(found.egress or ())):
            self.port_names.update(port.name for port in rule.ports if isinstance(port, PortNamed))
            for peer in rule.peers:
                match peer:
                    case PodPeer(namespaces, pods):
                        self.namespaces(namespaces)
                        self.selector(pods, "pod")
                    case AnyPeer() | AddressPeer():
                        pass

    def end(self, found: End | None) -> None:
        """Everything in an end of a query."""
        for member in found.members if found else ():
            match member.part:
                case PodGroup():
                    self.group(member.part)
                case NamedWorkload(namespace):
                    self.namespace(namespace)
                case AddressGroup() | BuiltIn():
                    pass

    def group(self, found: PodGroup) -> None:
        """Everything in a group of pods."""
        self.selector(selector(found.pods), "pod")
        match found.namespaces:
            case None:
                pass
            case tuple() as names:
                for name in names:
                    self.namespace(name)
            case chosen:
                self.selector(selector(chosen), "namespace")

    def query(self, found: Query) -> None:
        """Everything in a query."""
        for end in (found.source, found.destination, found.among):
            self.end(end)
        ports = list(found.ports)
        for exemption in found.exemptions:
            self.end(exemption.source)
            self.end(exemption.destination)
            ports += exemption.ports or ()
        self.port_names.update(port.name for port in ports if isinstance(port, PortName))
        for comparison in found.where:
            self.comparison(comparison)
        for fact in found.facts:
            self.group(fact.group)
            self.selector(selector(fact.have), fact.of)

    def comparison(self, found: Comparison) -> None:
        """Compared labels are linked; a literal is one more value."""
        left = slot(found.left)
        values = self.values.setdefault(left, set())
        if isinstance(found.right, LabelOf):
            right = slot(found.right)
            self.values.setdefault(right, set())
            self.links.append((left, right))
        elif left != NAME_SLOT or NAMESPACE_NAME.fullmatch(found.right):
            values.add(found.right)


def slot(label: LabelOf) -> Slot:
    """The slot of a label that a comparison names."""
    return label.of, label.key


def namespaces_of(queries: Iterable[Query]) -> set[str]:
    """The namespaces that queries name."""
    mentions = Mentions()
    for query in queries:
        mentions.query(query)
    return mentions.values[NAME_SLOT]


def footprint(policies: PolicySet, inventory: Inventory, queries: Iterable[Query]) -> Footprint:
    """The footprint of policies, declared namespaces and queries together."""
    mentions = Mentions()
    for tier in policies.tiers:
        for policy in tier.policies:
            mentions.policy(policy)
    for name in (*(n.name for n in inventory.listed), *inventory.named):
        mentions.namespace(name)
    for query in queries:
        mentions.query(query)
    linked = classes(mentions.links)
    domains = {one: domain(found, MINIMUM_FRESH) for one, found in mentions.values.items()}
    for members in linked:
        values = {v for one in members for v in mentions.values[one]}
        values |= {v for one in members for v in declared_values(one, inventory)}
        shared = domain(values, MINIMUM_FRESH + 2 * len(members))
        domains |= dict.fromkeys(members, shared)
    return Footprint(domains, tuple(sorted(mentions.port_names)))


def classes(links: Iterable[tuple[Slot, Slot]]) -> list[list[Slot]]:
    """The slots that links connect, directly or not."""
    found: list[set[Slot]] = []
    for left, right in links:
        joined = {left, right}
        for other in [group for group in found if group & joined]:
            joined |= other
            found.remove(other)
        found.append(joined)
    return [sorted(group) for group in found]


def declared_values(one: Slot, inventory: Inventory) -> set[str]:
    """Values that declared objects give to a label: they differ from each other."""
    of, key = one
    labelled = inventory.pods if of == "pod" else inventory.listed
    return {value for item in labelled for k, value in item.labels if k == key}
