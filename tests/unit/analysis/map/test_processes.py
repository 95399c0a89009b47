"""A map is the same text whatever the number of processes that make it."""

import sys
from pathlib import Path

import pytest

from benchmarks.generate import Size, write_cluster
from verifier.analysis.map import bulk, grouping
from verifier.analysis.map.connectivity import connectivity
from verifier.manifests import load_manifests
from verifier.report import map_json, map_large

FORKS = pytest.mark.skipif(sys.platform != "linux", reason="jobs are shared out on Linux only")


@FORKS
@pytest.mark.parametrize(
    ("many", "large"),
    [(10, 10**6), (10**6, 10**6), (10**6, 10)],
    ids=["with sets", "without", "large"],
)
def test_a_map_of_several_processes_is_that_of_one(
    many: int, large: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_cluster(tmp_path, Size(8, 80, 60))
    manifests = load_manifests([str(tmp_path)])
    monkeypatch.setattr(map_json, "MANY", many)
    monkeypatch.setattr(grouping, "MANY", large)
    monkeypatch.setattr(bulk, "MANY", 1)

    texts = []
    for workers in (1, 2, 3):
        for module in (bulk, map_large):
            monkeypatch.setattr(module, "processes", lambda _, workers=workers: workers)
        texts.append(map_json.render_json(connectivity(manifests)))

    assert len(texts[0]) > 10_000
    assert texts[1] == texts[0]
    assert texts[2] == texts[0]
