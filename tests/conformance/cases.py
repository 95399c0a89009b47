"""Conformance cases: from YAML to resources, endpoints and expected decisions.

A case is a mapping with `clause`, `title`, `quote` and `source` (the words that it tests, and where
they stand), `resources` (Kubernetes objects as one would write them), and either `refused` (part of
what the refusal says) or `flows`. Each flow has `from`, `to`, `port`, `protocol` (TCP unless it
says otherwise) and `expect` (allow, deny or depends). An end is a name under `ends`, a declared pod
or workload "namespace/name", an address, or a mapping: `{namespace, labels, namespaceLabels, ports,
ip, hostNetwork}` for a pod, `{node: own | other, ip}` for a node. `dialect` is `any` unless given.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from verifier.decision import Decision
from verifier.dialect import Dialect, parse_dialect
from verifier.flow import Endpoint, ExternalEndpoint, Flow, NamedPort, PodEndpoint, Protocol
from verifier.manifests import Manifests, load_texts
from verifier.resources import ContainerPort, Pod, Workload

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "specs" / "conformance"
KEYS = {
    *("clause", "title", "quote", "source", "dialect"),
    *("resources", "ends", "flows", "refused"),
}
END_KEYS = {"namespace", "labels", "namespaceLabels", "ports", "ip", "hostNetwork"}


@dataclass(frozen=True, slots=True)
class Case:
    """One case as written; `name` is "NP-24/absent-key-as-peer"."""

    name: str
    clause: str
    title: str
    dialect: Dialect
    texts: Mapping[str, str]
    ends: Mapping[str, Any]
    flows: Sequence[Mapping[str, Any]]
    refused: str | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """A flow of a case and the decision that its clause demands."""

    text: str
    flow: Flow
    decision: Decision


def read_case(path: Path) -> Case:
    """The case written at `path`."""
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    name = f"{path.parent.name}/{path.stem}"
    assert set(written) <= KEYS, f"{name}: unknown {sorted(set(written) - KEYS)}"
    return Case(
        name=name,
        clause=written["clause"],
        title=written["title"],
        dialect=parse_dialect(written.get("dialect", "any")),
        texts=texts_of(f"{name}.yaml", written["resources"]),
        ends=written.get("ends", {}),
        flows=written.get("flows", []),
        refused=written.get("refused"),
    )


def read_cases() -> list[Case]:
    """Every case of specs/conformance, by name."""
    return [read_case(path) for path in sorted(CASES.glob("*/*.yaml"))]


def texts_of(path: str, objects: Sequence[object]) -> dict[str, str]:
    """Kubernetes objects as one text of JSON documents: nulls, empty lists and quotes are kept."""
    return {path: "\n---\n".join(json.dumps(item, indent=2) for item in objects)}


def expectations(case: Case, manifests: Manifests) -> list[Expectation]:
    """The flows of `case`, with declared ends taken from `manifests`."""
    return [
        Expectation(
            f"{written['from']} -> {written['to']}:{written['port']}/{protocol.value}",
            Flow(
                endpoint(case.ends.get(str(written["from"]), written["from"]), manifests),
                endpoint(case.ends.get(str(written["to"]), written["to"]), manifests),
                protocol,
                written["port"],
            ),
            Decision(written["expect"]),
        )
        for written in case.flows
        for protocol in [Protocol(written.get("protocol", "TCP"))]
    ]


def load_case(case: Case) -> Manifests:
    """The resources of `case`. Raises InputError where they are refused."""
    return load_texts(case.texts)


def endpoint(written: Any, manifests: Manifests) -> Endpoint:
    """The end that a case means by `written`."""
    match written:
        case {"node": ("own" | "other") as node, "ip": str(ip)}:
            return ExternalEndpoint(ip=ip, node=node)
        case {"namespace": str(namespace)}:
            assert set(written) <= END_KEYS, f"unknown {sorted(set(written) - END_KEYS)}"
            return PodEndpoint(
                namespace=namespace,
                labels=written.get("labels", {}),
                namespace_labels={
                    **namespace_labels(namespace, manifests),
                    **written.get("namespaceLabels", {}),
                },
                named_ports=tuple(
                    NamedPort(port["name"], Protocol(port.get("protocol", "TCP")), port["number"])
                    for port in written.get("ports", [])
                ),
                ip=written.get("ip"),
                host_network=written.get("hostNetwork", False),
            )
        case str(name) if "/" in name:
            return declared(name, manifests)
        case str(ip):
            return ExternalEndpoint(ip=ip)
        case _:
            raise AssertionError(f"no end: {written!r}")


def namespace_labels(name: str, manifests: Manifests) -> Mapping[str, str]:
    """The labels that the input gives to a namespace; none where it has no object."""
    return next((n.labels for n in manifests.namespaces if n.name == name), {})


def declared(name: str, manifests: Manifests) -> PodEndpoint:
    """The declared pod, or any pod of the declared workload, "namespace/name"."""
    items: list[Pod | Workload] = [*manifests.pods, *manifests.workloads]
    written = next(item for item in items if f"{item.namespace}/{item.name}" == name)
    return PodEndpoint(
        namespace=written.namespace,
        labels=written.labels,
        namespace_labels=namespace_labels(written.namespace, manifests),
        named_ports=named_ports(written.spec.ports),
        ip=written.ips[0] if isinstance(written, Pod) and written.ips else None,
        host_network=bool(written.spec.host_network),
        pod=name if isinstance(written, Pod) else None,
    )


def named_ports(ports: Sequence[ContainerPort]) -> tuple[NamedPort, ...]:
    """The ports that have a name."""
    return tuple(
        NamedPort(port.name, Protocol(port.protocol or "TCP"), port.number)
        for port in ports
        if port.name is not None
    )
