"""From one flow that meets a target to a statement as wide as its parts allow."""

from collections.abc import Iterator

from verifier.dialect import Level
from verifier.engine.generality import by_name, generalise
from verifier.engine.literals import Literal
from verifier.engine.session import Asked, Session
from verifier.engine.spans import Addresses, Axis, Labels, Namespaces, Ports
from verifier.engine.statements import Part, Statement, plain
from verifier.engine.words import comparison_words
from verifier.flow import Protocol
from verifier.model import AddressPeer, Network, Policy, PortInterval
from verifier.normalise.networks import network
from verifier.query import AddressGroup, BuiltIn, PortRange
from verifier.smt.conditions import comparison_holds, sources_of
from verifier.smt.footprint import NAME_SLOT, Slot
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, disj, key, neg
from verifier.smt.solver import Values

MOST_PIECES = 400  # an axis cut finer than this is left as it is
MOST_OUT = 24  # names of which so many do not fit are left as they are, one to a statement


class Widening:
    """A statement in the making: its parts, each of which may still become wider.

    Each step asks for a flow of the statement that does not meet the target, and leaves out the
    piece that such a flow lies in, until there is none.
    """

    def __init__(
        self, session: Session, asked: Asked, level: Level, target: Term, values: Values
    ) -> None:
        self.session = session
        self.asked = asked
        self.flow = session.flow
        self.values = values
        self.level = level
        self.target = target
        self.against = [*level_assumptions(level), neg(target)]
        self.parts = [plain(literal) for literal in self.kept()]
        self.where: list[tuple[Term, str]] = []

    def kept(self) -> list[Literal]:
        """The literals that matter. Above `declared`, what makes a declared pod one of them comes
        before its name, even where that takes open facts."""
        kept = generalise(self.session, self.asked, self.level, self.target, self.values)
        if self.level is Level.DECLARED or not any(x.kind == "declared" and x.value for x in kept):
            return kept
        read = self.asked.reader.read(self.values)
        literals = [x for x in read if x.kind != "declared" or x.name]
        pods = [x for x in literals if x.kind == "pod"]
        fixed = [*self.against, *(x.term for x in pods)]
        core = self.asked.asker.minimal_core(fixed, [x.term for x in literals if x not in pods])
        if core is None:
            return kept
        keys = {key(term) for term in core}
        return [*pods, *(x for x in literals if x.id in keys and x not in pods)]

    def statement(self) -> Statement:
        """The statement, no part of which can take in another piece."""
        if self.level > Level.DECLARED:
            self.where = [
                (comparison_holds(item, self.flow), comparison_words(item))
                for item in self.asked.query.where
            ]
        self.widen_ports()
        for part in [p for p in self.parts if p.kind == "address"]:
            self.widen_address(part)
        for part in [p for p in self.parts if p.kind in ("label", "namespace-label")]:
            end = self.flow.end(part.literal.end)
            slot: Slot = ("pod" if part.kind == "label" else "namespace", part.literal.name)
            domain = self.flow.footprint.domains[slot]
            self.widen([part], Labels(end.labels[slot], domain, part.literal.name))
        for part in [p for p in self.parts if p.kind == "namespace"]:
            end = self.flow.end(part.literal.end)
            self.widen([part], Namespaces(end.namespace, self.flow.footprint.domains[NAME_SLOT]))
        for item in list(self.where):
            rest = [other for other in self.where if other is not item]
            if not self.fails([*(p.term for p in self.parts), *(term for term, _ in rest)]):
                self.where = rest
        return Statement(tuple(self.parts), tuple(self.where))

    def fails(self, terms: list[Term]) -> bool:
        """Some flow of these terms does not meet the target."""
        return self.asked.asker.ask(*self.against, *terms)

    def widen(
        self,
        old: list[Part],
        axis: Axis,
        within: list[int] | None = None,
        beside: list[Part] | None = None,
    ) -> None:
        """Put all pieces of an axis (or of `within`) that, with the parts `beside`, keep the
        statement right in place of the old parts, which say the same of the one flow. Where they
        are all, no other part is left."""
        terms = axis.terms
        own = next((i for i, term in enumerate(terms) if self.values.truth(term)), None)
        chosen = set(range(len(terms)) if within is None or own not in within else within)
        if own is None or len(chosen) > MOST_PIECES:
            return
        others = [*(p for p in self.parts if p not in old), *(beside or ())]
        fixed = [*(p.term for p in others), *(term for term, _ in self.where)]
        fixed += [] if len(chosen) == len(terms) else [disj(terms[i] for i in sorted(chosen))]
        bad: list[Term] = []
        while self.fails([*fixed, *bad]):
            values = self.asked.asker.values()
            found = next(i for i in sorted(chosen) if values.truth(terms[i]))
            if found == own:
                return
            chosen.discard(found)
            bad.append(neg(terms[found]))
            if len(bad) == MOST_OUT and not isinstance(axis, Ports | Addresses):
                return
        self.parts = others
        if len(chosen) < len(terms):
            term = disj(terms[i] for i in sorted(chosen))
            ranges = axis.ranges(chosen) if isinstance(axis, Ports) else ()
            self.parts.append(Part(old[0].literal, term, axis.say(chosen), ranges))

    # Ports

    def widen_ports(self) -> None:
        """The protocols and ports become one part, of ranges."""
        old = [p for p in self.parts if p.kind in ("port", "protocol")]
        if not old:
            return
        old.sort(key=lambda part: part.kind)  # the port's literal, where there is one, stands first
        axis = Ports(self.flow, self.cuts())
        ranges = [port for port in self.asked.query.ports if isinstance(port, PortRange)]
        names_too = len(ranges) < len(self.asked.query.ports)
        before = self.parts
        self.widen(old, axis, None if names_too else axis.inside(ranges))
        if self.parts is before:
            self.parts = [p for p in before if p not in old] + [merged(old)]

    def cuts(self) -> Iterator[int]:
        """Ports from which on a policy, the query or the destination may say something else."""
        query = self.asked.query
        ports = [*query.ports, *(port for e in query.exemptions for port in e.ports or ())]
        bounds = [(port.first, port.last) for port in ports if isinstance(port, PortRange)]
        bounds += [
            (port.first, port.last)
            for policy in self.policies()
            for rule in (*(policy.ingress or ()), *(policy.egress or ()))
            for port in rule.ports
            if isinstance(port, PortInterval)
        ]
        for first, last in bounds:
            yield from (first, last + 1)
        who = self.values.value(self.flow.destination.who)
        if who and self.values.truth(self.flow.destination.is_pod):
            pod = self.asked.classes["destination"][who].representative
            for named in (*pod.named_ports, *pod.sidecar_ports):
                yield from (named.number, named.number + 1)

    def policies(self) -> Iterator[Policy]:
        """The policies that can select an end of the flow."""
        names = self.flow.footprint.namespaces.values
        for end in (self.flow.source, self.flow.destination):
            code = self.values.value(end.namespace)
            name = names[code - 1] if 1 <= code <= len(names) else None
            for tier in self.session.compiler.slices.policies_in(name):
                yield from tier

    # Addresses

    def widen_address(self, part: Part) -> None:
        """An address becomes ranges, of a group that the query names where it is in one."""
        end = self.flow.end(part.literal.end)
        width = 128 if self.values.truth(self.flow.ipv6) else 32
        value = Network(width, self.values.value(end.address[width]), width)
        exact = Literal(part.term, part.literal.end, "address", value=value)
        named = [
            plain(found)
            for found in by_name(self.session, self.asked, self.values, exact)
            if found.value != BuiltIn.WORLD.value and not part.literal.fact
        ]
        family = [p for p in self.parts if p.kind == "family"]
        axis = Addresses(self.flow, end.address, self.networks())
        self.widen([part, *family], axis, beside=named[:1])

    def networks(self) -> Iterator[Network]:
        """The ranges that these policies and the query mention."""
        for policy in self.policies():
            for rule in (*(policy.ingress or ()), *(policy.egress or ())):
                for peer in rule.peers:
                    if isinstance(peer, AddressPeer):
                        yield from (peer.network, *peer.excepts)
        query = self.asked.query
        ends = [*sources_of(query), query.source, query.destination]
        ends += [e for x in query.exemptions for e in (x.source, x.destination) if e is not None]
        for member in (m for end in ends for m in end.members):
            if isinstance(member.part, AddressGroup):
                yield from map(network, (*member.part.cidrs, *member.part.excepts))
        cluster = self.session.cluster
        yield from map(network, (*cluster.pod_cidrs, *cluster.service_cidrs, *cluster.node_cidrs))


def merged(old: list[Part]) -> Part:
    """A port and a protocol, where they stay as they are, as one part."""
    values = {part.kind: part.text for part in old}
    first, _, last = values.get("port", "1-65535").partition("-")
    protocols = [Protocol(values["protocol"])] if "protocol" in values else list(Protocol)
    match values:
        case {"port": port, "protocol": protocol}:
            text = f"{protocol} {port}"
        case {"port": port}:
            text = f"port {port} of any protocol"
        case _:
            text = f"any {values['protocol']} port"
    ranges = tuple(PortRange(p, int(first), int(last or first)) for p in protocols)
    return Part(old[0].literal, conj_of(old), text, ranges)


def conj_of(parts: list[Part]) -> Term:
    """All parts hold."""
    return Statement(tuple(parts)).term
