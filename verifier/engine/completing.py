"""From what was chosen of a flow to all of it: what is open is as plain as it can be."""

from collections.abc import Sequence

from verifier.engine.candidates import Candidate
from verifier.engine.knowing import Knowing, point
from verifier.engine.session import Asked, Session
from verifier.model import Network
from verifier.normalise.networks import host_network
from verifier.smt.declared import DeclaredClass
from verifier.smt.footprint import ABSENT
from verifier.smt.logic import Term
from verifier.smt.nodes import Bits, Known, Span
from verifier.smt.solver import Values


class Completing:
    """Makes models of chosen flows."""

    def __init__(self, session: Session, asked: Asked, knowing: Knowing) -> None:
        self.session = session
        self.asked = asked
        self.flow = session.flow
        self.ends = (session.flow.source, session.flow.destination)
        self.knowing = knowing

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
            address_of = point(end.address[width], known)
            if address_of is None:
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
