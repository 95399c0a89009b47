"""Flows near what policies mention: most parts of policies matter to one of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from verifier.analysis.lint.internet import first, left_over
from verifier.flow import Direction, Protocol
from verifier.model import (
    AddressPeer,
    InNamespace,
    Namespaces,
    Peer,
    PodPeer,
    Policy,
    PortInterval,
    PortMatch,
    PortNamed,
    Requirement,
    Rule,
    Selector,
)
from verifier.normalise.selectors import holds
from verifier.smt.footprint import ABSENT, NAME_SLOT, Domain, Of, Slot
from verifier.smt.logic import key
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd, SymbolicFlow

Given = dict[int, int]  # by the key of an unknown
MOST_VALUES = 4  # of one label
DNS = PortInterval(Protocol.UDP, 53, 53)
STRANGE_PORT = 64999


@dataclass(frozen=True, slots=True)
class Nearby:
    """Assignments to the unknowns of a flow whose judged end is a pod of the namespace."""

    flow: SymbolicFlow
    direction: Direction
    namespace: str

    def flows(self, policies: Iterable[Policy]) -> Iterator[Given]:
        """Flows near each policy: pods that it selects or just does not, ends that its peers match
        or just do not, its ports."""
        for policy in policies:
            rules = policy.rules(self.direction)
            if rules is None:
                continue
            subjects = list(self.pods(policy.namespaces, policy.pods, self.subject))
            strangers = [self.outsider(), self.insider()]
            ports = list(self.ports(PortInterval(Protocol.TCP, STRANGE_PORT, STRANGE_PORT)))
            yield from combined(subjects, strangers, ports)
            for rule in rules:
                yield from self.near_rule(subjects, rule)

    def near_rule(self, subjects: Sequence[Given], rule: Rule) -> Iterator[Given]:
        """Flows near one rule."""
        ports = [given for port in rule.ports for given in self.ports(port)]
        if self.direction is Direction.EGRESS:
            ports += self.ports(DNS)
        peers = [given for peer in rule.peers for given in self.ends(peer)]
        yield from combined(subjects[:2], peers, ports)
        yield from combined(subjects[2:], peers[:1], ports[:1])

    @property
    def subject(self) -> SymbolicEnd:
        """The judged end."""
        return self.flow.subject(self.direction)

    @property
    def peer(self) -> SymbolicEnd:
        """The other end."""
        return self.flow.peer(self.direction)

    # Ends

    def ends(self, peer: Peer) -> Iterator[Given]:
        """Other ends that a peer matches, or just does not."""
        match peer:
            case PodPeer(namespaces, pods):
                yield from self.pods(namespaces, pods, self.peer)
            case AddressPeer():
                yield from self.addresses(peer)
            case _:
                yield self.outsider()
                yield self.insider()

    def addresses(self, peer: AddressPeer) -> Iterator[Given]:
        """External addresses in the range outside its excepts, then in each of them."""
        bits = peer.network.bits
        outside = left_over(peer.network, peer.excepts)
        values = [] if outside is None else [outside]
        values += [first(item) for item in peer.excepts]
        for value in values:
            family = {key(self.flow.ipv6): int(bits == 128)}
            yield {**self.nowhere, **family, key(self.peer.address[bits]): value}

    def outsider(self) -> Given:
        """An address that hardly any range holds."""
        return {
            **self.nowhere,
            key(self.peer.address[32]): (198 << 24) + (51 << 16) + (100 << 8) + 77,
        }

    def insider(self) -> Given:
        """A pod of a namespace that nothing mentions, without labels."""
        return {key(self.peer.is_pod): 1, **self.in_namespace(self.peer, None)}

    @property
    def nowhere(self) -> Given:
        """Every end has a namespace, external ones too, though nobody asks for theirs."""
        return self.in_namespace(self.peer, None)

    def in_namespace(self, end: SymbolicEnd, name: str | None) -> Given:
        """An end in the namespace, None: in one that nothing mentions."""
        domain = end.footprint.namespaces
        code = domain.codes.get(name or "", len(domain.values) + 1)
        return {key(end.namespace): code}

    def pods(self, namespaces: Namespaces, pods: Selector, end: SymbolicEnd) -> Iterator[Given]:
        """Pods that are meant, the first two without other labels and with them, then others that
        are meant, then some that just are not."""
        here: list[Given]
        near: list[Given] = []
        if end is self.subject:
            here = [self.in_namespace(end, self.namespace)]
        elif isinstance(namespaces, InNamespace):
            here = [self.in_namespace(end, namespaces.name)]
        else:
            here, near = self.labels(namespaces.selector, end, "namespace")
            here = [{**self.in_namespace(end, None), **given} for given in here]
            near = [{**self.in_namespace(end, None), **given} for given in near]
        meant, missed = self.labels(pods, end, "pod")
        for index, labels in enumerate(meant):
            for spaces in here if index < 2 else here[:1]:
                yield {key(end.is_pod): 1, **spaces, **labels}
        for spaces in near:
            yield {key(end.is_pod): 1, **spaces, **meant[0]}
        for labels in missed:
            yield {key(end.is_pod): 1, **here[0], **labels}

    def labels(
        self, selector: Selector, end: SymbolicEnd, of: Of
    ) -> tuple[list[Given], list[Given]]:
        """Labels that a selector matches, and some that it does not for one key."""
        wanted: dict[str, list[Requirement]] = {}
        for item in selector.requirements:
            wanted.setdefault(item.key, []).append(item)
        slots = {name: end.footprint.domains[of, name] for name in wanted}
        codes = {
            name: list(codes_of(slots[name], items, (of, name))) for name, items in wanted.items()
        }
        if not all(good for good, _ in codes.values()):
            return [{}], []
        base = {key(end.label(of, name)): good[0] for name, (good, _) in codes.items()}
        others = {
            key(end.label(of, name)): len(domain.values) + 1
            for (o, name), domain in end.footprint.domains.items()
            if o == of and (o, name) != NAME_SLOT and name not in wanted
        }
        meant = [base, {**others, **base}]
        missed: list[Given] = []
        for name, (good, bad) in codes.items():
            label = key(end.label(of, name))
            meant += ({**base, label: code} for code in good[1:MOST_VALUES])
            missed += ({**base, label: code} for code in bad[:MOST_VALUES])
        return meant, missed

    def ports(self, port: PortMatch) -> Iterator[Given]:
        """Flows' protocols and ports that a port matches."""
        protocol, number = key(self.flow.protocol), key(self.flow.port)
        match port:
            case PortInterval(of, low, high):
                for value in dict.fromkeys(((low + high) // 2, low, high)):
                    yield {protocol: PROTOCOL_CODES[of], number: value}
            case PortNamed(of, name):
                code = PROTOCOL_CODES[of or Protocol.TCP]
                named = key(self.flow.destination.ports[name])
                yield {protocol: code, number: STRANGE_PORT, named: 1}
            case _:
                for code in PROTOCOL_CODES.values():
                    yield {protocol: code, number: STRANGE_PORT - 1}


def codes_of(
    domain: Domain, items: Sequence[Requirement], slot: Slot
) -> tuple[list[int], list[int]]:
    """The codes of a label that meet all requirements, and those that do not."""
    good: list[int] = []
    bad: list[int] = []
    fresh = len(domain.values) + 1
    values: list[tuple[str | None, int]] = [(value, code) for value, code in domain.codes.items()]
    if slot != NAME_SLOT:
        values.append((None, ABSENT))
    values.append(("-", fresh))
    for value, code in values:
        (good if all(holds(item, value) for item in items) else bad).append(code)
    return good, bad[::-1]


def combined(*choices: Iterable[Mapping[int, int]]) -> Iterator[Given]:
    """All of one thing with all of another."""
    first, *rest = choices
    if not rest:
        yield from map(dict, first)
        return
    others = list(combined(*rest))
    for one in first:
        for other in others:
            yield {**one, **other}
