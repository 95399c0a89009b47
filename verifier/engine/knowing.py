"""What is certain of a query's terms where only parts of a flow are known: an answer without the
solver, or none."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from verifier.dialect import Level
from verifier.flow import Direction, NamedPort
from verifier.model import DeclaredPod
from verifier.smt.assuming import assume
from verifier.smt.footprint import ABSENT, NAME_SLOT
from verifier.smt.groups import level_assumptions
from verifier.smt.literal import reading_pins
from verifier.smt.logic import TRUE, between, disj, is_number, neg
from verifier.smt.nodes import Bits, Known, Span, Term, Truth
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd
from verifier.smt.terms import Cuts, cuts, truth

if TYPE_CHECKING:
    from verifier.engine.session import Asked, Session


class Knowing:
    """What is known of the flows of one query at one level.

    What a declared pod is, what a listed namespace carries and what policies of a namespace say
    follows from who the ends are; all else is what is assumed.
    """

    def __init__(self, session: "Session", asked: "Asked", level: Level) -> None:
        self.session = session
        self.asked = asked
        self.level = level
        self.flow = session.flow
        self.start = Known()
        protocols = (is_number(self.flow.protocol, code) for code in PROTOCOL_CODES.values())
        always = (disj(protocols), neg(is_number(self.flow.port, 0)))
        pins = reading_pins(self.flow, asked.dialect)
        for term in (*always, *level_assumptions(level), *pins):
            assume(self.start, term)

    def certain(self, assumed: Iterable[Term], target: Term) -> Truth:
        """What the target is for every flow that meets what is assumed; None if it cannot be told
        at a glance."""
        known = self.known(assumed)
        given = dict(known.memo)
        for direction in (Direction.INGRESS, Direction.EGRESS):
            known.memo = dict(given)
            self.rule(known, direction)
            found = truth(target, known)
            if found is not None:
                return found
        return None

    def excludes(self, term: Term) -> bool:
        """The dialect or the level says otherwise."""
        return truth(term, self.start) is False

    def in_every_role(self, assumed: Sequence[Term], target: Term) -> Truth:
        """What the target is, told for addresses of the own node, of other nodes, and others."""
        roles = [
            [(end.own, neg(end.other)), (neg(end.own), end.other), (neg(end.own), neg(end.other))]
            for end in (self.flow.source, self.flow.destination)
            if neg(end.is_pod) in assumed
        ]
        answers = {
            self.certain([*assumed, *(term for role in chosen for term in role)], target)
            for chosen in product(*roles)
        }
        return answers.pop() if len(answers) == 1 else None

    def everywhere(self, assumed: Sequence[Term], bits: Bits, span: Span, target: Term) -> Truth:
        """What the target is for every such flow, where a number ranges over a span: true if it is
        for each number, false if it is false for some."""
        found = self.certain([*assumed, between(bits, *span)], target)
        if found is not None:
            return found
        result: Truth = True
        for number in self.samples(assumed, bits, span, target):
            found = self.certain([*assumed, is_number(bits, number)], target)
            if found is False:
                return False
            result = result and found
        return result

    def samples(self, assumed: Sequence[Term], bits: Bits, span: Span, target: Term) -> list[int]:
        """A number of each part of the span in which nothing that the target asks, or that follows
        from the number, makes a difference; `bits` is not who an end is, nor its namespace."""
        known = self.known(assumed)
        for direction in Direction:
            self.rule(known, direction)
        first, last = span
        found = {first}
        for term in (target, *known.means.values()):
            numbers, others = self.cuts(term, bits)
            found |= numbers
            for other in others:
                low, high = other.span(known)
                found |= {low, high + 1}
        if bits is self.flow.port:
            for port in self.ports(known):
                found |= {port.number, port.number + 1}
        return sorted(number for number in found if first <= number <= last)

    def ports(self, known: Known) -> tuple[NamedPort, ...]:
        """The ports that the destination, if it is known to be declared, gives names to."""
        code = point(self.flow.destination.who, known)
        if not code or code > len(self.session.roster.pods):
            return ()
        pod = self.session.roster.pods[code - 1]
        return (*pod.named_ports, *pod.sidecar_ports)

    def cuts(self, term: Term, bits: Bits) -> Cuts:
        """Numbers from which on the term may be something else, and those that it compares."""
        memo = self.asked.rulings.cuts
        if (term, bits) not in memo:
            memo[term, bits] = cuts(term, bits)
        return memo[term, bits]

    def known(self, assumed: Iterable[Term]) -> Known:
        """What follows from what is assumed, the policies left out."""
        start = self.start
        known = Known(dict(start.truths), dict(start.spans), {}, dict(start.memo))
        for term in assumed:
            assume(known, term)
        for end in (self.flow.source, self.flow.destination):
            code = point(end.who, known)
            if code and code <= len(self.session.roster.pods):
                self.identify(known, end, code)
            self.place(known, end)
        return known

    def identify(self, known: Known, end: SymbolicEnd, code: int) -> None:
        """The end is the declared pod with that code."""
        pod = self.session.roster.pods[code - 1]
        known.truths[end.is_pod] = True
        known.truths[end.host] = pod.host_network
        spans = self.session.spans
        if (end.name, code) not in spans:
            spans[end.name, code] = self.labels(end, pod)
        known.spans = {**spans[end.name, code], **known.spans}
        if end is self.flow.destination:
            for name, term in end.ports.items():
                found = self.named(known, name, pod)
                if found is not None:
                    known.truths.setdefault(term, found)

    def labels(self, end: SymbolicEnd, pod: DeclaredPod) -> Mapping[Bits, Span]:
        """The namespace and the labels of a pod; those that a controller sets are there."""
        domains, own = end.footprint.domains, dict(pod.labels)
        code = domains[NAME_SLOT].codes[pod.namespace]
        found: dict[Bits, Span] = {end.namespace: (code, code)}
        for key in end.footprint.keys("pod"):
            bits = end.label("pod", key)
            if key in pod.unknown_labels:
                found[bits] = (ABSENT + 1, (1 << bits.width) - 1)
                continue
            code = domains["pod", key].code(own[key]) if key in own else ABSENT
            found[bits] = (code, code)
        return found

    def named(self, known: Known, name: str, pod: DeclaredPod) -> Truth:
        """The flow's port is among those of that name; unknown of ports of sidecars."""
        port, protocol = point(self.flow.port, known), point(self.flow.protocol, known)
        found = {
            (PROTOCOL_CODES[p.protocol], p.number) == (protocol, port)
            for p in pod.named_ports
            if p.name == name
        }
        if True in found:
            return True
        sidecar = any(p.name == name for p in pod.sidecar_ports)
        return None if sidecar or (found and None in (port, protocol)) else False

    def place(self, known: Known, end: SymbolicEnd) -> None:
        """What follows from an end's being a pod, and from its namespace (M-05, M-07)."""
        if known.truths.get(end.is_pod) is not True:
            return
        known.truths[end.own] = known.truths[end.other] = False
        code = point(end.namespace, known)
        values = end.footprint.namespaces.values
        name = values[code - 1] if code and code <= len(values) else None
        hosts = self.session.with_hosts
        if not hosts or (name is not None and name not in hosts):
            known.truths[end.host] = False
        if known.truths.get(end.host) is False:
            known.truths[end.unlisted] = False
        if name is not None:
            self.name(known, end, name)

    def name(self, known: Known, end: SymbolicEnd, name: str) -> None:
        """The labels of the end's namespace, as far as the level knows them (M-07)."""
        listed = self.session.listed.get(name)
        if listed is None and (self.level > Level.DECLARED or self.asked.query.facts):
            return
        spans = self.session.spans
        if (end.name, name) not in spans:
            spans[end.name, name] = self.namespace_labels(end, listed or {})
        known.spans = {**spans[end.name, name], **known.spans}

    def namespace_labels(self, end: SymbolicEnd, labels: Mapping[str, str]) -> Mapping[Bits, Span]:
        """A namespace with exactly these labels."""
        found: dict[Bits, Span] = {}
        for key in end.footprint.keys("namespace"):
            domain = end.footprint.domains["namespace", key]
            code = domain.code(labels[key]) if key in labels else ABSENT
            found[end.label("namespace", key)] = (code, code)
        return found

    def rule(self, known: Known, direction: Direction) -> None:
        """What policies say of a direction, where it is known whose they are."""
        rulings, flow = self.asked.rulings, self.flow
        if direction not in rulings.directions:
            return
        end = flow.subject(direction)
        selectable = truth(rulings.decided_by_policies(direction), known)
        if selectable is None:
            return
        code = point(end.namespace, known)
        if selectable and code is None and not rulings.robust:
            return
        allowed = by_default = TRUE  # what policies do not decide
        if selectable:
            allowed, by_default = rulings.verdicts(direction, rulings.named(code or 0))
        known.means[flow.allowed[direction]] = allowed
        if rulings.defaults:
            known.means[flow.by_default[direction]] = by_default


def point(bits: Bits, known: Known) -> int | None:
    """The one number that is possible."""
    low, high = bits.span(known)
    return low if low == high else None
