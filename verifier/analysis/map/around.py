"""All flows of one end: `why SRC '*'` and `why '*' DST`."""

from dataclasses import dataclass

from verifier import reference
from verifier.analysis.ends import find_end
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.filters import Filters, restricted
from verifier.analysis.map.results import MapReport
from verifier.analysis.why import parse_end
from verifier.dialect import Dialect
from verifier.engine.pairs import Address
from verifier.errors import UsageError
from verifier.flow import Direction, PodEndpoint, Protocol
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.normalise import inventory
from verifier.query import ClusterFacts


@dataclass(frozen=True, slots=True)
class Selecting:
    """A NetworkPolicy that isolates the end in the direction that was asked about."""

    policy: str
    location: Location


@dataclass(frozen=True, slots=True)
class AroundReport:
    """All that one end reaches (`direction` Egress), or by which it is reached (Ingress)."""

    direction: Direction
    end: str
    selecting: tuple[Selecting, ...]
    map: MapReport


def around(
    manifests: Manifests,
    text: str,
    direction: Direction,
    *,
    port: tuple[Protocol, int] | None = None,
    dialect: Dialect | None = None,
    cluster: ClusterFacts | None = None,
) -> AroundReport:
    """The map of one declared workload, or of an address. Raises UsageError."""
    end = parse_end(text, "SRC" if direction is Direction.EGRESS else "DST")
    if end.labels is not None:
        raise UsageError(f"{text!r}: with '*' the other end is a declared workload or an address")
    found = find_end(end, inventory(manifests), Location("", 1, 1))
    name = found.ip if isinstance(found, Address) else found[0].workload
    names = (name,)
    filters = (
        Filters(sources=names, port=port)
        if direction is Direction.EGRESS
        else Filters(destinations=names, port=port)
    )
    selecting = [
        Selecting(policy.text, policy.location)
        for policy in manifests.policies
        for pod in (() if isinstance(found, Address) else found)
        if reference.selects(
            policy, PodEndpoint(namespace=pod.namespace, labels=dict(pod.labels)), direction
        )
    ]
    report = connectivity(manifests, dialect=dialect, cluster=cluster)
    return AroundReport(
        direction, name, tuple(dict.fromkeys(selecting)), restricted(report, filters)
    )
