"""What policies of the other end do to flows of a box: whether they let some pass, and stop some.

Flows that show it are looked for where the labels that the policies select, and the ports of their
rules, make a difference. Nothing is concluded from finding none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from verifier.engine.exposure.admitted import NAMESPACE, PORT, READING, At
from verifier.engine.exposure.boxes import Box, Pieces, apart
from verifier.engine.exposure.peers import Place
from verifier.engine.exposure.showing import Allowed, Showing
from verifier.flow import Direction, Protocol
from verifier.model import AddressPeer, Policy, PortInterval, PortMatch, PortNamed, Rule
from verifier.query import PortRange
from verifier.smt.logic import disj
from verifier.smt.nodes import Known, Truth
from verifier.smt.solver import Values
from verifier.smt.terms import truth

MOST = 12  # flows that are tried before the solver is asked
Port = tuple[Protocol, int]


@dataclass(frozen=True, slots=True)
class Sight:
    """Some flow was seen to be let through, some to be stopped."""

    passes: bool
    stops: bool


@dataclass(frozen=True, slots=True)
class Selecting:
    """A policy: the labels that it selects, and its rules that may mean the declared pod, each
    with whether it does."""

    labels: Box[At]
    rules: tuple[tuple[Rule, Truth], ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A flow that is tried: who is at the other end, on which port; `facts`: of a rule that takes
    open facts to admit it, what it takes."""

    allowed: Allowed
    port: Port
    facts: Rule | None = None


