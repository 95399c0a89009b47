"""The encoder's answer on concrete flows, to hold against the reference's."""

from collections.abc import Iterator, Sequence

from verifier import reference
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.engine.asker import Asker, Deadline
from verifier.engine.rulings import Rulings
from verifier.errors import SoundnessError
from verifier.flow import Direction, Endpoint, Flow, PodEndpoint
from verifier.model import Inventory
from verifier.normalise import policy_set
from verifier.resources import AdminPolicy, NetworkPolicy, Node
from verifier.smt.addresses import POD_RANGES, UNUSABLE
from verifier.smt.compiler import Compiler
from verifier.smt.literal import pins, reading_pins
from verifier.smt.logic import Term, conj, disj, neg
from verifier.smt.mentions import footprint
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicEnd, SymbolicFlow

TIMEOUT_MS = 30_000


class Encoded:
    """The compiler of a policy set over one concrete flow, so that its terms are true or false."""

    def __init__(
        self,
        policies: Sequence[NetworkPolicy],
        flow: Flow,
        dialect: Dialect,
        admin: Sequence[AdminPolicy] = (),
        nodes: Sequence[Node] = (),
    ) -> None:
        tiers = policy_set(policies, admin, nodes)
        names = tuple(sorted({*namespaces(flow.source), *namespaces(flow.destination)}))
        self.flow = SymbolicFlow(footprint(tiers, Inventory((), (), names), ()))
        self.compiler = Compiler(tiers, self.flow)
        self.pins = [
            *pins(self.flow, flow),
            *reading_pins(self.flow, dialect),
            *open_address(self.compiler, self.flow.source, flow.source),
            *open_address(self.compiler, self.flow.destination, flow.destination),
        ]

    def holds(self, term: Term) -> bool:
        """The term holds for the flow. Raises SoundnessError where the flow leaves it open."""
        solver = Solver()
        solver.add(*self.pins)
        found = [solver.check(TIMEOUT_MS, literal) == "sat" for literal in (term, neg(term))]
        if found[0] == found[1]:
            raise SoundnessError(f"the flow decides nothing about {term}: {found}")
        return found[0]


def open_address(compiler: Compiler, end: SymbolicEnd, found: Endpoint) -> Iterator[Term]:
    """Where the address of an end lies that is not given (M-04)."""
    if not isinstance(found, PodEndpoint) or found.ip is not None:
        return
    ranges = UNUSABLE if found.host_network else POD_RANGES
    inside = disj(compiler.address_in(item, end) for item in ranges)
    yield neg(inside) if found.host_network else inside


def encoder_decision(
    policies: Sequence[NetworkPolicy],
    flow: Flow,
    dialect: Dialect,
    admin: Sequence[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> Decision:
    """What the encoder says of a flow; DEPENDS where an open reading, a tie or a domain name
    decides it. `nodes` are all there are.

    Both ends are different endpoints: loopback is no flow that the encoder knows (M-01).
    """
    return encoder_directions(policies, flow, dialect, admin, nodes)[0]


def encoder_directions(
    policies: Sequence[NetworkPolicy],
    flow: Flow,
    dialect: Dialect,
    admin: Sequence[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> tuple[Decision, Decision, Decision]:
    """The decision, and those of egress and ingress alone."""
    encoded = Encoded(policies, flow, dialect, admin, nodes)
    asker = Asker(Rulings(encoded.compiler), Deadline.after(TIMEOUT_MS))
    asker.add(*encoded.pins)
    egress, ingress = (encoded.flow.allowed[d] for d in (Direction.EGRESS, Direction.INGRESS))
    both, one, other = (answer(asker, term) for term in (conj((egress, ingress)), egress, ingress))
    return both, one, other


def namespaces(end: Endpoint) -> tuple[str, ...]:
    """The namespace of a pod."""
    return (end.namespace,) if isinstance(end, PodEndpoint) else ()


def answer(asker: Asker, allowed: Term) -> Decision:
    """ALLOW or DENY where it is certain. Raises SoundnessError where nothing is possible."""
    can_allow, can_deny = asker.ask(allowed), asker.ask(neg(allowed))
    if not can_allow and not can_deny:
        raise SoundnessError("the encoder knows no such flow")
    if can_allow and can_deny:
        return Decision.DEPENDS
    return Decision.ALLOW if can_allow else Decision.DENY


def assert_agreement(
    policies: Sequence[NetworkPolicy],
    flow: Flow,
    dialect: Dialect,
    admin: Sequence[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> None:
    """Raises SoundnessError unless encoder and reference decide the flow, and each direction of
    it, alike."""
    decided = reference.decide(flow, policies, dialect, admin, nodes)
    expected = (decided.decision, decided.egress.decision, decided.ingress.decision)
    found = encoder_directions(policies, flow, dialect, admin, nodes)
    if found != expected:
        raise SoundnessError(
            f"encoder {[d.value for d in found]}, reference {[d.value for d in expected]} "
            f"(flow, egress, ingress)\nflow: {flow}\ndialect: {dialect}\npolicies: {policies}"
            f"\nadmin: {admin}\nnodes: {nodes}"
        )
