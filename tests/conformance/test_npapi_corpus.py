"""Upstream's expectations of ClusterNetworkPolicy, where they lie beside the project."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.cases import texts_of
from tests.conformance.claims import claim, end, unproved
from tests.conformance.corpora import (
    ABSENT,
    CORPORA,
    namespace_object,
    pod_object,
    probes,
    rows,
)
from tests.conformance.meanings import MEANINGS, Meaning
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.manifests import Manifests, load_texts

if not CORPORA.exists():
    pytest.skip(ABSENT, allow_module_level=True)

ROWS = rows("npapi.json")
PROBES = 301


def node_object(row: Mapping[str, Any]) -> dict[str, Any]:
    """A Node as one would write it."""
    addresses = [{"type": "InternalIP", "address": address} for address in row["addresses"]]
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": row["name"], "labels": row["labels"]},
        "status": {"addresses": addresses},
    }


def on_host(row: Mapping[str, Any]) -> dict[str, Any]:
    """A Pod as one would write it, on the network of its node where the row says so."""
    written = pod_object(row)
    written["spec"]["hostNetwork"] = row.get("hostNetwork", False)
    return written


def load(row: Mapping[str, Any]) -> Manifests:
    """The cluster of a row, at the time of its probes."""
    objects = [
        *(namespace_object(namespace) for namespace in row["namespaces"]),
        *(on_host(pod) for pod in row["pods"]),
        *(node_object(node) for node in row["nodes"]),
        *row["policies"],
    ]
    return load_texts(texts_of("row.yaml", objects))


def wrong(row: Mapping[str, Any], meaning: Meaning) -> list[str]:
    """The probes that end otherwise than upstream expects, all that the API leaves open left
    open."""
    manifests = load(row)
    return [
        f"{probe.text}: {decision}"
        for probe in probes(row, manifests)
        for decision in [meaning(manifests, probe.flow, Dialect())]
        if decision is not (Decision.ALLOW if probe.allowed else Decision.DENY)
    ]


def protocol_ports(probe: Mapping[str, Any]) -> str:
    """The port of a probe, as invariants spell it."""
    return f"{probe['protocol'].lower()}/{probe['port']}"


def test_no_probe_is_left_out() -> None:
    assert sum(len(probes(row, load(row))) for row in ROWS) == PROBES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_no_policy_is_left_out(row: dict[str, Any]) -> None:
    manifests = load(row)

    assert len(manifests.policies) + len(manifests.admin_policies) == len(row["policies"])


@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_probes_pass_or_not_as_upstream_expects(row: dict[str, Any], meaning: str) -> None:
    assert wrong(row, MEANINGS[meaning]) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_probes_are_proved_as_upstream_expects(row: dict[str, Any]) -> None:
    manifests = load(row)
    claims = [
        claim(
            end(probe["src"], manifests),
            end(probe["dst"], manifests),
            probe["expect"],
            protocol_ports(probe),
        )
        for probe in row["probes"]
        if not probe.get("disputed")
    ]

    assert unproved(manifests, claims, Dialect()) == []
