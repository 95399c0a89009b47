"""Upstream's expectations as invariants."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.conformance.corpora import DIALECT
from verifier.analysis.check import check
from verifier.dialect import Dialect, Level
from verifier.invariants import read_spec
from verifier.manifests import Manifests
from verifier.verdict import verdict_name


def claim(source: str, destination: str, allowed: bool, ports: str | None = None) -> dict[str, Any]:
    """`always` or `never`, as upstream expects."""
    flows = {"from": source, "to": destination} | ({"ports": ports} if ports else {})
    return {"always" if allowed else "never": flows}


def unproved(
    manifests: Manifests, claims: Sequence[Mapping[str, Any]], dialect: Dialect = DIALECT
) -> list[str]:
    """The claims that are not proved at `declared`, each with its verdict."""
    spec = json.dumps({"apiVersion": "netproof/v1", "invariants": claims})
    report = check(manifests, read_spec(spec, "corpus.yaml"), level=Level.DECLARED, dialect=dialect)
    return [
        f"{result.invariant.sentence}: {verdict_name(result.verdict)}"
        for result in report.results
        if verdict_name(result.verdict) != "proved"
    ]


def end(written: Mapping[str, str], manifests: Manifests) -> str:
    """A declared pod by name, or an address: of a pod that has it, the pod."""
    if "pod" in written:
        return written["pod"]
    owners = (pod for pod in manifests.pods if written["ip"] in pod.ips)
    return next((f"{pod.namespace}/{pod.name}" for pod in owners), written["ip"])
