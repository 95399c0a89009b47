"""Upstream's own expectations as invariants, each proved at `declared`."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.conformance.cases import texts_of
from tests.conformance.claims import claim, end, unproved
from tests.conformance.corpora import (
    ABSENT,
    CORPORA,
    load_row,
    pod_object,
    policy_object,
    rows,
)
from verifier.manifests import Manifests, load_texts

if not CORPORA.exists():
    pytest.skip(ABSENT, allow_module_level=True)

SELECTORS = [row for row in rows("k8sunits-selectors.json") if "want" in row]
OUTSIDE = "203.0.113.7"
POD = "default/pod"


def one_pod(labels: Mapping[str, str], policy: Mapping[str, Any]) -> Manifests:
    """A pod, and a policy of its namespace with this spec."""
    pod = {"namespace": "default", "name": "pod", "labels": labels, "ip": "10.0.0.1", "ports": []}
    return load_texts(texts_of("row.yaml", [pod_object(pod), policy_object(policy)]))


@pytest.mark.parametrize(
    "row", rows("k8se2e.json") + rows("recipes.json"), ids=lambda row: row["name"]
)
def test_probes_are_proved_as_upstream_expects(row: dict[str, Any]) -> None:
    manifests = load_row(row)
    claims = [
        claim(
            end(probe["src"], manifests),
            end(probe["dst"], manifests),
            probe["expect"],
            f"{probe['protocol'].lower()}/{probe['port']}",
        )
        for probe in row["probes"]
        if not probe.get("disputed")
    ]

    assert unproved(manifests, claims) == []


@pytest.mark.parametrize("row", SELECTORS)
def test_selectors_isolate_as_upstream_expects(row: dict[str, Any]) -> None:
    manifests = one_pod(row["labels"], {"podSelector": row["selector"]})

    assert unproved(manifests, [claim(OUTSIDE, POD, not row["want"])]) == []


@pytest.mark.parametrize("row", SELECTORS)
def test_selectors_admit_as_upstream_expects(row: dict[str, Any]) -> None:
    """The same selector, as a peer."""
    rule = {"to": [{"podSelector": row["selector"]}]}
    client = pod_object(
        {
            "namespace": "default",
            "name": "client",
            "labels": {"client": "yes"},
            "ip": "10.0.0.2",
            "ports": [],
        }
    )
    target = pod_object(
        {
            "namespace": "default",
            "name": "pod",
            "labels": row["labels"],
            "ip": "10.0.0.1",
            "ports": [],
        }
    )
    policy = policy_object(
        {
            "podSelector": {"matchLabels": {"client": "yes"}},
            "policyTypes": ["Egress"],
            "egress": [rule],
        }
    )
    manifests = load_texts(texts_of("row.yaml", [client, target, policy]))

    assert unproved(manifests, [claim("default/client", POD, row["want"])]) == []


@pytest.mark.parametrize(
    "row", rows("k8sunits-defaults.json"), ids=lambda row: row["name"].replace(" ", "-")
)
def test_policy_types_default_as_upstream_expects(row: dict[str, Any]) -> None:
    """No rule of the corpus admits an address outside on this port."""
    manifests = one_pod({"a": "b"}, row["policy"]["spec"])
    types = row["policyTypes"]
    claims = [
        claim(OUTSIDE, POD, "Ingress" not in types, "tcp/80"),
        claim(POD, OUTSIDE, "Egress" not in types, "tcp/80"),
    ]

    assert unproved(manifests, claims) == []
