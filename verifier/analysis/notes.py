"""What a reader should know beside a verdict."""

from collections.abc import Iterator

from verifier.analysis.services.ends import service_words
from verifier.analysis.typos import ends_of
from verifier.dialect import Level
from verifier.engine import Session
from verifier.flow import Direction, ExternalEndpoint, PodEndpoint
from verifier.model import Inventory
from verifier.query import BuiltIn, Invariant, Query
from verifier.verdict import Refuted, Verdict

MOST_NAMES = 5


def notes(session: Session, invariant: Invariant, verdict: Verdict) -> tuple[str, ...]:
    """Short sentences about one verdict."""
    found = (
        *about_service(session, invariant.query),
        *about_nodes(invariant.query),
        *about_ties(verdict),
        *about_reliance(invariant.query, verdict),
        *about_namespaces(session, invariant),
        *about_strangers(session.inventory, invariant.query, verdict),
    )
    return tuple(found)


def about_service(session: Session, query: Query) -> Iterator[str]:
    """Where the Service leads that the destination is (M-23)."""
    if query.service is not None:
        yield service_words(query.service, session.manifests)


def about_nodes(query: Query) -> Iterator[str]:
    """What naming the own node assumes (M-05)."""
    if any(m.part is BuiltIn.OWN_NODE for end in ends_of(query) for m in end.members):
        yield "a pod's own node always reaches it, whatever policies say"


def about_ties(verdict: Verdict) -> Iterator[str]:
    """Policies of one priority decide about the flow shown (AP-12)."""
    example = verdict.counterexample if isinstance(verdict, Refuted) else None
    if example is not None and any(" decides the tie of " in fact for fact in example.facts):
        yield "policies of equal priority disagree here; give one of them another priority"


def about_reliance(query: Query, verdict: Verdict) -> Iterator[str]:
    """What a refutation that relies on the Admin tier alone shows (M-18)."""
    if not query.robust or not isinstance(verdict, Refuted) or verdict.counterexample is None:
        return
    flow = verdict.counterexample.flow
    if isinstance(flow.source, ExternalEndpoint) and query.side is not Direction.EGRESS:
        yield (
            "no ingress rule of a ClusterNetworkPolicy can match a source that is no pod: only "
            "NetworkPolicies decide about such traffic"
        )


def about_namespaces(session: Session, invariant: Invariant) -> Iterator[str]:
    """Which namespaces' labels were taken as none or as unknown (M-07)."""
    named = session.inventory.named
    if named and session.footprint.keys("namespace"):
        taken = "none but their names" if invariant.level is Level.DECLARED else "unknown"
        more = len(named) - MOST_NAMES
        who = ", ".join(named[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        yield f"labels of namespaces without a Namespace object ({who}) were taken as {taken}"


def about_strangers(inventory: Inventory, query: Query, verdict: Verdict) -> Iterator[str]:
    """Both ends are in namespaces that the input does not name, where no policy can live
    (M-17)."""
    if not isinstance(verdict, Refuted) or verdict.counterexample is None or query.among:
        return
    flow = verdict.counterexample.flow
    known = {*(listed.name for listed in inventory.listed), *inventory.named}
    ends = (flow.source, flow.destination)
    if all(isinstance(end, PodEndpoint) and end.namespace not in known for end in ends):
        yield (
            "no policy lives in either namespace, for the input names neither; `among: known` "
            "judges only pods of namespaces that it names"
        )
