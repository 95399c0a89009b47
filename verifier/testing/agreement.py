"""The encoder's answer on concrete flows, to hold against the reference's."""

from collections.abc import Sequence

from verifier import reference
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.engine.asker import Asker, Deadline
from verifier.errors import SoundnessError
from verifier.flow import Direction, Endpoint, Flow, PodEndpoint
from verifier.model import Inventory
from verifier.normalise import policy_set
from verifier.resources import NetworkPolicy
from verifier.smt.compiler import Compiler
from verifier.smt.footprint import footprint
from verifier.smt.literal import pins, reading_pins
from verifier.smt.logic import Term, conj, neg
from verifier.smt.symbols import SymbolicFlow

TIMEOUT_MS = 30_000


def encoder_decision(policies: Sequence[NetworkPolicy], flow: Flow, dialect: Dialect) -> Decision:
    """What the encoder says of a flow; DEPENDS where an open reading decides it.

    Both ends are different endpoints: loopback is no flow that the encoder knows (M-01).
    """
    return encoder_directions(policies, flow, dialect)[0]


def encoder_directions(
    policies: Sequence[NetworkPolicy], flow: Flow, dialect: Dialect
) -> tuple[Decision, Decision, Decision]:
    """The decision, and those of egress and ingress alone."""
    tiers = policy_set(policies)
    names = tuple(sorted({*namespaces(flow.source), *namespaces(flow.destination)}))
    symbolic = SymbolicFlow(footprint(tiers, Inventory((), (), names), ()))
    asker = Asker(Compiler(tiers, symbolic), Deadline.after(TIMEOUT_MS))
    asker.add(*pins(symbolic, flow), *reading_pins(symbolic, dialect))
    egress, ingress = (symbolic.allowed[d] for d in (Direction.EGRESS, Direction.INGRESS))
    both, one, other = (answer(asker, term) for term in (conj((egress, ingress)), egress, ingress))
    return both, one, other


def namespaces(end: Endpoint) -> tuple[str, ...]:
    """The namespace of a pod."""
    return (end.namespace,) if isinstance(end, PodEndpoint) else ()


def answer(asker: Asker, allowed: Term) -> Decision:
    """ALLOW or DENY where it is certain."""
    can_allow, can_deny = asker.ask(allowed), asker.ask(neg(allowed))
    if can_allow and can_deny:
        return Decision.DEPENDS
    return Decision.ALLOW if can_allow else Decision.DENY


def assert_agreement(policies: Sequence[NetworkPolicy], flow: Flow, dialect: Dialect) -> None:
    """Raises SoundnessError unless encoder and reference decide the flow, and each direction of
    it, alike."""
    decided = reference.decide(flow, policies, dialect)
    expected = (decided.decision, decided.egress.decision, decided.ingress.decision)
    found = encoder_directions(policies, flow, dialect)
    if found != expected:
        raise SoundnessError(
            f"encoder {[d.value for d in found]}, reference {[d.value for d in expected]} "
            f"(flow, egress, ingress)\nflow: {flow}\ndialect: {dialect}\npolicies: {policies}"
        )
