"""Upstream's expectations against the map, where they lie beside the project."""

from typing import Any

import pytest

from tests.agreement.map_lookup import answer
from tests.conformance.corpora import ABSENT, CORPORA, DIALECT, load_row, probes, rows
from tests.conformance.meanings import is_loopback
from tests.conformance.test_npapi_corpus import load
from verifier.analysis.map.connectivity import connectivity
from verifier.dialect import Dialect
from verifier.flow import Endpoint, ExternalEndpoint
from verifier.manifests import Manifests

if not CORPORA.exists():
    pytest.skip(ABSENT, allow_module_level=True)

PROBES = 506 + 39  # one of the recipes is disputed
PROBES_OF_TIERS = 301


def name_of(end: Endpoint) -> str:
    """The name of an end on a map."""
    if isinstance(end, ExternalEndpoint):
        return end.ip
    assert end.pod is not None
    return f"{end.pod}[Pod]"


def test_no_probe_is_left_out() -> None:
    found = rows("k8se2e.json") + rows("recipes.json")

    assert sum(len(probes(row, load_row(row))) for row in found) == PROBES
    assert sum(len(probes(row, load(row))) for row in rows("npapi.json")) == PROBES_OF_TIERS


@pytest.mark.parametrize("row", rows("npapi.json"), ids=lambda row: row["name"])
def test_the_map_shows_the_tiers_as_upstream_expects(row: dict[str, Any]) -> None:
    assert_shown(row, load(row), Dialect())


@pytest.mark.parametrize(
    "row", rows("k8se2e.json") + rows("recipes.json"), ids=lambda row: row["name"]
)
def test_the_map_shows_what_upstream_expects(row: dict[str, Any]) -> None:
    assert_shown(row, load_row(row), DIALECT)


def assert_shown(row: dict[str, Any], manifests: Manifests, dialect: Dialect) -> None:
    """The map has every probe as upstream expects it."""
    report = connectivity(manifests, dialect=dialect)
    asked = [p for p in probes(row, manifests) if not is_loopback(p.flow)]
    found = {
        probe.text: answer(
            report,
            name_of(probe.flow.source),
            name_of(probe.flow.destination),
            probe.flow.protocol,
            probe.flow.port,
        )
        for probe in asked
    }

    assert found == {probe.text: (probe.allowed, False) for probe in asked}
