"""An exposure is the same text whatever the number of processes that make it, and whether or not it
is told without a search."""

import sys
from pathlib import Path
from typing import NoReturn

import pytest

from benchmarks.generate import Size, write_cluster
from verifier.analysis.exposure import surveying
from verifier.analysis.exposure.results import ExposureReport
from verifier.analysis.exposure.surveying import survey
from verifier.engine.exposure import covering, letting
from verifier.manifests import Manifests, load_manifests

FORKS = pytest.mark.skipif(sys.platform != "linux", reason="jobs are shared out on Linux only")


@pytest.fixture
def cluster(tmp_path: Path) -> Manifests:
    """A small cluster of all kinds of policies."""
    write_cluster(tmp_path, Size(5, 24, 24))
    return load_manifests([str(tmp_path)])


def surveyed(manifests: Manifests, workers: int, monkeypatch: pytest.MonkeyPatch) -> ExposureReport:
    """The exposure as so many processes find it."""
    monkeypatch.setattr(surveying, "processes", lambda _: workers)
    report = survey(manifests)
    assert sum(len(group.peers) for group in report.groups) > 100
    return report


def no_search(*_: object) -> NoReturn:
    """A search, where there is to be none."""
    raise AssertionError("a search")


@FORKS
def test_an_exposure_of_several_processes_is_that_of_one(
    cluster: Manifests, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, *others = (surveyed(cluster, workers, monkeypatch) for workers in (1, 2, 3))

    assert others == [one, one]


def test_what_is_told_outright_is_what_a_search_finds(
    cluster: Manifests, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(covering, "searched", no_search)
        quick = surveyed(cluster, 1, patch)
    asked: list[object] = []

    def nothing_known(_session: object, several: list[object], _question: object) -> list[bool]:
        asked.extend(several)
        return [False for _ in several]

    monkeypatch.setattr(covering, "exact", nothing_known)
    monkeypatch.setattr(letting, "seen", lambda _pod, _found: ())
    slow = surveyed(cluster, 1, monkeypatch)

    assert len(asked) > 10
    assert slow == quick
