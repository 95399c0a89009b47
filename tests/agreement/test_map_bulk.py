"""Ordinary pods are joined in bulk: the same as joining them pair by pair."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from benchmarks.generate import Size, write_cluster
from tests.agreement.asking import share_of_examples
from tests.conformance.cases import ROOT
from verifier.analysis.map import bulk, pairs
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.results import Connections, MapReport, Ports
from verifier.dialect import Dialect
from verifier.manifests import Manifests, load_manifests
from verifier.query import ClusterFacts
from verifier.testing import strategies

Said = dict[tuple[str, str, tuple[str, ...]], Ports]


def said(report: MapReport) -> Said:
    """Each pair with each set of facts, and what passes."""
    found: Said = {}
    within = [
        Connections((name,), (name,), group.allows, group.when)
        for group in report.within
        for name in group.workloads
    ]
    groups = [*report.connections, *report.conditional]
    flat = [(s, d, g.when, g.allows) for g in groups for s, d in g.pairs()]
    flat += [(g.sources[0], g.sources[0], g.when, g.allows) for g in within]
    for source, destination, when, allows in flat:
        assert (source, destination, when) not in found, "a pair twice"
        found[source, destination, when] = allows
    return found


@settings(max_examples=share_of_examples(2))
@given(
    manifests=strategies.manifests(policies=strategies.policy_sets(4), most_pods=3),
    cluster=strategies.cluster_facts(),
    dialect=strategies.dialects(),
)
def test_bulk_is_what_each_pair_is_by_itself(
    manifests: Manifests, cluster: ClusterFacts, dialect: Dialect
) -> None:
    at_once = connectivity(manifests, cluster=cluster, dialect=dialect)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "ordinary", lambda *_: 0)
        one_by_one = connectivity(manifests, cluster=cluster, dialect=dialect)

    assert said(at_once) == said(one_by_one)


@pytest.mark.parametrize("size", [Size(8, 80, 60), Size(2, 150, 40)], ids=["many", "wide"])
def test_bulk_of_many_is_what_each_pair_is(size: Size, tmp_path: Path) -> None:
    """Lanes hold several namespaces, or a part of a large one."""
    write_cluster(tmp_path, size)
    manifests = load_manifests([str(tmp_path)])
    at_once = connectivity(manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "ordinary", lambda *_: 0)
        one_by_one = connectivity(manifests)

    assert said(at_once) == said(one_by_one)
    assert len(said(at_once)) > 5 * size.workloads


def test_the_pods_of_an_example_are_ordinary(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other test would say nothing if none ever were."""
    seen: list[int] = []
    ordinary = bulk.ordinary

    def watched(*arguments: Any) -> int:
        seen.append(ordinary(*arguments))
        return seen[-1]

    monkeypatch.setattr(pairs, "ordinary", watched)
    report = connectivity(load_manifests((str(ROOT / "specs/examples/three-tier"),)))

    assert [units.bit_count() for units in seen] == [len(report.workloads)]
