"""What the rules that select a pod admit, read off them as general statements.

Only where NetworkPolicies alone speak, and no open fact tells whether they select the pod: then a
flow is admitted iff some rule of theirs matches it, or none of them selects the pod. What a rule
says of open facts is left to the search that follows.
"""

from collections.abc import Iterable, Iterator, Sequence

from verifier.dialect import Dialect
from verifier.engine.exposure.boxes import Box, Pieces, merged
from verifier.engine.exposure.facing import Facing
from verifier.engine.literals import Kind, Literal
from verifier.engine.spans import Addresses, Axis, Ports
from verifier.engine.statements import Part, Statement
from verifier.flow import Direction, NamedPort
from verifier.model import (
    AddressPeer,
    AnyPeer,
    AnyPort,
    DeclaredPod,
    InNamespace,
    NamespacesWith,
    Network,
    Operator,
    Peer,
    PodPeer,
    PortInterval,
    PortMatch,
    PortNamed,
    Requirement,
    Rule,
)
from verifier.query import PortRange
from verifier.smt.footprint import ABSENT, NAME_SLOT, Of
from verifier.smt.logic import Term, disj, neg

At = tuple[Kind, str]  # a kind of literals, and the name of a label, a port or a reading
Boxes = Iterator[Box[At]]

POD: At = ("pod", "")
PORT: At = ("port", "")
ADDRESS: At = ("address", "")
NAMESPACE: At = ("namespace", "")
READING: At = ("reading", "ipblock-matches-pods")
YES, NO = frozenset({1}), frozenset({0})
EVERYTHING: Box[At] = {}
EASY = (
    "pod", "reading", "port", "label", "port-name", "address", "namespace-label", "namespace",
)  # fmt: skip


