"""The meanings that every conformance case is put to: one name, one way to decide a flow."""

from collections.abc import Callable

from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.flow import Flow, PodEndpoint
from verifier.manifests import Manifests
from verifier.reference import decide
from verifier.testing.agreement import encoder_decision

Meaning = Callable[[Manifests, Flow, Dialect], Decision | None]


def by_reference(manifests: Manifests, flow: Flow, dialect: Dialect) -> Decision:
    """What the reference evaluator says of `flow`."""
    tiers = manifests.admin_policies, manifests.nodes
    return decide(flow, manifests.policies, dialect, *tiers).decision


def by_encoder(manifests: Manifests, flow: Flow, dialect: Dialect) -> Decision | None:
    """What the encoder says of `flow`; None for loopback, which it leaves out (M-01)."""
    if is_loopback(flow):
        return None
    tiers = manifests.admin_policies, manifests.nodes
    return encoder_decision(manifests.policies, flow, dialect, *tiers)


def is_loopback(flow: Flow) -> bool:
    """True iff both ends are one bare pod."""
    match flow:
        case Flow(PodEndpoint(pod=str(one)), PodEndpoint(pod=str(other))):
            return one == other
        case _:
            return False


MEANINGS: dict[str, Meaning] = {"reference": by_reference, "encoder": by_encoder}
