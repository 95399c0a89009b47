"""Which pods are worth a try at an end of a query: the plainest that the end means, and those that
rules at the other end ask for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from verifier.engine.session import Asked, Session
from verifier.flow import Direction
from verifier.model import (
    EVERYTHING,
    Action,
    AddressPeer,
    InNamespace,
    Namespaces,
    Network,
    Operator,
    PodPeer,
    Policy,
    Requirement,
    Rule,
    Selector,
)
from verifier.normalise import selector
from verifier.normalise.selectors import holds, selects
from verifier.query import NamedWorkload, Part, PodGroup
from verifier.smt.conditions import sources_of
from verifier.smt.scope import WITH_PODS
from verifier.smt.symbols import SymbolicEnd

Labels = Mapping[str, str | None]  # None: any value
HOMES = 3  # namespaces of the other end whose rules are looked at


@dataclass(frozen=True, slots=True)
class Meant:
    """Pods of one part of an end: `namespaces` are all that they may be in, None any."""

    namespaces: tuple[str, ...] | None
    labels: Selector


class Suggestions:
    """Pods for the ends of a query's flows."""

    def __init__(self, session: Session, asked: Asked) -> None:
        self.session = session
        self.asked = asked
        self.flow = session.flow
        self.known = session.flow.footprint.namespaces.codes
        query = asked.query
        ends = {"source": sources_of(query), "destination": (query.destination,)}
        self.meant = {
            name: [self.pods_of(member.part) for one in found for member in one.members]
            for name, found in ends.items()
        }

    def pods_of(self, part: Part) -> Meant | None:
        """The pods of one part; None where it means none, or only declared ones."""
        match part:
            case PodGroup(namespaces=None, pods=pods):
                return Meant(None, selector(pods))
            case PodGroup(namespaces=tuple() as names, pods=pods):
                return Meant(tuple(n for n in names if n in self.known), selector(pods))
            case PodGroup(namespaces=chosen, pods=pods):
                wanted = selector(chosen)
                fits = (n for n, has in self.session.listed.items() if selects(wanted, has))
                return Meant(tuple(fits), selector(pods))
            case NamedWorkload(namespace=name):
                return Meant((name,), EVERYTHING)
            case _:
                return Meant(None, EVERYTHING) if part in WITH_PODS else None

    # Possible pods

    def plain(self, end: SymbolicEnd) -> Iterator[tuple[str, Labels]]:
        """The plainest pods that the query means: no labels but those asked for."""
        for meant in self.possible(end):
            names = self.homes(other(end)) if meant.namespaces is None else meant.namespaces
            labels = least(meant.labels.requirements)
            for name in [*names, *self.session.listed][:1]:
                if labels is not None:
                    yield name, labels

    def selected(self, end: SymbolicEnd) -> Iterator[tuple[str, Labels]]:
        """Pods that policies of their own namespace select, and one with a label that some of them
        ask to be absent."""
        direction = Direction.EGRESS if end.name == "source" else Direction.INGRESS
        for meant in self.possible(end):
            for name in self.homes(end.name) if meant.namespaces is None else meant.namespaces[:1]:
                wanted = [policy.pods for policy in self.policies(direction, name)]
                escaping = [
                    Requirement(item.key, Operator.EXISTS)
                    for found in wanted
                    for item in found.requirements
                    if item.operator is Operator.ABSENT
                ]
                for extra in (tuple(escaping), *(found.requirements for found in wanted)):
                    labels = least((*meant.labels.requirements, *extra))
                    if labels is not None:
                        yield name, labels

    def asked_for(self, end: SymbolicEnd) -> Iterator[tuple[str, Labels]]:
        """Pods that rules at the other end ask for, and that the query means."""
        for peer in self.peers(end):
            for meant in self.possible(end):
                name = next(iter(self.fitting(peer.namespaces, meant.namespaces)), None)
                labels = least((*meant.labels.requirements, *peer.pods.requirements))
                if name is not None and labels is not None:
                    yield name, labels

    def possible(self, end: SymbolicEnd) -> list[Meant]:
        """The parts of an end that mean possible pods."""
        query = self.asked.query
        ends = sources_of(query) if end.name == "source" else (query.destination,)
        parts = [member.part for one in ends for member in one.members]
        found = zip(parts, self.meant[end.name], strict=True)
        return [m for part, m in found if m is not None and not isinstance(part, NamedWorkload)]

    def addresses(self, end: SymbolicEnd, ranges: Iterable[Network]) -> Iterator[Network]:
        """An address of each part of the ranges of pods that rules at the other end accept."""
        for rule in self.rules_at_the_other(end):
            for peer in rule.peers:
                if isinstance(peer, AddressPeer):
                    for net in ranges:
                        found = first_common(peer, net)
                        if found is not None:
                            yield found

    # Rules at the other end

    def homes(self, name: str) -> list[str]:
        """Some namespaces that the pods of an end may be in; none where they may be in any."""
        found = [n for meant in self.meant[name] if meant for n in meant.namespaces or ()]
        return list(dict.fromkeys(found))[:HOMES]

    def peers(self, end: SymbolicEnd) -> Iterator[PodPeer]:
        """The pods that rules at the other end accept."""
        for rule in self.rules_at_the_other(end):
            yield from (peer for peer in rule.peers if isinstance(peer, PodPeer))

    def rules_at_the_other(self, end: SymbolicEnd) -> Iterator[Rule]:
        """The rules that look at an end."""
        direction = Direction.INGRESS if end.name == "source" else Direction.EGRESS
        for name in self.homes(other(end)):
            yield from self.rules(direction, name)

    def rules(self, direction: Direction, namespace: str) -> Iterator[Rule]:
        """The rules in a namespace that may accept a flow in scope."""
        for policy in self.policies(direction, namespace):
            for rule in policy.rules(direction) or ():
                scope = self.asked.rulings.scope
                if rule.action is Action.ACCEPT and scope.may_match(rule, direction):
                    yield rule

    def policies(self, direction: Direction, namespace: str) -> Iterator[Policy]:
        """The policies that may select a pod in scope there."""
        scope = self.asked.rulings.scope
        for policies in self.session.compiler.slices.policies_in(namespace):
            for policy in policies:
                if policy.rules(direction) is not None and scope.may_select(policy, direction):
                    yield policy

    def fitting(self, chosen: Namespaces, among: Iterable[str] | None) -> Iterator[str]:
        """Of some namespaces (None: of all that are known) those that are chosen."""
        match chosen:
            case InNamespace(name):
                return iter([name] if among is None or name in among else [])
            case _:
                names = self.session.listed if among is None else among
                listed = self.session.listed
                return (n for n in names if selects(chosen.selector, listed.get(n, {})))


