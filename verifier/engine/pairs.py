"""Questions about one pair of ends: is a concrete flow allowed, under every open fact? (M-22)"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verifier import reference
from verifier.decision import Decided, Decision, Trace
from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline
from verifier.engine.enrolment import Enrolment
from verifier.engine.literals import Literal, Reader
from verifier.engine.replay import decisions
from verifier.engine.session import Session
from verifier.engine.words import open_fact
from verifier.errors import SoundnessError
from verifier.flow import Direction, Flow, PodEndpoint, Protocol
from verifier.model import AnyPort, DeclaredPod, PortInterval, PortNamed
from verifier.normalise.networks import host_network
from verifier.smt.declared import Chosen
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, conj, has_prefix, is_number, key, neg
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd


@dataclass(frozen=True, slots=True)
class Address:
    """An external end; `node` marks a node's address."""

    ip: str
    node: str | None = None


PairEnd = tuple[DeclaredPod, ...] | Address  # the pods of one workload, or an address


class Pair:
    """Two ends, at `declared` facts; every open fact stays open."""

    def __init__(
        self,
        session: Session,
        source: PairEnd,
        destination: PairEnd,
        dialect: Dialect,
        timeout_ms: int,
    ) -> None:
        self.session = session
        self.flow = session.flow
        self.ends = {"source": source, "destination": destination}
        candidates = {
            name: Chosen(session.roster, () if isinstance(end, Address) else end)
            for name, end in self.ends.items()
        }
        external = [name for name, end in self.ends.items() if isinstance(end, Address)]
        enrolment = Enrolment(session.pod_terms, candidates)
        self.asker = session.asker(enrolment, dialect, external, Deadline.after(timeout_ms))
        self.asker.add(*self.pin(self.flow.source, source))
        self.asker.add(*self.pin(self.flow.destination, destination))
        self.reader = Reader(self.flow, enrolment.classes)
        self.fixed = level_assumptions(Level.DECLARED)
        self.both = conj(self.flow.allowed[d] for d in Direction)

    def pin(self, end: SymbolicEnd, found: PairEnd) -> list[Term]:
        """The end is the one asked about."""
        if not isinstance(found, Address):
            return [end.is_pod, neg(is_number(end.who, 0))]
        net = host_network(found.ip)
        flags = [(end.own, found.node == "own"), (end.other, found.node == "other")]
        return [
            neg(end.is_pod),
            self.flow.family(net.bits),
            has_prefix(end.address[net.bits], net.value, net.bits),
            *(term if holds else neg(term) for term, holds in flags),
        ]

    def at(self, protocol: Protocol, port: int) -> list[Term]:
        """The flow uses this protocol and port."""
        code = PROTOCOL_CODES[protocol]
        return [is_number(self.flow.protocol, code), is_number(self.flow.port, port)]

    def exists(self, protocol: Protocol, port: int) -> bool:
        """Some flow between the ends can exist; a pod can always call itself."""
        return self.loopback() is not None or self.asker.ask(*self.fixed, *self.at(protocol, port))

    def always(self, protocol: Protocol, port: int) -> bool:
        """The flow is allowed under every open fact."""
        return self.loopback() is not None or not self.asker.ask(
            *self.fixed, *self.at(protocol, port), neg(self.both)
        )

    def sometimes(self, protocol: Protocol, port: int) -> bool:
        """The flow is allowed under some open facts and not under others."""
        where = [*self.fixed, *self.at(protocol, port)]
        return not self.always(protocol, port) and self.asker.ask(*where, self.both)

    def decide(self, protocol: Protocol, port: int) -> tuple[Flow, Decided]:
        """The decision, with a flow that shows it; DEPENDS names the facts it turns on,
        and shows the flow as some of them allow it."""
        one = self.loopback()
        if one is not None:
            flow = Flow(one, one, protocol, port)
            manifests = self.session.manifests
            return flow, reference.decide(
                flow, manifests.policies, Dialect(), manifests.admin_policies, manifests.nodes
            )
        where = [*self.fixed, *self.at(protocol, port)]
        allowed = self.asker.ask(*where, self.both)
        denied = self.asker.ask(*where, neg(self.both))
        flow, decided = self.show(where, allowed)
        if not (denied and allowed):
            return flow, decided
        egress, ingress = (
            self.open_trace(where, d, t)
            for d, t in ((Direction.EGRESS, decided.egress), (Direction.INGRESS, decided.ingress))
        )
        found = (*self.depends_on(where, self.both), *egress.depends_on, *ingress.depends_on)
        return flow, Decided(Decision.DEPENDS, egress, ingress, tuple(dict.fromkeys(found)))

    def loopback(self) -> PodEndpoint | None:
        """The pod that is both ends, if it is one."""
        source, destination = self.ends["source"], self.ends["destination"]
        if isinstance(source, Address) or source != destination or len(source) != 1:
            return None
        pod = source[0]
        if pod.pod is None:
            return None
        return PodEndpoint(
            namespace=pod.namespace,
            labels=dict(pod.labels),
            named_ports=pod.named_ports,
            host_network=pod.host_network,
            pod=pod.pod,
            workload=pod.workload,
        )

    def show(self, where: Sequence[Term], allowed: bool) -> tuple[Flow, Decided]:
        """A flow that is allowed or not, decided by the reference. Raises SoundnessError unless
        it confirms that."""
        self.asker.ask(*where, self.both if allowed else neg(self.both))
        values = self.asker.values()
        extractor = self.session.extractor
        flow, facts = extractor.extract(values, self.reader.classes), extractor.facts(values)
        wanted = Decision.ALLOW if allowed else Decision.DENY
        for decided in decisions(self.session, flow, facts):
            if decided.decision is wanted:
                return flow, decided
        raise SoundnessError(f"the reference evaluator denies {wanted}\nflow: {flow}\n{facts}")

    def open_trace(self, where: Sequence[Term], direction: Direction, trace: Trace) -> Trace:
        """The trace, with DEPENDS where this direction alone is open."""
        allowed = self.flow.allowed[direction]
        if not (self.asker.ask(*where, allowed) and self.asker.ask(*where, neg(allowed))):
            return trace
        found = self.depends_on(where, allowed)
        return replace(trace, decision=Decision.DEPENDS, depends_on=found)

    def depends_on(self, where: Sequence[Term], target: Term) -> tuple[str, ...]:
        """The facts that, taken as in some model of the target, make it certain."""
        self.asker.ask(*where, target)
        literals = [x for x in self.reader.read(self.asker.values()) if self.is_open(x)]
        core = self.asker.minimal_core([*where, neg(target)], [x.term for x in literals])
        wanted = {x.id for x in literals} if core is None else {key(term) for term in core}
        words = (open_fact(x, self.reader.classes) for x in literals if x.id in wanted)
        return tuple(dict.fromkeys(words))

    def is_open(self, literal: Literal) -> bool:
        """The literal is no part of the question."""
        return literal.fact or literal.kind in ("family", "declared")

    # Ports

    def boundaries(self) -> list[int]:
        """The first port of every interval of ports that no policy can tell apart."""
        cuts = {1}
        for end in self.ends.values():
            for pod in () if isinstance(end, Address) else end:
                ports = (*pod.named_ports, *pod.sidecar_ports)
                cuts |= {port.number + more for port in ports for more in (0, 1)}
                cuts |= self.cuts_in(pod.namespace)
        return sorted(cut for cut in cuts if cut <= 65535)

    def cuts_in(self, namespace: str) -> set[int]:
        """The interval bounds of the policies of one namespace."""
        cuts: set[int] = set()
        for policies in self.session.compiler.slices.policies_in(namespace):
            for policy in policies:
                for rule in (*(policy.ingress or ()), *(policy.egress or ())):
                    for port in rule.ports:
                        match port:
                            case PortInterval(_, first, last):
                                cuts |= {first, last + 1}
                            case AnyPort() | PortNamed():
                                pass
        return cuts
