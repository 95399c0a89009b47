"""Flows of boxes, chosen without the solver."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from verifier.engine.completing import Completed, Points
from verifier.engine.exposure.admitted import (
    ADDRESS,
    NAMESPACE,
    POD,
    PORT,
    READING,
    YES,
    Admitted,
    At,
)
from verifier.engine.exposure.boxes import Box, Pieces, apart
from verifier.engine.exposure.peers import Peers, Place
from verifier.flow import Direction
from verifier.model import AddressPeer, DeclaredPod, Network
from verifier.query import PortRange
from verifier.smt.assuming import assume
from verifier.smt.declared import DeclaredClass
from verifier.smt.footprint import ABSENT, Of
from verifier.smt.literal import reading_pins
from verifier.smt.nodes import Bits, Known, Span, Term
from verifier.smt.solver import Values
from verifier.smt.symbols import PROTOCOL_CODES

TRIES = 200  # ways to be outside of them that are looked at
BOTH = frozenset({0, 1})
Allowed = Mapping[At, Pieces]


class Showing:
    """Flows between a declared pod and whoever is in a box that was read off its rules."""

    def __init__(self, read: Admitted, pod: DeclaredPod, peers: Peers) -> None:
        self.read = read
        self.pod = pod
        self.peers = peers
        self.session = read.session
        self.flow = read.flow
        self.end = read.end
        self.subject = read.flow.subject(read.direction)
        self.code = self.session.code(pod)
        self.every = {at: frozenset(range(len(axis.terms))) for at, axis in read.axes.items()}
        reading = read.dialect.ipblock_matches_pods
        self.every[READING] = {"yes": frozenset({1}), "no": frozenset({0})}.get(reading, BOTH)
        self.every |= {("port-name", name): BOTH for name in self.flow.destination.ports}
        self.given = self.start()
        self.addresses: dict[tuple[int, AddressPeer | None], int | None] = {}
        self.memo: dict[tuple[bool, int, Network], int | None] = {}

    def outside(self, box: Box[At], others: Sequence[Box[At]]) -> Values | None:
        """A flow in the box and in none of the others; None where none was found."""
        rivals = [other for other in others if other[POD] == box[POD]]
        for allowed in islice(apart(self.allowed(box), rivals), TRIES):
            known = self.chosen(allowed)
            if known is not None:
                self.at(known, self.read.ports.pieces[min(allowed[PORT])])
                return Values(known)
        return None

    @property
    def is_one(self) -> Term:
        """The end that the policies speak for is the pod."""
        return self.session.is_one(self.pod, self.read.direction)

    @property
    def classes(self) -> Mapping[str, Mapping[int, DeclaredClass]]:
        """The declared class at each end."""
        mine = {self.code: DeclaredClass(self.code, (self.pod,))}
        return {self.subject.name: mine, self.end.name: {}}

    def allowed(self, box: Box[At]) -> Allowed:
        """The pieces that a flow of the box may be in, on each axis."""
        found = {**self.every, **box}
        found[READING] = self.every[READING] & found[READING]
        return found

    def chosen(self, allowed: Allowed, block: AddressPeer | None = None) -> Known | None:
        """A flow in such pieces, but for its port; None where none of them exists. `block`: the
        declared pod's address is in it."""
        pod = allowed[POD] == YES
        reading = min(allowed[READING], default=None)
        if reading is None:
            return None
        seen = not pod or bool(reading)
        address = self.address(pod, allowed[ADDRESS] if seen else self.every[ADDRESS], block)
        place = next(self.places(allowed), None) if pod else None
        if address is None or (pod and place is None):
            return None
        known = Known(Completed(self.given.truths), Points(self.given.spans))
        known.truths[self.flow.ipblock_matches_pods] = bool(reading)
        known.truths[self.end.is_pod] = pod
        self.put_addresses(known, *address)
        if place is not None:
            self.put_pod(known, place, allowed)
        return known

    def places(self, allowed: Allowed) -> Iterator[Place]:
        """The namespaces that the other end may be in."""
        wanted = {key: allowed["namespace-label", key] for key in self.peers.keys}
        return self.peers.within(allowed[NAMESPACE], wanted)

    def touches(self, boxes: Sequence[Box[At]]) -> tuple[bool, bool]:
        """Some pods of the boxes are in namespaces of which policies of their own speak; some, or
        addresses outside, are not. Every box has flows."""
        (other,) = (d for d in Direction if d is not self.read.direction)
        names = self.session.speaking(other)
        found = set()
        for box in boxes:
            if box[POD] != YES:
                found.add(False)
                continue
            found |= {place.name in names for place in self.places(self.allowed(box))}
        return True in found, False in found

    def put_pod(self, known: Known, place: Place, allowed: Allowed) -> None:
        """The other end is the plainest of such pods in a place."""
        ends = (self.end, self.subject) if place.name == self.pod.namespace else (self.end,)
        known.spans[self.end.namespace] = only(place.piece + 1)
        for key in self.peers.keys:
            open_to = min(allowed["namespace-label", key])
            code = open_to if place.labels is None else place.labels[key]
            for end in ends:
                known.spans[end.label("namespace", key)] = only(code)
        for key in self.session.footprint.keys("pod"):
            known.spans[self.end.label("pod", key)] = only(min(allowed["label", key]))
        if self.read.direction is Direction.EGRESS:
            for name, term in self.end.ports.items():
                known.truths[term] = 0 not in allowed["port-name", name]

    def whoever(self) -> Known:
        """What is so whatever is open of the declared pod and its namespace."""
        known = Known(dict(self.given.truths), dict(self.given.spans))
        known.truths[self.subject.host] = False
        for key in self.session.footprint.keys("pod"):
            if key in self.pod.unknown_labels:
                label = self.subject.label("pod", key)
                known.spans[label] = (ABSENT + 1, (1 << label.width) - 1)
        if self.pod.namespace not in self.session.listed:
            for key in self.peers.keys:
                known.spans.pop(self.subject.label("namespace", key))
        return known

    def at(self, known: Known, ports: PortRange) -> None:
        """The flow is at the first of these ports; a declared destination has its own names."""
        known.spans[self.flow.protocol] = only(PROTOCOL_CODES[ports.protocol])
        known.spans[self.flow.port] = only(ports.first)
        if self.read.direction is Direction.INGRESS:
            for name, term in self.subject.ports.items():
                known.truths[term] = any(
                    (own.name, own.protocol, own.number) == (name, ports.protocol, ports.first)
                    for own in self.pod.named_ports
                )

    # Addresses

    def address(
        self, pod: bool, pieces: Pieces, block: AddressPeer | None
    ) -> tuple[Network, Network] | None:
        """Addresses of the declared pod, and of an other end in one of the pieces."""
        for width in self.peers.families:
            own = self.mine(width, block)
            if own is None:
                continue
            for piece in sorted(pieces):
                around = self.read.addresses.pieces[piece]
                if around.bits != width:
                    continue
                found = self.other(pod, piece, Network(width, own, width))
                if found is not None:
                    return Network(width, own, width), Network(width, found, width)
        return None

    def mine(self, width: int, block: AddressPeer | None) -> int | None:
        """An address of the declared pod."""
        about = width, block
        if about not in self.addresses:
            self.addresses[about] = self.peers.of_subject(self.pod, width, block)
        return self.addresses[about]

    def other(self, pod: bool, piece: int, own: Network) -> int | None:
        """An address of an other end in a piece."""
        about = pod, piece, own
        if about not in self.memo:
            addresses = self.read.addresses
            inner = (addresses.pieces[index] for index in addresses.children(piece))
            choose = self.peers.of_pod if pod else self.peers.outside
            self.memo[about] = choose(addresses.pieces[piece], (own, *inner))
        return self.memo[about]

    def put_addresses(self, known: Known, own: Network, other: Network) -> None:
        """The ends have these addresses."""
        known.truths[self.flow.ipv6] = own.bits == 128
        known.spans[self.subject.address[own.bits]] = only(own.value)
        known.spans[self.end.address[own.bits]] = only(other.value)

    # The declared pod

    def start(self) -> Known:
        """What is so in every flow."""
        known = Known()
        for term in reading_pins(self.flow, self.read.dialect):
            assume(known, term)
        known.truths[self.subject.is_pod] = True
        known.spans[self.subject.who] = only(self.code)
        known.spans.update(self.spans())
        return known

    def spans(self) -> Iterator[tuple[Bits, Span]]:
        """The namespace and the labels of the declared pod; those that a controller sets are
        there, with values that nothing mentions."""
        domains, end = self.session.footprint.domains, self.subject
        yield end.namespace, only(end.footprint.namespaces.codes[self.pod.namespace])
        spaces = self.session.listed.get(self.pod.namespace, {})
        given: dict[Of, Mapping[str, str]] = {"pod": dict(self.pod.labels), "namespace": spaces}
        for of, labels in given.items():
            for key in end.footprint.keys(of):
                domain = domains[of, key]
                code = domain.code(labels[key]) if key in labels else ABSENT
                if of == "pod" and key in self.pod.unknown_labels:
                    code = len(domain.values) + 1
                yield end.label(of, key), only(code)


def only(number: int) -> Span:
    """That number."""
    return number, number
