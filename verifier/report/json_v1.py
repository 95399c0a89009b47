"""The JSON contracts netproof.check/v1 and netproof.why/v1: keys are added, never changed.

Every key is written out here, so that no rename elsewhere can change what programs read.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from verifier.analysis.results import (
    AllowedPorts,
    Assumption,
    CheckReport,
    InvariantResult,
)
from verifier.decision import Because, Decided, Trace
from verifier.errors import Problem
from verifier.flow import Endpoint, ExternalEndpoint, Flow, PodEndpoint
from verifier.location import Location
from verifier.report import regressions
from verifier.report.owners import owners_json
from verifier.report.words import example_of
from verifier.verdict import (
    NO_CHANGE,
    Counterexample,
    Proved,
    verdict_name,
)

if TYPE_CHECKING:
    from verifier.engine.cover import Cover

Json = dict[str, object]


def render_check(report: CheckReport) -> str:
    """The report as netproof.check/v1."""
    counts = Counter(verdict_name(result.verdict) for result in report.results)
    verdicts = ("proved", "refuted", "unknown", "vacuous")
    return _text(
        {
            "format": "netproof.check/v1",
            "summary": {name: counts[name] for name in verdicts},
            "assumptions": _assumptions(report.assumptions),
            "invariants": [_result(result) for result in report.results],
            "warnings": _problems(report.warnings),
            "declared_workloads": report.declared,
            "used": report.used,
            "ignored": report.ignored,
            "origins": [
                {"rendered": _location(place), "template": _location(template)}
                for place, template in sorted(report.origins.items())
            ],
            **(regressions.as_json(report) if report.since else {}),
        }
    )


def _text(value: Json) -> str:
    return json.dumps(value, indent=2) + "\n"


def _assumptions(assumptions: Iterable[Assumption]) -> list[Json]:
    return [{"id": a.id, "text": a.text, "count": a.count} for a in assumptions]


def _result(result: InvariantResult) -> Json:
    invariant, example = result.invariant, example_of(result.verdict)
    entry: Json = {
        "id": invariant.id,
        "title": invariant.title,
        "sentence": invariant.sentence,
        "severity": invariant.severity,
        "controls": list(invariant.controls),
        "level": invariant.level.text,
        "verdict": verdict_name(result.verdict),
        "levels": {
            level.text: verdict_name(result.levels[level]) for level in sorted(result.levels)
        },
        "counterexample": None,
        "location": _location(invariant.location),
        "seconds": round(result.seconds, 3),
        "notes": list(result.notes),
        "assumes": [fact.id for fact in invariant.query.facts],
    }
    if reason := getattr(result.verdict, "reason", ""):
        entry["reason"] = reason
    if example:
        entry["witness" if isinstance(result.verdict, Proved) else "counterexample"] = _example(
            example
        )
        if example.readings:
            entry["readings"] = {
                point: list(readings) for point, readings in sorted(example.readings.items())
            }
        if example.facts:
            entry["facts"] = list(example.facts)
    if result.cover is not None:
        entry["all"] = _cover(result.cover)
    return entry


def _cover(cover: "Cover") -> Json:
    entry: Json = {
        "complete": cover.complete,
        "counterexamples": [
            {
                **_example(member),
                "readings": {point: list(r) for point, r in sorted(member.readings.items())},
                "facts": list(member.facts),
            }
            for member in cover.members
        ],
    }
    return entry | ({"reason": cover.reason} if cover.reason else {})


def _example(example: Counterexample) -> Json:
    entry: Json = {
        **_hop(example.flow, example.decided),
        "general": example.general,
        "replayed": example.replayed,
    }
    if example.owners != NO_CHANGE:
        entry["owners"] = owners_json(example.owners)
    if example.onward:
        entry["onward"] = [_hop(hop.flow, hop.decided) for hop in example.onward]
    return entry


def _hop(flow: Flow, decided: Decided) -> Json:
    return {
        "flow": _flow(flow),
        "egress": _trace(decided.egress),
        "ingress": _trace(decided.ingress),
    }


def _flow(flow: Flow) -> Json:
    return {
        "source": _endpoint(flow.source),
        "destination": _endpoint(flow.destination),
        "protocol": flow.protocol.value,
        "port": flow.port,
    }


def _endpoint(end: Endpoint) -> Json:
    match end:
        case ExternalEndpoint():
            entry: Json = {"kind": "external", "ip": end.ip}
            return entry | ({"node": end.node} if end.node else {})
        case PodEndpoint():
            entry = {
                "kind": "pod",
                "namespace": end.namespace,
                "labels": dict(sorted(end.labels.items())),
                "namespace_labels": dict(sorted(end.namespace_labels.items())),
            }
            return entry | _optional(end)


def _optional(pod: PodEndpoint) -> Json:
    ports = [
        {"name": port.name, "protocol": port.protocol.value, "number": port.number}
        for port in pod.named_ports
    ]
    optional: Json = {
        "workload": pod.workload,
        "ip": pod.ip,
        "host_network": pod.host_network,
        "named_ports": ports,
    }
    return {key: value for key, value in optional.items() if value}


def _trace(trace: Trace) -> Json:
    entry: Json = {
        "decision": trace.decision.value,
        "reason": trace.reason.value,
        "isolated": trace.isolated,
        "because": [_because(because) for because in trace.because],
    }
    if trace.passed:
        entry["passed"] = [_because(because) for because in trace.passed]
    return entry | ({"depends_on": list(trace.depends_on)} if trace.depends_on else {})


def _because(because: Because) -> Json:
    return ({"tier": because.tier} if because.tier else {}) | {
        "kind": because.kind,
        "policy": because.policy,
        "rule": because.rule,
        "peer": because.peer,
        "location": _location(because.location),
    }


def _location(location: Location) -> Json:
    return {"path": location.path, "line": location.line, "column": location.column}


def _ports(allows: Iterable[AllowedPorts]) -> list[Json]:
    return [{"protocol": p.protocol.value, "first": p.first, "last": p.last} for p in allows]


def _problems(problems: Iterable[Problem]) -> list[Json]:
    return [
        {
            "code": problem.code,
            "message": problem.message,
            "object": problem.object,
            "field": problem.field,
            "advice": problem.advice,
            "location": _location(problem.location) if problem.location else None,
        }
        for problem in problems
    ]
