"""Upstream's own expectations, where they lie beside the project."""

from typing import Any

import pytest

from tests.conformance.corpora import (
    ABSENT,
    CORPORA,
    DIALECT,
    OUTSIDE,
    load_policy,
    load_row,
    probes,
    rows,
)
from tests.conformance.label_terms import label_sets, term_matches
from tests.conformance.meanings import MEANINGS
from verifier.decision import Decision
from verifier.errors import InputError
from verifier.flow import Flow, PodEndpoint, Protocol
from verifier.reference import selector_matches

if not CORPORA.exists():
    pytest.skip(ABSENT, allow_module_level=True)

SELECTORS = rows("k8sunits-selectors.json")
POD = PodEndpoint(namespace="default", labels={"a": "b"})


def isolated(spec: dict[str, Any], flow: Flow, meaning: str) -> bool:
    """True iff a policy with this spec closes a flow that none of its rules can match."""
    return MEANINGS[meaning](load_policy(spec), flow, DIALECT) is Decision.DENY


@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize(
    "row", rows("k8se2e.json") + rows("recipes.json"), ids=lambda row: row["name"]
)
def test_probes_pass_or_not_as_upstream_expects(row: dict[str, Any], meaning: str) -> None:
    manifests = load_row(row)

    wrong = [
        f"{probe.text}: {decision}"
        for probe in probes(row, manifests)
        if (decision := MEANINGS[meaning](manifests, probe.flow, DIALECT))
        is not (Decision.ALLOW if probe.allowed else Decision.DENY)
    ]

    assert wrong == []


@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize(
    "row", rows("k8sunits-defaults.json"), ids=lambda row: row["name"].replace(" ", "-")
)
def test_policy_types_default_as_upstream_expects(row: dict[str, Any], meaning: str) -> None:
    spec = row["policy"]["spec"]
    into = Flow(OUTSIDE, POD, Protocol.TCP, 80)
    out = Flow(POD, OUTSIDE, Protocol.TCP, 80)

    assert isolated(spec, into, meaning) is ("Ingress" in row["policyTypes"])
    assert isolated(spec, out, meaning) is ("Egress" in row["policyTypes"])


@pytest.mark.parametrize("meaning", MEANINGS)
@pytest.mark.parametrize("row", [row for row in SELECTORS if "want" in row])
def test_selectors_match_as_upstream_expects(row: dict[str, Any], meaning: str) -> None:
    pod = PodEndpoint(namespace="default", labels=row["labels"])
    flow = Flow(OUTSIDE, pod, Protocol.TCP, 80)

    assert isolated({"podSelector": row["selector"]}, flow, meaning) is row["want"]


@pytest.mark.parametrize("row", [row for row in SELECTORS if "valid" in row])
def test_selectors_are_valid_as_upstream_expects(row: dict[str, Any]) -> None:
    spec = {"podSelector": row["selector"]}

    if row["valid"]:
        assert load_policy(spec).policies
    else:
        with pytest.raises(InputError):
            load_policy(spec)


@pytest.mark.parametrize("row", [row for row in SELECTORS if "equals" in row])
def test_selectors_mean_what_upstream_prints(row: dict[str, Any]) -> None:
    """A null selector can stand in no policy's podSelector: there it means an empty one."""
    written = row["selector"]
    selector = None
    if written is not None:
        selector = load_policy({"podSelector": written}).policies[0].spec.pod_selector

    wrong = [
        labels
        for labels in label_sets(row["equals"])
        if selector_matches(selector, labels) is not term_matches(row["equals"], labels)
    ]

    assert wrong == []
