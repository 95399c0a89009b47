"""Upstream's expectations against the map, where they lie beside the project."""

from typing import Any

import pytest

from tests.agreement.map_lookup import answer
from tests.conformance.corpora import ABSENT, CORPORA, DIALECT, load_row, probes, rows
from verifier.analysis.map.connectivity import connectivity
from verifier.flow import Endpoint, ExternalEndpoint

if not CORPORA.exists():
    pytest.skip(ABSENT, allow_module_level=True)

PROBES = 506 + 39  # one of the recipes is disputed


def name_of(end: Endpoint) -> str:
    """The name of an end on a map."""
    if isinstance(end, ExternalEndpoint):
        return end.ip
    assert end.pod is not None
    return f"{end.pod}[Pod]"


def test_no_probe_is_left_out() -> None:
    found = rows("k8se2e.json") + rows("recipes.json")

    assert sum(len(probes(row, load_row(row))) for row in found) == PROBES


@pytest.mark.parametrize(
    "row", rows("k8se2e.json") + rows("recipes.json"), ids=lambda row: row["name"]
)
def test_the_map_shows_what_upstream_expects(row: dict[str, Any]) -> None:
    manifests = load_row(row)
    report = connectivity(manifests, dialect=DIALECT)
    found = {
        probe.text: answer(
            report,
            name_of(probe.flow.source),
            name_of(probe.flow.destination),
            probe.flow.protocol,
            probe.flow.port,
        )
        for probe in probes(row, manifests)
    }

    assert found == {p.text: (p.allowed, False) for p in probes(row, manifests)}
