"""Large maps write ends that stand together once."""

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generate import Size, write_cluster
from verifier.analysis.map import grouping
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.filters import in_pairs
from verifier.analysis.map.results import Connections, MapReport, Within
from verifier.analysis.results import AllowedPorts
from verifier.flow import Protocol
from verifier.manifests import load_manifests
from verifier.report import map_json
from verifier.report.map_pieces import space_of

WEB = (AllowedPorts(Protocol.TCP, 80, 80),)
SHOP = ("shop/a[Pod]", "shop/b[Pod]")
DEV = ("dev/x[Pod]", "dev/y[Pod]", "dev/z[Pod]")
WORLD = ("0.0.0.0/0", "::/0")
REPORT = MapReport(
    workloads=(*DEV, *SHOP),
    connections=(
        Connections((*DEV, *SHOP, *WORLD), SHOP, WEB),
        Connections((*SHOP, *WORLD), ("dev/x[Pod]",), WEB),
        Connections(("dev/x[Pod]",), DEV[1:], WEB),
    ),
    conditional=(Connections(DEV, WORLD, WEB, ("source address",)),),
    within=(Within(SHOP, WEB),),
)

Pairs = set[tuple[str, str]]


def written(monkeypatch: pytest.MonkeyPatch, many: int) -> dict[str, Any]:
    """The JSON of the report, where so many names are many."""
    monkeypatch.setattr(map_json, "MANY", many)
    found: dict[str, Any] = json.loads(map_json.render_json(REPORT))
    return found


def pairs(found: dict[str, Any], key: str) -> list[Pairs]:
    """The pairs of each group, as docs/json.md reads them."""
    sets = found.get("sets", {})

    def names(items: list[str]) -> list[str]:
        return [name for item in items for name in sets.get(item, [item])]

    return [set(product(names(g["sources"]), names(g["destinations"]))) for g in found[key]]


def test_sets_stand_for_their_members(monkeypatch: pytest.MonkeyPatch) -> None:
    large, small = written(monkeypatch, 3), written(monkeypatch, 1000)

    for key in ("connections", "conditional"):
        assert pairs(large, key) == pairs(small, key)
    assert large["within"] == small["within"]


def test_sets_are_ends_of_one_namespace_that_occur_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    large = written(monkeypatch, 3)

    assert large["sets"] == {"dev#1": [*DEV], "shop#1": [*SHOP], "world#1": [*WORLD]}
    assert large["connections"][0]["sources"] == ["dev#1", "shop#1", "world#1"]
    assert large["connections"][2]["destinations"] == [*DEV[1:]]


@pytest.mark.parametrize("size", [Size(6, 60, 40), Size(1, 140, 30)], ids=["many", "wide"])
def test_a_large_map_is_that_of_its_pairs(
    size: Size, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_cluster(tmp_path, size)
    monkeypatch.setattr(grouping, "MANY", 10)
    report = connectivity(load_manifests([str(tmp_path)]))
    large = json.loads(map_json.render_json(report))
    each = json.loads(map_json.render_json(in_pairs(report)))

    def said(found: dict[str, Any], key: str) -> list[tuple[str, str, str]]:
        return sorted(
            (source, destination, json.dumps([group["allows"], group.get("when")]))
            for group, some in zip(found[key], pairs(found, key), strict=True)
            for source, destination in some
            if source != destination
        )

    assert all(name.partition("#")[0] == space_of(some[0]) for name, some in large["sets"].items())
    assert len(large["sets"]) > 10
    for key in ("connections", "conditional"):
        assert len(said(each, key)) > len(large[key])
        assert said(large, key) == said(each, key)


def test_small_maps_have_no_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    small = written(monkeypatch, 1000)

    assert "sets" not in small
    assert small["connections"][1]["sources"] == [*SHOP, *WORLD]
