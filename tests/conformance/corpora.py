"""Expected answers of upstream, where they lie beside the project: nothing of them is copied."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.conformance.cases import ROOT, declared, texts_of
from verifier.dialect import dialect_from
from verifier.flow import Endpoint, ExternalEndpoint, Flow, Protocol
from verifier.manifests import Manifests, load_texts

CORPORA = ROOT.parent / "shared" / "corpora"
ABSENT = f"no corpora: {CORPORA} does not exist"

# Three of upstream's tests need ipBlocks to match the addresses of pods.
DIALECT = dialect_from({"ipblock-matches-pods": "yes"})
OUTSIDE = ExternalEndpoint(ip="203.0.113.7")


@dataclass(frozen=True, slots=True)
class Probe:
    """A concrete flow, and whether upstream expects it to pass."""

    text: str
    flow: Flow
    allowed: bool


def rows(name: str) -> list[Any]:
    """The rows of one corpus."""
    found: list[Any] = json.loads((CORPORA / name).read_text(encoding="utf-8"))
    return found


def load_row(row: Mapping[str, Any]) -> Manifests:
    """The namespaces, pods and policies of a row; policies from their text where it is kept."""
    objects = [namespace_object(n) for n in row["namespaces"]]
    objects += [pod_object(p) for p in row["pods"]]
    if "policies_yaml" not in row:
        return load_texts(texts_of("row.yaml", [*objects, *row["policies"]]))
    kept = {f"policy-{n}.yaml": text for n, text in enumerate(row["policies_yaml"])}
    return load_texts({**texts_of("row.yaml", objects), **kept})


def namespace_object(row: Mapping[str, Any]) -> dict[str, Any]:
    """A Namespace as one would write it."""
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": row["name"], "labels": row["labels"]},
    }


def pod_object(row: Mapping[str, Any]) -> dict[str, Any]:
    """A running Pod as one would write it."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {key: row[key] for key in ("name", "namespace", "labels")},
        "spec": {"containers": [{"name": "main", "image": "main", "ports": row["ports"]}]},
        "status": {"phase": "Running", "podIP": row["ip"], "podIPs": [{"ip": row["ip"]}]},
    }


def policy_object(spec: Mapping[str, Any]) -> dict[str, Any]:
    """A NetworkPolicy with this spec."""
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "row", "namespace": "default"},
        "spec": spec,
    }


def probes(row: Mapping[str, Any], manifests: Manifests) -> list[Probe]:
    """The probes of a row, without those that the corpus itself disputes."""
    return [
        Probe(
            f"{probe['src']} -> {probe['dst']}:{probe['port']}/{probe['protocol']}",
            Flow(
                end(probe["src"], manifests),
                end(probe["dst"], manifests),
                Protocol(probe["protocol"]),
                probe["port"],
            ),
            probe["expect"],
        )
        for probe in row["probes"]
        if not probe.get("disputed")
    ]


def end(written: Mapping[str, str], manifests: Manifests) -> Endpoint:
    """A declared pod, or an address: a pod's if a pod has it."""
    if "pod" in written:
        return declared(written["pod"], manifests)
    ip = written["ip"]
    owner = next((pod for pod in manifests.pods if ip in pod.ips), None)
    if owner is None:
        return ExternalEndpoint(ip=ip)
    return declared(f"{owner.namespace}/{owner.name}", manifests)


def load_policy(spec: Mapping[str, Any]) -> Manifests:
    """One policy with this spec. Raises InputError where it is refused."""
    return load_texts(texts_of("policy.yaml", [policy_object(spec)]))
