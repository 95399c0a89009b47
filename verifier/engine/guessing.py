"""A flow that meets a target whatever the open facts are, looked for by trying a few declared pods,
and above `declared` the plainest pods that a query means: what is found so needs no solver.

Nothing is concluded from finding none, and what is found is replayed like any other flow.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Literal

from verifier.dialect import Level
from verifier.engine.candidates import Candidate, CandidateEnds
from verifier.engine.completing import Completing, inside
from verifier.engine.knowing import Knowing
from verifier.engine.replay import objection
from verifier.engine.session import Asked, Session
from verifier.engine.settling import EXAMPLES, familiar_number
from verifier.query import Port, PortName, PortRange
from verifier.smt.addresses import UNUSABLE
from verifier.smt.conditions import external_ends
from verifier.smt.logic import Term, between, conj, is_number, neg
from verifier.smt.nodes import Truth
from verifier.smt.solver import Values
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd

PAIRS = 60  # pairs of ends that are tried
PORTS = 12  # numbers that are tried for an item of a query's ports
MANY = 100  # declared classes that are looked through
UNCERTAIN = 12  # pairs of ends for which facts are chosen
EFFORT = 150  # flows that are tried in all


Pair = tuple[Candidate, Candidate]


def guess(
    session: Session, asked: Asked, level: Level, target: Term, *, with_facts: bool = False
) -> Values | None:
    """A flow that meets the target at a level under any facts; `with_facts`: or under some."""
    if not session.at_a_glance or asked.query.facts or asked.query.robust:
        return None
    values = Guessing(session, asked, level, target, with_facts).found()
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

    def __init__(
        self, session: Session, asked: Asked, level: Level, target: Term, with_facts: bool
    ) -> None:
        self.session = session
        self.asked = asked
        self.flow = session.flow
        self.reading = session.flow.ipblock_matches_pods
        self.target = target
        self.level = level
        self.ends_tried = CandidateEnds(session, asked, level)
        self.suggestions = self.ends_tried.suggestions
        self.knowing = Knowing(session, asked, level)
        self.completing = Completing(session, asked, self.knowing)
        self.with_facts = with_facts
        self.left = EFFORT

    def meets(self, kind: Sequence[Term]) -> Truth:
        """The flows of this kind meet the target; False, where enough was tried."""
        self.left -= 1
        return self.knowing.certain(kind, self.target) if self.left > 0 else False

    def found(self) -> Values | None:
        """The first flow that meets the target: whatever the facts are, or where these may be
        chosen, under some of them."""
        uncertain: list[tuple[Pair, list[Term], Port]] = []
        for pair in islice(self.ends_tried.pairs(), PAIRS):
            ends = [term for candidate in pair for term in candidate.terms]
            for port in self.asked.query.ports:
                kinds = ([*ends, *terms] for terms in self.outside(pair, ends))
                chosen = self.chosen(pair, kinds, port)
                if chosen:
                    return self.completing.values(pair, chosen)
                if chosen is None:
                    uncertain.append((pair, ends, port))
            if self.left <= 0:
                break
        self.left = EFFORT
        for pair, ends, port in uncertain[:UNCERTAIN] if self.with_facts else ():
            kinds = ([*ends, *terms] for terms in self.facts(pair))
            chosen = self.chosen(pair, kinds, port)
            if chosen:
                return self.completing.values(pair, chosen)
        return None

    # Addresses and ports

    def chosen(
        self, pair: Pair, kinds: Iterable[list[Term]], port: Port
    ) -> Sequence[Term] | Literal[False] | None:
        """Terms of a flow of one of these kinds, at such a port, that meets the target; False where
        none does, None where some may."""
        result: Literal[False] | None = False
        for kind in kinds:
            whole = [*kind, self.whole(port)]
            settled = self.meets(whole)
            if settled is None and self.turns_on_addresses(whole):
                result = None
                continue
            for number in self.numbers(pair, kind, port) if settled is not False else ():
                exact = [*kind, self.protocol(port), is_number(self.flow.port, number)]
                for names in self.names(port) if not pair[1].declared else ([],):
                    found = settled or self.meets([*exact, *names])
                    if found:
                        return [*exact, *names]
                    result = None if found is None else result
        return result

    def turns_on_addresses(self, kind: list[Term]) -> bool:
        """Only addresses of pods, which are still open, can make flows of the kind meet it."""
        return self.reading not in kind and self.meets([*kind, neg(self.reading)]) is False

    def outside(self, pair: Pair, ends: list[Term]) -> Iterator[Sequence[Term]]:
        """What may be said of an address outside the cluster; nothing where both ends are pods."""
        external = [end for end, found in zip(self.ends, pair, strict=True) if not found.pod]
        if not external:
            yield ()
            return
        universe = self.session.universe
        taken = (*UNUSABLE, *universe.declared_pod_ranges, *universe.known)
        for width, value in self.addresses(external[0], ends):
            if not any(inside(net, width, value) for net in taken):
                yield self.at(external[0], width, value)

    def facts(self, pair: Pair) -> Iterator[Sequence[Term]]:
        """Where a range counts for pods: an address that one of them may have."""
        reading, universe = self.reading, self.session.universe
        if self.knowing.excludes(reading):
            return
        taken = (*universe.known, *self.session.inventory.nodes)
        for end, found in zip(self.ends, pair, strict=True):
            if not found.pod or (found.declared and found.declared.representative.addresses):
                continue
            for net in dict.fromkeys(self.suggestions.addresses(end, universe.pod_ranges)):
                if not self.knowing.excludes(self.flow.family(net.bits)) and net not in taken:
                    yield reading, *self.at(end, net.bits, net.value)

    def addresses(self, end: SymbolicEnd, kind: list[Term]) -> Iterator[tuple[int, int]]:
        """Addresses at which policies begin to say something else, after an example's."""
        for width, example in EXAMPLES.items():
            family = self.flow.family(width)
            if self.knowing.excludes(family) or self.meets([*kind, family]) is False:
                continue
            bits = end.address[width]
            samples = self.knowing.samples(
                [*kind, family], bits, (0, (1 << width) - 1), self.target
            )
            yield from ((width, value) for value in (example, *samples))

    def at(self, end: SymbolicEnd, width: int, value: int) -> tuple[Term, Term]:
        """The end has this address."""
        return self.flow.family(width), is_number(end.address[width], value)

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

    def names(self, port: Port) -> Iterator[list[Term]]:
        """A possible pod gives its port the name that is asked for; or else none, or one."""
        given = self.flow.destination.ports
        wanted = [port.name] if isinstance(port, PortName) else [None, *given]
        for name in wanted:
            yield [term if name == own else neg(term) for own, term in given.items()]
