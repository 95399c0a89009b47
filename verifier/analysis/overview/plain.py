"""Decisions on flows of which only the dialect and the addresses of pods are open: the reference
evaluator tries all of these by itself, so that no solver need find a flow."""

from verifier import reference
from verifier.decision import Decided, Decision
from verifier.dialect import Dialect
from verifier.engine.pairs import Address, PairEnd
from verifier.engine.session import Session
from verifier.flow import Endpoint, ExternalEndpoint, Flow, PodEndpoint, Protocol


def plainly(
    session: Session,
    ends: tuple[PairEnd, PairEnd],
    dialect: Dialect,
    protocol: Protocol,
    port: int,
) -> tuple[Flow, Decided] | None:
    """The decision on a flow that surely exists, where it is the same however things are taken;
    None where something else is open, or it is not known that there is such a flow."""
    source, destination = (endpoint(session, end, dialect) for end in ends)
    if source is None or destination is None:
        return None
    manifests = session.manifests
    flow = Flow(source, destination, protocol, port)
    decided = reference.decide(
        flow, manifests.policies, dialect, manifests.admin_policies, manifests.nodes
    )
    return None if decided.decision is Decision.DEPENDS else (flow, decided)


def endpoint(session: Session, end: PairEnd, dialect: Dialect) -> Endpoint | None:
    """An end as policies see it; None where more than its address is open, or where its family
    of addresses may be one that the other end lacks."""
    if isinstance(end, Address):
        any_family = dialect.families in ("any", "dual") and not session.cluster.pod_cidrs
        return ExternalEndpoint(ip=end.ip) if any_family and end.node is None else None
    pod, *others = end
    mentioned = session.footprint.domains
    open_labels = any(("pod", key) in mentioned for key in pod.unknown_labels)
    if others or open_labels or pod.sidecar_ports or pod.addresses or pod.host_network:
        return None
    unseen = dict.fromkeys(pod.unknown_labels, "set-by-controller")
    return PodEndpoint(
        namespace=pod.namespace,
        labels={**dict(pod.labels), **unseen},
        namespace_labels=session.listed.get(pod.namespace, {}),
        named_ports=pod.named_ports,
        pod=pod.pod,
        workload=pod.workload,
    )
