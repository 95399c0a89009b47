"""A flow that meets a target whatever the open facts are, looked for by trying a few declared pods,
and above `declared` the plainest pods that a query means: what is found so needs no solver.

Nothing is concluded from finding none, and what is found is replayed like any other flow.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from verifier.dialect import Level
from verifier.engine.candidates import Candidate, CandidateEnds
from verifier.engine.knowing import Knowing
from verifier.engine.replay import objection
from verifier.engine.session import Asked, Session
from verifier.engine.settling import EXAMPLES, familiar_number
from verifier.model import Network
from verifier.normalise.networks import host_network
from verifier.query import Port, PortName, PortRange
from verifier.smt.addresses import UNUSABLE
from verifier.smt.conditions import external_ends
from verifier.smt.declared import DeclaredClass
from verifier.smt.footprint import ABSENT
from verifier.smt.logic import Term, between, conj, is_number, neg
from verifier.smt.nodes import Bits, Known, Span, Truth
from verifier.smt.solver import Values
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd

PAIRS = 40  # pairs of ends that are tried
PORTS = 12  # numbers that are tried for an item of a query's ports
MANY = 100  # declared classes that are looked through
EFFORT = 100  # flows that are tried in all


def guess(session: Session, asked: Asked, level: Level, target: Term) -> Values | None:
    """A flow of declared ends that meets the target at a level under any facts."""
    if not session.at_a_glance or asked.query.facts or asked.query.robust:
        return None
    values = Guessing(session, asked, level, target).found()
    if values is None:
        return None
    flow = session.extractor.extract(values, asked.classes)
    return None if objection(session, asked.query, level, flow) else values


def nobody(session: Session, asked: Asked) -> str:
    """What part of the premise no declared pod meets, where it is certain at a glance; else ""."""
    if not session.at_a_glance or asked.query.facts:
        return ""
    knowing = Knowing(session, asked, Level.DECLARED)
    ends = (session.flow.destination, session.flow.destination, session.flow.source)
    for (what, term), end in zip(asked.conditions.parts, ends, strict=True):
        if end.name in external_ends(asked.query):
            continue
        declared = asked.enrolment.candidates[end.name]
        pods = (found for name in declared.namespaces() for found in declared.classes(name))
        some = list(islice(pods, MANY + 1))
        if len(some) <= MANY and all(
            knowing.certain([end.is_pod, is_number(end.who, pod.code)], term) is False
            for pod in some
        ):
            return what
    return ""


class Guessing:
    """The search for such a flow."""

    def __init__(self, session: Session, asked: Asked, level: Level, target: Term) -> None:
        self.session = session
        self.asked = asked
        self.flow = session.flow
        self.target = target
        self.level = level
        self.ends_tried = CandidateEnds(session, asked, level)
        self.knowing = Knowing(session, asked, level)
        self.left = EFFORT

    def meets(self, kind: Sequence[Term]) -> Truth:
        """The flows of this kind meet the target; False, where enough was tried."""
        self.left -= 1
        return self.knowing.certain(kind, self.target) if self.left > 0 else False

    def found(self) -> Values | None:
        """The first flow that meets the target."""
        for pair in islice(self.ends_tried.pairs(), PAIRS):
            ends = [term for candidate in pair for term in candidate.terms]
            for port in self.asked.query.ports:
                chosen = self.chosen(pair, ends, port)
                if chosen is not None:
                    return self.values(pair, chosen)
        return None

    # Addresses and ports

    def chosen(
        self, pair: tuple[Candidate, Candidate], ends: list[Term], port: Port
    ) -> list[Term] | None:
        """Terms of a flow of these ends, at such a port, that meets the target."""
        for address_terms in self.addresses(pair, ends):
            kind = [*ends, *address_terms]
            whole = self.whole(port)
            found = self.meets([*kind, whole])
            if found is False:
                continue
            for number in self.numbers(pair, kind, port):
                exact = [self.protocol(port), is_number(self.flow.port, number)]
                if not pair[1].declared:
                    exact += self.names(port)
                if found or self.meets([*kind, *exact]):
                    return [*kind, *exact]
        return None

    def addresses(
        self, pair: tuple[Candidate, Candidate], ends: list[Term]
    ) -> Iterator[tuple[Term, ...]]:
        """What may be said of an address outside the cluster; nothing where both ends are pods."""
        outside = [end for end, found in zip(self.ends, pair, strict=True) if not found.pod]
        if not outside:
            yield ()
            return
        universe = self.session.universe
        for width, example in EXAMPLES.items():
            if self.knowing.start.truths.get(self.flow.ipv6) is (width == 32):
                continue  # the dialect says otherwise
            bits = outside[0].address[width]
            kind = [*ends, self.flow.family(width)]
            if self.meets(kind) is False:
                continue
            taken = (*UNUSABLE, *universe.declared_pod_ranges, *universe.known)
            samples = self.knowing.samples(kind, bits, (0, (1 << width) - 1), self.target)
            for value in (example, *samples):
                if not any(inside(net, width, value) for net in taken):
                    yield self.flow.family(width), is_number(bits, value)

    @property
    def ends(self) -> tuple[SymbolicEnd, SymbolicEnd]:
        """Source and destination."""
        return self.flow.source, self.flow.destination

    def protocol(self, port: Port) -> Term:
        """The flow has the protocol of an item of a query's ports."""
        return is_number(self.flow.protocol, PROTOCOL_CODES[port.protocol])

    def whole(self, port: Port) -> Term:
        """The flow's protocol and port are those of an item of a query's ports."""
        match port:
            case PortRange(_, first, last):
                return conj((self.protocol(port), between(self.flow.port, max(first, 1), last)))
            case PortName():
                return self.protocol(port)

    def numbers(self, pair: tuple[Candidate, Candidate], kind: list[Term], port: Port) -> list[int]:
        """Some numbers of an item of a query's ports: a familiar one, those that the pod gives
        names to, and those at which policies begin to say something else."""
        declared = pair[1].declared
        given = declared.representative.named_ports if declared else ()
        named = [p for p in given if p.protocol is port.protocol]
        match port:
            case PortName(_, name):
                given_to = [p.number for p in named if p.name == name]
                return given_to if declared else [familiar_number(port)]
            case PortRange(_, first, last):
                found = [familiar_number(port), *(p.number for p in named)]
                whole = [*kind, self.protocol(port)]
                found += self.knowing.samples(whole, self.flow.port, (first, last), self.target)
                return list(dict.fromkeys(n for n in found if first <= n <= last))[:PORTS]

    def names(self, port: Port) -> Iterator[Term]:
        """A possible pod gives its port the name that is asked for, and no other."""
        for name, term in self.flow.destination.ports.items():
            yield term if isinstance(port, PortName) and port.name == name else neg(term)

    # The flow

    def values(self, pair: tuple[Candidate, Candidate], chosen: Sequence[Term]) -> Values | None:
        """The flow with all that was left open; None where the pods have no fitting addresses."""
        known = self.knowing.known(chosen)
        width = self.width(known)
        known.truths[self.flow.ipv6] = width == 128
        taken = {net.value for net in self.session.universe.known}
        for end, found in zip(self.ends, pair, strict=True):
            if not found.pod:
                taken.add(known.spans[end.address[width]][0])
                continue
            if found.declared:
                self.asked.enrolment.classes[end.name][found.declared.code] = found.declared
            address_of = self.address(found.declared, width, taken)
            if address_of is None:
                return None
            taken.add(address_of)
            known.spans[end.address[width]] = (address_of, address_of)
        for end in self.ends:
            for slot, bits in end.labels.items():
                low, high = bits.span(known)
                if low < high and low > ABSENT:
                    fresh = len(end.footprint.domains[slot].values) + 1
                    known.spans[bits] = (fresh, fresh)
        return Values(Known(Completed(known.truths), Points(known.spans)))

    def width(self, known: Known) -> int:
        """The width of the flow's addresses: IPv4, where nothing speaks against it."""
        family = known.truths.get(self.flow.ipv6)
        if family is None:
            family = not any(net.bits == 32 for net in self.session.universe.pod_ranges)
        return 128 if family else 32

    def address(self, found: DeclaredClass | None, width: int, taken: set[int]) -> int | None:
        """An address for a pod of the class, or a possible one."""
        given = found.representative.addresses if found else ()
        own = [host_network(text) for text in given]
        if own:
            return next((net.value for net in own if net.bits == width), None)
        nodes = {net.value for net in self.session.inventory.nodes}
        for net in self.session.universe.pod_ranges:
            if net.bits == width:
                last = min(1 << net.bits - net.prefix, 4 + len(taken) + len(nodes))
                free = (net.value + host for host in range(1, last))
                return next((a for a in free if a not in taken and a not in nodes), None)
        return None


class Completed(dict[Term, bool]):
    """Truth values; those that were left open are false."""

    def get(self, term: Term, default: object = None) -> bool:
        """The truth of an unknown."""
        return super().get(term, False)


class Points(dict[Bits, Span]):
    """Numbers; those that were left open are zero."""

    def get(self, term: Bits, default: object = None) -> Span:
        """The number, as a span."""
        return super().get(term, (0, 0))


def inside(net: Network, width: int, value: int) -> bool:
    """The address lies in the network."""
    return net.bits == width and value >> width - net.prefix == net.value >> width - net.prefix