def other(end: SymbolicEnd) -> str:
    """The name of the other end."""
    return "destination" if end.name == "source" else "source"


def first_common(peer: AddressPeer, among: Network) -> Network | None:
    """The first address of a peer in a network."""
    net = peer.network
    if net.bits != among.bits:
        return None
    first = max(net.value, among.value)
    last = min(highest(net), highest(among))
    for hole in sorted(peer.excepts, key=lambda found: found.value):
        if hole.value <= first <= highest(hole):
            first = highest(hole) + 1
    return Network(net.bits, first, net.bits) if first <= last else None


def highest(net: Network) -> int:
    """The last address of a network."""
    return net.value + (1 << net.bits - net.prefix) - 1


def least(wanted: Iterable[Requirement]) -> Labels | None:
    """The fewest labels that meet all requirements; None where there are none."""
    by_key: dict[str, list[Requirement]] = {}
    for item in wanted:
        by_key.setdefault(item.key, []).append(item)
    found: dict[str, str | None] = {}
    for key, items in by_key.items():
        if all(holds(item, None) for item in items):
            continue
        named = [value for item in items if item.operator is Operator.IN for value in item.values]
        fits = (value for value in named if all(holds(item, value) for item in items))
        value = next(fits, None)
        if value is None and (named or any(item.operator is Operator.ABSENT for item in items)):
            return None
        found[key] = value
    return found
