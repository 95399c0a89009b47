"""The declared pods as bits of numbers: which of them a selector, a peer or a policy may mean.

`May`: labels that only a controller knows, and labels of namespaces without a Namespace object,
may have any value. So a set without a pod is really empty.
"""

from collections.abc import Iterator

from verifier.flow import Direction
from verifier.model import (
    AddressPeer,
    AnyPeer,
    DeclaredPod,
    DomainPeer,
    InNamespace,
    Inventory,
    Namespaces,
    NamespacesWith,
    NodePeer,
    Operator,
    Peer,
    PodPeer,
    Policy,
    Requirement,
    Selector,
)
from verifier.normalise.selectors import holds
from verifier.smt.footprint import NAME_LABEL, NAMESPACE_NAME

Bits = int


class Census:
    """`pods` in order: bit n stands for the pod n. `everyone` has all bits."""

    def __init__(self, inventory: Inventory) -> None:
        self.pods = inventory.pods
        self.everyone: Bits = (1 << len(self.pods)) - 1
        self.listed = {n.name: dict(n.labels) for n in inventory.listed}
        self.names = sorted({*self.listed, *inventory.named})
        self.in_namespace: dict[str, Bits] = {}
        self.valued: dict[tuple[str, str], Bits] = {}
        self.keyed: dict[str, Bits] = {}
        self.open: dict[str, Bits] = {}
        self.known: dict[object, Bits] = {}
        self.spaces: dict[Selector, list[str]] = {}
        for number, pod in enumerate(self.pods):
            self.add(1 << number, pod)

    def add(self, bit: Bits, pod: DeclaredPod) -> None:
        """Count one pod."""
        self.in_namespace[pod.namespace] = self.in_namespace.get(pod.namespace, 0) | bit
        for key, value in pod.labels:
            self.valued[key, value] = self.valued.get((key, value), 0) | bit
            self.keyed[key] = self.keyed.get(key, 0) | bit
        for key in pod.unknown_labels:
            self.open[key] = self.open.get(key, 0) | bit
            self.keyed[key] = self.keyed.get(key, 0) | bit

    def members(self, bits: Bits) -> Iterator[DeclaredPod]:
        """The pods of a set, in order."""
        while bits:
            low = bits & -bits
            yield self.pods[low.bit_length() - 1]
            bits ^= low

    def requirement(self, item: Requirement) -> Bits:
        """The pods that may meet a requirement."""
        keyed, unknown = self.keyed.get(item.key, 0), self.open.get(item.key, 0)
        valued = 0
        for value in item.values:
            valued |= self.valued.get((item.key, value), 0)
        match item.operator:
            case Operator.IN:
                return valued | unknown
            case Operator.NOT_IN:
                return self.everyone & ~valued
            case Operator.EXISTS:
                return keyed
            case Operator.ABSENT:
                return self.everyone & ~keyed

    def selector(self, found: Selector) -> Bits:
        """The pods that a selector may match."""
        if found not in self.known:
            bits = self.everyone
            for item in found.requirements:
                bits &= self.requirement(item)
            self.known[found] = bits
        return self.known[found]

    def names_in(self, found: Namespaces) -> list[str]:
        """The namespaces of the input that may be meant."""
        match found:
            case InNamespace(name):
                return [name]
            case NamespacesWith(selector):
                if selector not in self.spaces:
                    here = [name for name in self.names if self.may_be(name, selector)]
                    self.spaces[selector] = here
                return self.spaces[selector]

    def surely(self, found: Selector) -> Bits:
        """The pods that a selector matches whatever values are not known."""
        if ("surely", found) not in self.known:
            bits = self.everyone
            for item in found.requirements:
                unsure = self.open.get(item.key, 0) if item.values else 0
                bits &= self.requirement(item) & ~unsure
            self.known["surely", found] = bits
        return self.known["surely", found]

    def surely_in(self, found: Namespaces) -> Bits:
        """The pods in namespaces that are surely meant: labels are known of those listed."""
        if ("surely in", found) not in self.known:
            bits = 0
            for name in self.names_in(found):
                if isinstance(found, InNamespace) or self.knows(name, found.selector):
                    bits |= self.in_namespace.get(name, 0)
            self.known["surely in", found] = bits
        return self.known["surely in", found]

    def knows(self, name: str, selector: Selector) -> bool:
        """Whether the selector matches a namespace does not turn on labels that are not known."""
        return name in self.listed or all(i.key == NAME_LABEL for i in selector.requirements)

    def may_be(self, name: str, selector: Selector) -> bool:
        """A namespace may have the labels that a selector asks for."""
        labels = self.listed.get(name)
        for item in selector.requirements:
            value = name if item.key == NAME_LABEL else (labels or {}).get(item.key)
            if labels is None and item.key != NAME_LABEL:
                continue
            if not holds(item, value):
                return False
        return True

    def namespaces(self, found: Namespaces) -> Bits:
        """The pods in the namespaces that may be meant."""
        if ("in", found) not in self.known:
            bits = 0
            for name in self.names_in(found):
                bits |= self.in_namespace.get(name, 0)
            self.known["in", found] = bits
        return self.known["in", found]

    def peer(self, found: Peer) -> Bits:
        """The pods that a peer may mean; by their addresses, any."""
        match found:
            case AnyPeer() | AddressPeer() | NodePeer() | DomainPeer():
                return self.everyone
            case PodPeer(namespaces, pods):
                return self.namespaces(namespaces) & self.selector(pods)

    def selected(self, policy: Policy, direction: Direction) -> Bits:
        """The pods that a policy may select for a direction."""
        if policy.rules(direction) is None:
            return 0
        return self.namespaces(policy.namespaces) & self.selector(policy.pods)


def contradicts(selector: Selector, of_namespaces: bool) -> bool:
    """No labels meet all requirements: of each key, neither its absence, nor a mentioned value,
    nor any other value does. Every namespace carries its name (M-07)."""
    by_key: dict[str, list[Requirement]] = {}
    for item in selector.requirements:
        by_key.setdefault(item.key, []).append(item)
    return any(
        not any(
            all(holds(item, value) for item in items)
            for value in values_to_try(items, of_namespaces and key == NAME_LABEL)
        )
        for key, items in by_key.items()
    )


def values_to_try(items: list[Requirement], is_name: bool) -> Iterator[str | None]:
    """Absent, every mentioned value, and one that nothing mentions, as far as there are such."""
    mentioned = {value for item in items for value in item.values}
    if not is_name:
        yield None
    yield from sorted(v for v in mentioned if not is_name or NAMESPACE_NAME.fullmatch(v))
    yield "x" * (1 + max((len(value) for value in mentioned), default=0))
