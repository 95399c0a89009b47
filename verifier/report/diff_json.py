"""The JSON contract netproof.diff/v1: keys are added, never changed."""

from verifier.analysis.diff.results import Answer, Change, DiffReport, Part
from verifier.analysis.map.results import Connections
from verifier.report.json_v1 import (
    _assumptions,
    _flow,
    _location,
    _ports,
    _problems,
    _text,
    _trace,
)

Json = dict[str, object]


def render_json(report: DiffReport) -> str:
    """The report as netproof.diff/v1."""
    return _text(
        {
            "format": "netproof.diff/v1",
            "verdict": report.verdict.value,
            "old": report.old,
            "new": report.new,
            "level": report.level.text,
            "opened": [_change(change) for change in report.opened.changes],
            "closed": [_change(change) for change in report.closed.changes],
            "opens": _answer(report.opened),
            "closes": _answer(report.closed),
            "only_old": list(report.inputs.only_old),
            "only_new": list(report.inputs.only_new),
            "altered": list(report.inputs.altered),
            "relabelled": list(report.inputs.relabelled),
            "moved": [
                {
                    "workload": item.workload,
                    "gains": [_flows(found) for found in item.gains],
                    "loses": [_flows(found) for found in item.loses],
                }
                for item in report.inputs.moved
            ],
            "exceptions": [
                {"reason": item.reason, "until": item.until} for item in report.exemptions
            ],
            "assumptions": _assumptions(report.assumptions),
            "warnings": _problems(report.warnings),
            "used": {"old": report.used[0], "new": report.used[1]},
        }
    )


def _answer(answer: Answer) -> Json:
    words = {True: "yes", False: "no", None: "unknown"}
    entry: Json = {"answer": words[answer.found], "complete": answer.complete}
    return entry | ({"reason": answer.reason} if answer.reason else {})


def _flows(found: Connections) -> Json:
    return {
        "sources": list(found.sources),
        "destinations": list(found.destinations),
        "allows": _ports(found.allows),
    }


def _change(change: Change) -> Json:
    return {
        "general": change.general,
        "allows": _ports(change.allows),
        "port_names": list(change.port_names),
        "direction": change.direction.value.lower(),
        "unless": list(change.unless),
        "level": change.level.text,
        "sources": None if change.sources is None else list(change.sources),
        "destinations": None if change.destinations is None else list(change.destinations),
        "example": _flow(change.example),
        "example_takes": list(change.takes),
        "old": {"egress": _trace(change.old.egress), "ingress": _trace(change.old.ingress)},
        "new": {"egress": _trace(change.new.egress), "ingress": _trace(change.new.ingress)},
        "because": [_part(part) for part in change.because],
        "readings": {point: list(found) for point, found in sorted(change.readings.items())},
        "facts": list(change.facts),
        "ties": change.ties,
        "replayed": True,
    }


def _part(part: Part) -> Json:
    return {
        "side": part.side,
        "direction": part.direction.value.lower(),
        "kind": {"admits": "rule"}.get(part.role, part.role),
        "policy": part.policy,
        "rule": part.rule,
        "peer": part.peer,
        "location": _location(part.location),
    }