class Passing:
    """The policies of other ends, as one declared pod meets them."""

    def __init__(self, showing: Showing) -> None:
        self.showing = showing
        self.session = showing.session
        (self.other,) = (d for d in Direction if d is not showing.read.direction)
        self.known = showing.whoever()
        self.memo: dict[str, list[Selecting]] = {}

    def sight(self, boxes: Sequence[Box[At]]) -> Sight:
        """What becomes of the flows of the boxes; all of them are with pods in namespaces that
        have policies for it."""
        passes = stops = False
        for box in boxes:
            allowed = self.showing.allowed(box)
            for place in self.showing.places(allowed):
                here = {**allowed, NAMESPACE: frozenset({place.piece})}
                passes = passes or self.seen(place, self.let_through(place, here), True)
                stops = stops or self.seen(place, self.stopped(place, here), False)
                if passes and stops:
                    return Sight(True, True)
        return Sight(passes, stops)

    def seen(self, place: Place, trials: Iterator[Trial], wanted: bool) -> bool:
        """One of the trials goes as wanted."""
        verdict = self.session.verdict(self.other, place.name)
        return any(
            Values(flow).truth(verdict) is wanted
            for trial in islice(trials, MOST)
            for flow in self.flows(trial)
        )

    def flows(self, trial: Trial) -> Iterator[Known]:
        """The flow of a trial, under facts that a rule may take."""
        rule, (protocol, number) = trial.facts, trial.port
        port = PortRange(protocol, number, number)
        blocks = [p for p in rule.peers if isinstance(p, AddressPeer)] if rule else []
        named = [m.name for m in rule.ports if isinstance(m, PortNamed)] if rule else []
        options: list[AddressPeer | None] = [None, *blocks]
        for block in options:
            allowed = trial.allowed
            if block is not None:
                allowed = {**allowed, READING: allowed[READING] & frozenset({1})}
            known = self.showing.chosen(allowed, block)
            if known is None:
                continue
            self.showing.at(known, port)
            if self.other is Direction.INGRESS:
                known.truths.update({self.showing.end.ports[name]: True for name in named})
            yield known

    # Which flows are worth a trial

    def let_through(self, place: Place, allowed: Allowed) -> Iterator[Trial]:
        """Flows of pods that no policy selects, then such as a rule may admit."""
        policies = self.policies(place)
        ports = list(self.ports(allowed, policies))
        for free in apart(allowed, [policy.labels for policy in policies]):
            yield Trial(free, ports[0])
            break
        open_facts = []
        for policy in policies:
            inside = narrowed(allowed, policy.labels)
            for (rule, met), port in product(policy.rules, ports) if inside else ():
                admits = both(met, self.on(rule, port))
                if inside and admits:
                    yield Trial(inside, port)
                elif inside and admits is None:
                    open_facts.append(Trial(inside, port, rule))
        yield from open_facts

    def stopped(self, place: Place, allowed: Allowed) -> Iterator[Trial]:
        """Flows of pods that a policy selects, and none that certainly admits them."""
        policies = self.policies(place)
        for port in self.ports(allowed, policies):
            admits = [self.admits(policy, port) for policy in policies]
            certain = [p.labels for p, answer in zip(policies, admits, strict=True) if answer]
            for policy, answer in zip(policies, admits, strict=True):
                inside = narrowed(allowed, policy.labels)
                if answer is not True and inside:
                    for left in islice(apart(inside, certain), 1):
                        yield Trial(left, port)

    def ports(self, allowed: Allowed, policies: Sequence[Selecting]) -> Iterator[Port]:
        """Ports of the flows: wherever a rule begins or ends to speak of them."""
        ranges = self.showing.read.ports.ranges(allowed[PORT])
        matches = {m for policy in policies for rule, _ in policy.rules for m in rule.ports}
        cuts = {n for m in matches if isinstance(m, PortInterval) for n in (m.first, m.last + 1)}
        if self.other is Direction.EGRESS:
            pod = self.showing.pod
            named = (*pod.named_ports, *pod.sidecar_ports)
            cuts |= {number for port in named for number in (port.number, port.number + 1)}
        for found in ranges:
            yield found.protocol, found.first
            for number in sorted(cuts):
                if found.first < number <= found.last:
                    yield found.protocol, number

    # What the policies say

    def policies(self, place: Place) -> list[Selecting]:
        """The policies of a namespace that speak of its pods' direction."""
        name = place.name or ""
        if name not in self.memo:
            tiers = self.session.compiler.slices.policies_in(place.name)
            found = (
                self.selecting(p) for tier in tiers for p in tier if p.rules(self.other) is not None
            )
            self.memo[name] = [policy for policy in found if policy is not None]
        return self.memo[name]

    def selecting(self, policy: Policy) -> Selecting | None:
        """A policy; None where it selects nobody."""
        selected = self.showing.peers.selected
        labels = selected.get(id(policy))
        if labels is None:
            labels = selected[id(policy)] = self.labels(policy)
        if not all(labels.values()):
            return None
        met = ((rule, self.means(rule)) for rule in policy.rules(self.other) or ())
        return Selecting(labels, tuple((rule, truth) for rule, truth in met if truth is not False))

    def labels(self, policy: Policy) -> Box[At]:
        """The labels that a policy selects."""
        found: dict[At, Pieces] = {}
        for item in policy.pods.requirements:
            at: At = ("label", item.key)
            pieces = self.showing.read.values(item, "pod")
            found[at] = found.get(at, pieces) & pieces
        return found

    def means(self, rule: Rule) -> Truth:
        """Some peer of the rule is the declared pod."""
        about = id(rule), self.showing.subject.name
        terms = self.showing.peers.means
        if about not in terms:
            match = self.session.compiler.once_peer
            terms[about] = disj(match(peer, self.showing.subject) for peer in rule.peers)
        return truth(terms[about], self.known)

    def admits(self, policy: Selecting, port: Port) -> Truth:
        """The policy admits flows of the declared pod on a port."""
        return either(both(met, self.on(rule, port)) for rule, met in policy.rules)

    def on(self, rule: Rule, port: Port) -> Truth:
        """A rule is about a port."""
        return either(self.matches(match, port) for match in rule.ports)

    def matches(self, match: PortMatch, port: Port) -> Truth:
        """One port of a rule is that port; names of possible pods are open."""
        match match:
            case PortInterval(protocol, first, last):
                return protocol is port[0] and first <= port[1] <= last
            case PortNamed(protocol, name):
                if protocol not in (None, port[0]):
                    return False
                if self.other is Direction.INGRESS:
                    return None
                pod = self.showing.pod
                if any((p.name, p.protocol, p.number) == (name, *port) for p in pod.named_ports):
                    return True
                open_to = any(p.name == name for p in pod.sidecar_ports)
                return None if open_to else False
            case _:
                return True


def narrowed(allowed: Allowed, box: Box[At]) -> Allowed | None:
    """What is in the box, too."""
    found = {**allowed, **{at: allowed[at] & pieces for at, pieces in box.items()}}
    return found if all(found[at] for at in box) else None


def either(found: Iterator[Truth]) -> Truth:
    """One of them holds."""
    answers = set(found)
    return True if True in answers else None if None in answers else False


def both(one: Truth, other: Truth) -> Truth:
    """Both hold."""
    if False in (one, other):
        return False
    return True if one and other else None
