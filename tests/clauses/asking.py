"""Small inputs, and the verdict on one invariant about them."""

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

from verifier.analysis.check import check
from verifier.analysis.results import CheckReport, InvariantResult
from verifier.dialect import Level, parse_dialect
from verifier.invariants import read_spec
from verifier.manifests import Manifests, load_texts
from verifier.verdict import Counterexample, Proved, Refuted, Unknown, Vacuous, verdict_name

Object = dict[str, Any]
PROVED, REFUTED, UNKNOWN, VACUOUS = "proved", "refuted", "unknown", "vacuous"
DECLARED, ANY_POD, ANY_NAMESPACE = (level.text for level in Level)
LEVELS = (DECLARED, ANY_POD, ANY_NAMESPACE)
Labels = Mapping[str, str]


def namespace(name: str, labels: Labels | None = None) -> Object:
    """A Namespace."""
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "labels": dict(labels or {})},
    }


def pod(at: str, labels: Labels | None = None, *, ip: str | None = None, **spec: Any) -> Object:
    """A bare Pod `namespace/name`."""
    within, _, name = at.partition("/")
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": within, "labels": dict(labels or {})},
        "spec": {"containers": [{"name": "main", "image": "main"}], **spec},
        "status": {"podIPs": [{"ip": ip}] if ip else []},
    }


def deployment(
    at: str, labels: Labels | None = None, *, kind: str = "Deployment", **spec: Any
) -> Object:
    """A controller `namespace/name` whose pods have these labels."""
    within, _, name = at.partition("/")
    template = pod(at, labels, **spec)
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": within},
        "spec": {
            "selector": {"matchLabels": dict(labels or {})},
            "template": {
                "metadata": {"labels": dict(labels or {})},
                "spec": template["spec"],
            },
        },
    }


def container(*ports: Object, name: str = "main", **more: object) -> Object:
    """A container with these ports."""
    return {"name": name, "image": "main", "ports": list(ports), **more}


def named(name: str, number: int, protocol: str = "TCP") -> Object:
    """A port of a container."""
    return {"name": name, "containerPort": number, "protocol": protocol}


def policy(
    within: str,
    pods: Labels | None = None,
    *,
    ingress: Sequence[Object] | None = None,
    egress: Sequence[Object] | None = None,
    name: str = "policy",
) -> Object:
    """A NetworkPolicy that isolates the pods in the directions given, and in no other."""
    types = [t for t, rules in (("Ingress", ingress), ("Egress", egress)) if rules is not None]
    spec: Object = {"podSelector": {"matchLabels": dict(pods or {})}, "policyTypes": types}
    if ingress is not None:
        spec["ingress"] = list(ingress)
    if egress is not None:
        spec["egress"] = list(egress)
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": name, "namespace": within},
        "spec": spec,
    }


def cluster_policy(
    name: str,
    tier: str,
    *,
    ingress: Sequence[Object] = (),
    egress: Sequence[Object] = (),
    priority: int = 10,
) -> Object:
    """A ClusterNetworkPolicy for all pods."""
    return {
        "apiVersion": "policy.networking.k8s.io/v1alpha2",
        "kind": "ClusterNetworkPolicy",
        "metadata": {"name": name},
        "spec": {
            "tier": tier,
            "priority": priority,
            "subject": {"namespaces": {}},
            "ingress": list(ingress),
            "egress": list(egress),
        },
    }


def block(cidr: str, *excepts: str) -> Object:
    """An ipBlock peer."""
    return {"ipBlock": {"cidr": cidr, "except": list(excepts)}}


def pods_with(labels: Labels | None = None) -> Object:
    """A podSelector peer."""
    return {"podSelector": {"matchLabels": dict(labels or {})}}


def pods_where(key: str, operator: str, *values: str) -> Object:
    """A podSelector peer with one expression."""
    return {"podSelector": {"matchExpressions": [expression(key, operator, *values)]}}


def namespaces_with(labels: Labels | None = None) -> Object:
    """A namespaceSelector peer."""
    return {"namespaceSelector": {"matchLabels": dict(labels or {})}}


def expression(key: str, operator: str, *values: str) -> Object:
    """One of matchExpressions."""
    return {"key": key, "operator": operator, **({"values": list(values)} if values else {})}


def load(*objects: Object) -> Manifests:
    """The objects, read from one text."""
    return load_texts({"input.yaml": "\n---\n".join(json.dumps(item) for item in objects)})


def report_on(
    objects: Sequence[Object],
    *invariants: str,
    head: str = "",
    dialect: str | None = None,
    level: str | None = None,
    today: str = "2026-01-01",
) -> CheckReport:
    """The report on invariants, each a YAML flow mapping or a quoted sentence. `head` is more of
    the invariants file."""
    lines = ["apiVersion: netproof/v1", head, "invariants:", *(f"- {text}" for text in invariants)]
    return check(
        load(*objects),
        read_spec("\n".join(lines), "netproof.yaml"),
        dialect=None if dialect is None else parse_dialect(dialect),
        level=None if level is None else Level.parse(level),
        today=datetime.date.fromisoformat(today),
    )


def result(
    objects: Sequence[Object],
    invariant: str,
    level: str | None = None,
    *,
    dialect: str | None = None,
    head: str = "",
    today: str = "2026-01-01",
) -> InvariantResult:
    """The result of one invariant."""
    found = report_on(objects, invariant, level=level, dialect=dialect, head=head, today=today)
    return found.results[0]


def verdict(
    objects: Sequence[Object],
    invariant: str,
    level: str | None = None,
    *,
    dialect: str | None = None,
    head: str = "",
    today: str = "2026-01-01",
) -> str:
    """The name of the verdict on one invariant."""
    found = result(objects, invariant, level, dialect=dialect, head=head, today=today)
    return verdict_name(found.verdict)


def verdicts(
    objects: Sequence[Object], invariant: str, *, dialect: str | None = None, head: str = ""
) -> tuple[str, ...]:
    """The names of the verdicts at `declared`, `any-pod` and `any-namespace`."""
    found = result(objects, invariant, dialect=dialect, head=head)
    return tuple(verdict_name(found.levels[level]) for level in Level)


def shown(found: InvariantResult) -> Counterexample:
    """The flow of a refuted invariant, or the witness of a `possible` one."""
    match found.verdict:
        case Refuted(Counterexample() as flow) | Proved(Counterexample() as flow):
            return flow
        case _:
            raise AssertionError(f"no flow: {found.verdict}")


def reason(found: InvariantResult) -> str:
    """Why an invariant is unknown or vacuous."""
    match found.verdict:
        case Unknown(text) | Vacuous(text):
            return text
        case _:
            raise AssertionError(f"no reason: {found.verdict}")
