"""A model as literals: the parts of one flow, each with what it says in words.

Literals tell choices from facts (M-09): a counterexample may fix both, a `possible` flow only its
choices.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf

from verifier.model import Network
from verifier.smt.declared import DeclaredClass
from verifier.smt.footprint import ABSENT, Of
from verifier.smt.logic import Bits, Term, between, is_number, key, neg, width
from verifier.smt.solver import Values
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd, SymbolicFlow

Kind = OneOf[
    "pod", "declared", "namespace", "label", "namespace-label", "node", "node-label", "address",
    "port-name", "protocol", "port", "family", "reading", "tie", "domain",
    "will",
]  # fmt: skip
KINDS: Mapping[Of, Kind] = {
    "pod": "label",
    "namespace": "namespace-label",
    "node": "node-label",
}
ENDS: tuple[Kind, ...] = ("pod", "declared", "namespace")  # who the ends are
FRESH = "\0fresh"  # a label that is there with a value that nothing mentions

PROTOCOLS = {code: protocol for protocol, code in PROTOCOL_CODES.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """One part of a flow: `term` holds for it. `value` None means absent or false.

    `end` is `source`, `destination` or "" for what belongs to the flow itself.
    """

    term: Term
    end: str
    kind: Kind
    name: str = ""
    value: str | Network | None = None
    fact: bool = False

    @property
    def id(self) -> int:
        """Equal terms have equal ids."""
        return key(self.term)


class Reader:
    """Reads the literals of a model off a symbolic flow; `robust`: what owners want too."""

    def __init__(
        self,
        flow: SymbolicFlow,
        classes: Mapping[str, Mapping[int, DeclaredClass]],
        robust: bool = False,
    ) -> None:
        self.flow = flow
        self.classes = classes
        self.robust = robust

    def read(self, values: Values) -> list[Literal]:
        """All parts of the model's flow, those that a reader would least miss first."""
        flow = self.flow
        found = list(self.readings(values))
        for end in (flow.source, flow.destination):
            found += self.end(end, values)
        number, protocol = values.value(flow.port), values.value(flow.protocol)
        found.append(Literal(is_number(flow.port, number), "", "port", value=str(number)))
        found.append(
            Literal(
                is_number(flow.protocol, protocol), "", "protocol", value=PROTOCOLS[protocol].value
            )
        )
        return sorted(found, key=lambda literal: ORDER.index(literal.kind))

    def spares(self, literal: Literal) -> bool:
        """A general statement should do without the literal, if it can."""
        return False

    def readings(self, values: Values) -> Iterator[Literal]:
        """The readings of the dialect, and the family."""
        flow = self.flow
        for name, term, (true, false) in flow.readings():
            holds = values.truth(term)
            value = true if holds else false
            yield Literal(term if holds else neg(term), "", "reading", name, value, fact=True)
        for direction, term in flow.at_will.items() if self.robust else ():
            holds = values.truth(term)
            value, term = ("allow", term) if holds else ("deny", neg(term))
            yield Literal(term, "", "will", direction.value.lower(), value, fact=True)
        for tie, winner in flow.winners.items():
            code = values.value(winner)
            first = tie.policies[code] if code < len(tie.policies) else None
            term = is_number(winner, code)
            yield Literal(term, "", "tie", tie.text, first, fact=True)
        ipv6 = values.truth(flow.ipv6)
        term = flow.ipv6 if ipv6 else neg(flow.ipv6)
        yield Literal(term, "", "family", value="IPv6" if ipv6 else "IPv4", fact=False)

    def end(self, end: SymbolicEnd, values: Values) -> Iterator[Literal]:
        """The parts of one end."""
        pod = values.truth(end.is_pod)
        yield Literal(
            end.is_pod if pod else neg(end.is_pod), end.name, "pod", value="yes" if pod else None
        )
        yield self.address(end, values, pod)
        if end is self.flow.destination:
            yield from self.far_end(end, values)
        if not pod:
            yield from self.node(end, values)
            return
        who = values.value(end.who)
        yield Literal(
            is_number(end.who, who), end.name, "declared", value=str(who) if who else None
        )
        yield self.namespace(end, values)
        yield from self.labels(end, values, "namespace")
        yield from self.labels(end, values, "pod")
        if end is self.flow.destination:
            for name, term in sorted(end.ports.items()):
                holds = values.truth(term)
                literal = term if holds else neg(term)
                value = "yes" if holds else None
                yield Literal(literal, end.name, "port-name", name, value, fact=who != 0)

    def far_end(self, end: SymbolicEnd, values: Values) -> Iterator[Literal]:
        """What peers can ask of a destination, pod or not: names and nodes that it stands for."""
        for name, term in end.resolves.items():
            holds = values.truth(term)
            value = "yes" if holds else None
            yield Literal(term if holds else neg(term), end.name, "domain", name, value, fact=True)
        if not end.footprint.nodes:
            return
        holds = values.truth(end.unlisted)
        term = end.unlisted if holds else neg(end.unlisted)
        yield Literal(term, end.name, "node", "unlisted", "yes" if holds else None, fact=True)
        if holds:
            yield from self.labels(end, values, "node")

    def address(self, end: SymbolicEnd, values: Values, pod: bool) -> Literal:
        """The end's address; that of a pod or a node is a fact."""
        width = 128 if values.truth(self.flow.ipv6) else 32
        value = values.value(end.address[width])
        term = is_number(end.address[width], value)
        fact = pod or values.truth(end.own) or values.truth(end.other)
        return Literal(term, end.name, "address", value=Network(width, value, width), fact=fact)

    def node(self, end: SymbolicEnd, values: Values) -> Iterator[Literal]:
        """Whether an external address is asked about as a node's."""
        for name, term in (("own", end.own), ("other", end.other)):
            holds = values.truth(term)
            yield Literal(
                term if holds else neg(term), end.name, "node", name, "yes" if holds else None
            )

    def namespace(self, end: SymbolicEnd, values: Values) -> Literal:
        """The namespace by name, or as one that nothing mentions."""
        code = values.value(end.namespace)
        names = end.footprint.namespaces.values
        if code <= len(names):
            return Literal(
                is_number(end.namespace, code), end.name, "namespace", value=names[code - 1]
            )
        if end.footprint.namespaces.linked:
            return Literal(is_number(end.namespace, code), end.name, "namespace", value=FRESH)
        unmentioned = at_least(end.namespace, len(names) + 1)
        return Literal(unmentioned, end.name, "namespace", value=FRESH)

    def labels(self, end: SymbolicEnd, values: Values, of: Of) -> Iterator[Literal]:
        """Each mentioned label: absent, a mentioned value, or another."""
        kind = KINDS[of]
        who = values.value(end.who)
        unknown = self.classes[end.name][who].representative.unknown_labels if who else ()
        for name in end.footprint.keys(of):
            fact = of != "pod" or name in unknown
            slot, domain = end.label(of, name), end.footprint.domains[of, name]
            code = values.value(slot)
            if code == ABSENT:
                yield Literal(is_number(slot, ABSENT), end.name, kind, name, None, fact)
            elif code <= len(domain.values):
                value = domain.values[code - 1]
                yield Literal(is_number(slot, code), end.name, kind, name, value, fact)
            elif domain.linked:
                yield Literal(is_number(slot, code), end.name, kind, name, FRESH, fact)
            else:
                others = at_least(slot, len(domain.values) + 1)
                yield Literal(others, end.name, kind, name, FRESH, fact)


def at_least(number: Bits, first: int) -> Term:
    """The number is not below `first`."""
    return between(number, first, (1 << width(number)) - 1)


ORDER: tuple[Kind, ...] = (
    "reading", "will", "tie", "domain", "node-label", "address", "family", "port", "protocol",
    "port-name", "namespace-label", "label", "node", "declared", "namespace", "pod",
)  # fmt: skip
