"""Parts of an exposure: the filters of a map, as far as they speak of declared workloads."""

from collections.abc import Iterator
from dataclasses import replace

from verifier.analysis.exposure.results import Exposed, ExposureReport, Peer
from verifier.analysis.exposure.surveying import Wanted
from verifier.analysis.map.filters import Filters, is_end, ports_kept
from verifier.analysis.map.results import Names
from verifier.flow import Direction, Protocol


def wanted_by(filters: Filters, workloads: Names) -> Wanted:
    """Whether a direction of a workload is asked about; `workloads` are those on the map. Flows
    from a declared end are its egress, and flows to one its ingress."""
    kept = frozenset(workloads)
    own = {Direction.EGRESS: filters.sources, Direction.INGRESS: filters.destinations}
    other = {Direction.EGRESS: filters.destinations, Direction.INGRESS: filters.sources}

    def wanted(direction: Direction, workload: str) -> bool:
        named = any(is_end(text, workload) for text in own[direction])
        return workload in kept and not other[direction] and (named or not own[direction])

    return wanted


def on_port(report: ExposureReport, port: tuple[Protocol, int] | None) -> ExposureReport:
    """The report on this port alone, where one is asked about."""

    def kept(group: Exposed) -> Iterator[Peer]:
        for peer in group.peers:
            if allows := ports_kept(peer.allows, port):
                yield replace(peer, allows=allows)

    groups = (replace(group, peers=tuple(kept(group))) for group in report.groups)
    return replace(report, groups=tuple(groups))
