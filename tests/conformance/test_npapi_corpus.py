"""Upstream's expectations of ClusterNetworkPolicy, where they lie beside the project."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.cases import texts_of
from tests.conformance.corpora import (
    ABSENT,
    CORPORA,
    namespace_object,
    pod_object,
    probes,
    rows,
)
from verifier.decision import Decided, Decision
from verifier.dialect import Dialect
from verifier.flow import Flow
from verifier.manifests import Manifests, load_texts
from verifier.reference import decide

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


def by_reference(manifests: Manifests, flow: Flow) -> Decided:
    """What the reference evaluator says of `flow`, with all that the API leaves open left open."""
    return decide(flow, manifests.policies, Dialect(), manifests.admin_policies, manifests.nodes)


def test_no_probe_is_left_out() -> None:
    assert sum(len(probes(row, load(row))) for row in ROWS) == PROBES


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_probes_pass_or_not_as_upstream_expects(row: dict[str, Any]) -> None:
    manifests = load(row)
    assert len(manifests.policies) + len(manifests.admin_policies) == len(row["policies"])

    wrong = [
        f"{probe.text}: {decided}"
        for probe in probes(row, manifests)
        for decided in [by_reference(manifests, probe.flow)]
        if decided.decision is not (Decision.ALLOW if probe.allowed else Decision.DENY)
    ]

    assert wrong == []
