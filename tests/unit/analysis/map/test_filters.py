"""Filters look at pieces of lists once, and say what they would of the names."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from benchmarks.generate import Size, write_cluster
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.filters import Filters, restricted
from verifier.analysis.map.results import Connections, Listing, MapReport
from verifier.flow import Protocol
from verifier.manifests import load_manifests


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> MapReport:
    folder = tmp_path_factory.mktemp("cluster")
    write_cluster(folder, Size(4, 30, 25))
    return connectivity(load_manifests([str(folder)]))


def plain(groups: Sequence[Connections]) -> tuple[Connections, ...]:
    """The groups with names for what stands for them."""
    return tuple(
        replace(g, sources=tuple(g.sources), destinations=tuple(g.destinations)) for g in groups
    )


@pytest.mark.parametrize(
    "filters",
    [
        Filters(namespaces=("ns-1",)),
        Filters(namespaces=("ns-1", "ns-3"), port=(Protocol.TCP, 80)),
        Filters(workloads=("A", "B"), sources=("0.0.0.0/0", "A")),
        Filters(sources=("100.7.0.0/16", "C")),
        Filters(namespaces=("ns-2",), destinations=("A", "B", "0.0.0.0/0")),
    ],
)
def test_pieces_pass_as_their_names_do(filters: Filters, report: MapReport) -> None:
    letters = dict(zip("ABC", report.workloads, strict=False))
    ends = {
        key: tuple(letters.get(text, text) for text in getattr(filters, key))
        for key in ("workloads", "sources", "destinations")
    }
    filters = replace(filters, **ends)
    assert any(isinstance(group.sources, Listing) for group in report.connections)
    by_name = replace(
        report, connections=plain(report.connections), conditional=plain(report.conditional)
    )

    found, expected = restricted(report, filters), restricted(by_name, filters)

    assert plain(found.connections) == plain(expected.connections)
    assert plain(found.conditional) == plain(expected.conditional)
    assert found.workloads == expected.workloads
    assert found.connections or found.conditional
