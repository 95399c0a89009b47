"""Concrete questions at `declared` facts: the machinery of `why`, `decide` and `cases` (M-22)."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from verifier.analysis.ends import find_end
from verifier.analysis.results import AllowedPorts
from verifier.dialect import Dialect
from verifier.engine import Session
from verifier.engine.existence import external_doubt
from verifier.engine.pairs import Address, Pair, PairEnd
from verifier.errors import UsageError
from verifier.flow import ExternalEndpoint, Protocol
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.normalise.inventory import FINISHED
from verifier.query import (
    ALL_PORTS,
    CaseEnd,
    ClusterFacts,
    End,
    Member,
    PodGroup,
    Query,
    Verb,
)
from verifier.resources import LabelSelector


def session_for(
    manifests: Manifests,
    cluster: ClusterFacts,
    ends: Iterable[CaseEnd],
    queries: Iterable[Query] = (),
) -> Session:
    """A session whose footprint knows the namespaces of the ends, and what the queries mention."""
    names = sorted({end.namespace for end in ends if end.namespace is not None})
    members = (Member(PodGroup((name,), LabelSelector()), name) for name in names)
    mentioned = End(tuple(members), "")
    query = Query(verb=Verb.NEVER, source=mentioned, destination=mentioned, ports=ALL_PORTS)
    return Session(manifests, cluster, [query, *queries])


def pair_of(
    session: Session,
    source: CaseEnd | Address,
    destination: CaseEnd | Address,
    dialect: Dialect,
    timeout_ms: int,
    location: Location,
) -> Pair:
    """The question about two ends. Raises UsageError when an end means nothing, or both are
    outside the cluster."""
    first, second = (found_end(session, end, location) for end in (source, destination))
    if isinstance(first, Address) and isinstance(second, Address):
        raise UsageError("both ends are addresses outside the cluster: one must be a pod")
    return Pair(session, first, second, dialect, timeout_ms)


def found_end(session: Session, end: CaseEnd | Address, location: Location) -> PairEnd:
    """The pods or the address that an end means. Raises UsageError when it means nothing that can
    have flows."""
    refuse_finished(session, end)
    found = end if isinstance(end, Address) else find_end(end, session.inventory, location)
    if isinstance(found, Address):
        trouble = external_doubt(ExternalEndpoint(ip=found.ip), session.place)
        if trouble:
            raise UsageError(f"{trouble}: there is no such flow (M-03)")
    return found


def refuse_finished(session: Session, end: CaseEnd | Address) -> None:
    """Raises UsageError when the end is a pod that has ended, and so has no traffic (NP-55)."""
    for pod in session.manifests.pods:
        if pod.phase in FINISHED and end == CaseEnd(namespace=pod.namespace, name=pod.name):
            raise UsageError(f"pod {pod.namespace}/{pod.name} has {pod.phase}: it has no traffic")


def numbers_of(pair: Pair, name: str, protocol: Protocol) -> list[int]:
    """The numbers that the destination gives to a named port. Raises UsageError."""
    destination = pair.ends["destination"]
    pods = () if isinstance(destination, Address) else destination
    ports = [p for pod in pods for p in pod.named_ports]
    found = sorted({p.number for p in ports if (p.name, p.protocol) == (name, protocol)})
    if not found:
        known = ", ".join(sorted({p.name for p in ports})) or "none"
        raise UsageError(
            f"the destination has no {protocol.value} port named {name!r} (it has: {known})"
        )
    return found


def ports_where(
    pair: Pair, protocols: Sequence[Protocol], holds: Callable[[Protocol, int], bool]
) -> Iterator[AllowedPorts]:
    """The ports that are as `holds` says, in as few ranges as they take."""
    cuts = pair.boundaries()
    for protocol in protocols:
        open_range: tuple[int, int] | None = None
        for first, following in zip(cuts, [*cuts[1:], 65536], strict=True):
            if not holds(protocol, first):
                continue
            if open_range and open_range[1] == first - 1:
                open_range = (open_range[0], following - 1)
                continue
            if open_range:
                yield AllowedPorts(protocol, *open_range)
            open_range = (first, following - 1)
        if open_range:
            yield AllowedPorts(protocol, *open_range)