class Admitted:
    """What `rules` admit at a pod in a direction. `closed`: some policy selects the pod."""

    def __init__(
        self,
        session: Facing,
        pod: DeclaredPod,
        direction: Direction,
        rules: Iterable[Rule],
        dialect: Dialect,
        closed: bool,
    ) -> None:
        self.session = session
        self.pod = pod
        self.direction = direction
        self.rules = tuple(dict.fromkeys(rules))
        self.dialect = dialect
        self.closed = closed
        self.flow = session.flow
        self.end = session.flow.peer(direction)
        self.ports = Ports(self.flow, self.cuts())
        self.addresses = Addresses(self.flow, self.end.address, self.networks())
        self.axes: dict[At, Axis] = {PORT: self.ports, ADDRESS: self.addresses}
        for key in session.footprint.keys("pod"):
            self.axes["label", key] = session.axis(self.end, ("pod", key))
        for key in session.footprint.keys("namespace"):
            self.axes["namespace-label", key] = session.axis(self.end, ("namespace", key))
        self.axes[NAMESPACE] = session.axis(self.end, NAME_SLOT)

    def merged(self) -> list[Box[At]]:
        """All that the rules admit, pods and addresses outside the cluster apart: each box is one
        statement. What hangs together with other parts of a flow comes last in them."""
        boxes = list(self.boxes())
        axes = {axis for box in boxes for axis in box}
        sizes = {axis: len(self.axes[axis].terms) if axis in self.axes else 2 for axis in axes}
        sizes[POD] = 3  # a statement always says which of the two it means
        parts = ([box for box in boxes if box[POD] == which] for which in (YES, NO))
        found = [box for part in parts for box in merged(part, sizes)]
        return [dict(sorted(box.items(), key=lambda item: EASY.index(item[0][0]))) for box in found]

    def boxes(self) -> Boxes:
        """Each peer of each rule with each of its ports."""
        if not self.closed:
            yield from ({POD: YES}, {POD: NO})
        for rule in self.rules if self.closed else ():
            for peer in dict.fromkeys(rule.peers):
                for who in self.peer(peer):
                    for port in dict.fromkeys(rule.ports):
                        yield from ({**who, **on} for on in self.port(port, who[POD] == YES))

    # Ports

    def cuts(self) -> Iterator[int]:
        """The ports from which on a rule says something else."""
        for match in (match for rule in self.rules for match in rule.ports):
            if isinstance(match, PortInterval):
                yield from (match.first, match.last + 1)
            elif isinstance(match, PortNamed):
                for port in self.numbers(match):
                    yield from (port.number, port.number + 1)

    def numbers(self, match: PortNamed) -> Iterator[NamedPort]:
        """What the declared pod certainly calls by that name."""
        for port in self.pod.named_ports if self.direction is Direction.INGRESS else ():
            if port.name == match.name and match.protocol in (None, port.protocol):
                yield port

    def port(self, match: PortMatch, to_pod: bool) -> Boxes:
        """The ports of a rule; a name is that of the destination, which must be a pod."""
        match match:
            case AnyPort():
                yield EVERYTHING
            case PortInterval(protocol, first, last):
                yield {PORT: self.within(PortRange(protocol, first, last))}
            case PortNamed(protocol, name) if self.direction is Direction.INGRESS:
                for port in self.numbers(match):
                    yield {PORT: self.within(PortRange(port.protocol, port.number, port.number))}
            case PortNamed(protocol, name):
                if to_pod and protocol is not None:
                    every = PortRange(protocol, 1, 65535)
                    yield {PORT: self.within(every), ("port-name", name): YES}

    def within(self, ports: PortRange) -> Pieces:
        """The pieces of a range."""
        return frozenset(self.ports.inside([ports]))

    # Peers

    def peer(self, peer: Peer) -> Boxes:
        """The pods and the addresses that a rule means."""
        match peer:
            case AnyPeer():
                yield from ({POD: YES}, {POD: NO})
            case PodPeer(InNamespace(name), pods):
                names = self.session.footprint.namespaces.codes
                if name in names:
                    here = {NAMESPACE: frozenset({names[name] - 1})}
                    yield from self.pods({POD: YES, **here}, pods.requirements, "pod")
            case PodPeer(NamespacesWith() as namespaces, pods):
                for box in self.pods({POD: YES}, namespaces.selector.requirements, "namespace"):
                    yield from self.pods(box, pods.requirements, "pod")
            case AddressPeer(network, excepts):
                inside = {ADDRESS: frozenset(self.addresses.inside(network, excepts))}
                yield {POD: NO, **inside}
                if self.dialect.ipblock_matches_pods != "no":
                    yield {POD: YES, READING: YES, **inside}
            case _:
                return  # of the tiers of administrators

    def networks(self) -> Iterator[Network]:
        """The ranges that the rules name."""
        for peer in (peer for rule in self.rules for peer in rule.peers):
            if isinstance(peer, AddressPeer):
                yield from (peer.network, *peer.excepts)

    def pods(self, box: Box[At], requirements: Sequence[Requirement], of: Of) -> Boxes:
        """The box, as far as the requirements on labels allow."""
        found = dict(box)
        for item in requirements:
            axis: At = ("label" if of == "pod" else "namespace-label", item.key)
            if (of, item.key) == NAME_SLOT:
                axis, pieces = NAMESPACE, self.names(item)
            else:
                pieces = self.values(item, of)
            found[axis] = found.get(axis, pieces) & pieces
            if not found[axis]:
                return
        yield found

    def names(self, item: Requirement) -> Pieces:
        """The namespaces that a requirement on the name allows."""
        codes = self.session.footprint.namespaces.codes
        every = frozenset(range(len(codes) + 1))
        listed = frozenset(codes[value] - 1 for value in item.values if value in codes)
        return chosen(item, every, listed, frozenset())

    def values(self, item: Requirement, of: Of) -> Pieces:
        """The values that a requirement on a label allows."""
        codes = self.session.footprint.domains[of, item.key].codes
        every = frozenset(range(len(codes) + 2))
        listed = frozenset(codes[value] for value in item.values if value in codes)
        return chosen(item, every, listed, frozenset({ABSENT}))

    # Statements

    def statement(self, box: Box[At]) -> Statement:
        """A box in the words of statements."""
        pods = box[POD] == YES
        return Statement(tuple(self.part(at, pieces, pods) for at, pieces in sorted(box.items())))

    def part(self, at: At, pieces: Pieces, pods: bool) -> Part:
        """What a box of pods, or of addresses outside the cluster, asks on one axis."""
        kind, name = at
        flow, end = self.flow, self.end
        if at == POD:
            term = end.is_pod if pods else neg(end.is_pod)
            literal = Literal(term, end.name, "pod", value="yes" if pods else None)
            return Part(literal, term, "")
        if at == READING:
            term = flow.ipblock_matches_pods
            return Part(Literal(term, "", "reading", name, "yes", fact=True), term, "yes")
        if kind == "port-name":
            term = flow.destination.ports[name]
            return Part(Literal(term, end.name, "port-name", name, "yes"), term, name)
        axis = self.axes[at]
        term = some(axis.terms, pieces)
        ranges = self.ports.ranges(pieces) if at == PORT else ()
        where, fact = "" if at == PORT else end.name, pods and at == ADDRESS
        return Part(Literal(term, where, kind, name, fact=fact), term, axis.say(pieces), ranges)


def chosen(item: Requirement, every: Pieces, listed: Pieces, absent: Pieces) -> Pieces:
    """The pieces that a requirement allows; `listed` are those of its values."""
    match item.operator:
        case Operator.IN:
            return listed
        case Operator.NOT_IN:
            return every - listed
        case Operator.EXISTS:
            return every - absent
        case Operator.ABSENT:
            return absent


def some(terms: Sequence[Term], pieces: Pieces) -> Term:
    """The flow is in one of the pieces."""
    if 2 * len(pieces) <= len(terms):
        return disj(terms[i] for i in sorted(pieces))
    return neg(disj(term for i, term in enumerate(terms) if i not in pieces))
