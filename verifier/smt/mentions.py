"""Everything that policies and queries mention, collected into a footprint."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from verifier.model import (
    AddressPeer,
    AnyPeer,
    DomainPeer,
    InNamespace,
    Inventory,
    Namespaces,
    NamespacesWith,
    NodePeer,
    Peer,
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
from verifier.smt.footprint import (
    MINIMUM_FRESH,
    NAME_SLOT,
    NAMESPACE_NAME,
    Footprint,
    Of,
    Slot,
    domain,
)
from verifier.smt.ties import ties


@dataclass(slots=True)
class Mentions:
    """Collects what is mentioned."""

    values: dict[Slot, set[str]] = field(default_factory=lambda: {NAME_SLOT: set()})
    links: list[tuple[Slot, Slot]] = field(default_factory=list)
    port_names: set[str] = field(default_factory=set)
    domain_names: set[str] = field(default_factory=set)
    nodes: bool = False

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
                self.peer(peer)

    def peer(self, found: Peer) -> None:
        """Everything in a peer."""
        match found:
            case PodPeer(namespaces, pods):
                self.namespaces(namespaces)
                self.selector(pods, "pod")
            case NodePeer(nodes):
                self.nodes = True
                self.selector(nodes, "node")
            case DomainPeer(name):
                self.domain_names.add(name)
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
    return Footprint(
        domains,
        tuple(sorted(mentions.port_names)),
        tuple(sorted(mentions.domain_names)),
        ties(policies),
        mentions.nodes,
        tuple(tier.name for tier in policies.tiers if tier.policies),
    )


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
