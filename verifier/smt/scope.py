"""What the flows that a query judges have in common, as far as it shows without a solver: policies
and rules that no such flow can meet need no terms (specs/encoding.md, slices)."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.flow import Direction
from verifier.model import (
    AddressPeer,
    AnyPeer,
    AnyPort,
    DomainPeer,
    InNamespace,
    Namespaces,
    NamespacesWith,
    NodePeer,
    Operator,
    Peer,
    PodPeer,
    Policy,
    PortMatch,
    PortNamed,
    Requirement,
    Rule,
    Selector,
)
from verifier.normalise import selector
from verifier.query import AddressGroup, BuiltIn, End, NamedWorkload, Part, PodGroup, Port, PortName

WITH_PODS = (BuiltIn.ANY, BuiltIn.ANY_POD, BuiltIn.KNOWN)


@dataclass(frozen=True, slots=True)
class Pods:
    """Pods that are in these namespaces (None: any) and that the selector matches."""

    namespaces: tuple[str, ...] | Selector | None
    labels: Selector


@dataclass(frozen=True, slots=True)
class Scope:
    """What each judged flow meets. None says nothing: of its source, of its destination, or of
    its ports."""

    source: tuple[Pods, ...] | None = None
    destination: tuple[Pods, ...] | None = None
    ports: tuple[Port, ...] | None = None

    @staticmethod
    def of(sources: Sequence[End], destination: End, ports: Sequence[Port]) -> "Scope":
        """The source is in some of the ends `sources`, and so on."""
        return Scope(pods_of(sources), pods_of((destination,)), tuple(ports))

    def may_select(self, policy: Policy, direction: Direction) -> bool:
        """Some subject in scope may be one that the policy selects."""
        pods = self.source if direction is Direction.EGRESS else self.destination
        return pods is None or any(may_be(policy.namespaces, policy.pods, p) for p in pods)

    def may_match(self, rule: Rule, direction: Direction) -> bool:
        """Some flow in scope may be one that the rule matches."""
        pods = self.destination if direction is Direction.EGRESS else self.source
        return any(may_be_peer(peer, pods) for peer in rule.peers) and (
            self.ports is None or any(may_meet(p, q) for p in rule.ports for q in self.ports)
        )


EVERY_FLOW = Scope()


def pods_of(ends: Sequence[End]) -> tuple[Pods, ...] | None:
    """The pods that may be in some of the ends; None where they may be any."""
    parts = [member.part for end in ends for member in end.members]
    if any(part in WITH_PODS for part in parts):
        return None
    return tuple(pods for part in parts for pods in pods_in(part))


def pods_in(part: Part) -> tuple[Pods, ...]:
    """The pods that may be in one part."""
    match part:
        case PodGroup(namespaces, pods):
            if namespaces is None or isinstance(namespaces, tuple):
                return (Pods(namespaces, selector(pods)),)
            return (Pods(selector(namespaces), selector(pods)),)
        case NamedWorkload(namespace):
            return (Pods((namespace,), Selector()),)
        case AddressGroup() | BuiltIn():
            return ()


def may_be(namespaces: Namespaces, labels: Selector, pods: Pods) -> bool:
    """A pod may be both one that a policy or a peer means, and one of `pods`."""
    match namespaces, pods.namespaces:
        case InNamespace(name), tuple() as names:
            if name not in names:
                return False
        case NamespacesWith(one), Selector() as other:
            if apart(one, other):
                return False
        case _:
            pass
    return not apart(labels, pods.labels)


def may_be_peer(peer: Peer, pods: Sequence[Pods] | None) -> bool:
    """Some end in scope may be one that the peer means; addresses are not looked at."""
    match peer:
        case AnyPeer() | AddressPeer() | NodePeer() | DomainPeer():
            return True
        case PodPeer(namespaces, labels):
            return pods is None or any(may_be(namespaces, labels, found) for found in pods)


def may_meet(match: PortMatch, port: Port) -> bool:
    """Some protocol and port may be both."""
    if isinstance(match, AnyPort):
        return True
    if match.protocol not in (None, port.protocol):
        return False
    if isinstance(match, PortNamed) or isinstance(port, PortName):
        return True
    return match.first <= port.last and port.first <= match.last


def apart(one: Selector, other: Selector) -> bool:
    """Two requirements show that no labels match both selectors."""
    return any(
        x.key == y.key and (clash(x, y) or clash(y, x))
        for x in one.requirements
        for y in other.requirements
    )


def clash(one: Requirement, other: Requirement) -> bool:
    """No value of the label, nor its absence, meets both."""
    values = set(one.values)
    match one.operator, other.operator:
        case Operator.IN, Operator.IN:
            return values.isdisjoint(other.values)
        case Operator.IN, Operator.NOT_IN:
            return values <= set(other.values)
        case ((Operator.IN | Operator.EXISTS), Operator.ABSENT):
            return True
        case _:
            return False
