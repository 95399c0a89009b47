"""The JSON contract netproof.why/v1: keys are added, never changed."""

from verifier.analysis.results import WhyReport
from verifier.analysis.services.results import Hops
from verifier.report.change import change_json
from verifier.report.json_v1 import (
    Json,
    _assumptions,
    _flow,
    _location,
    _ports,
    _problems,
    _text,
    _trace,
)


def render_why(report: WhyReport) -> str:
    """The report as netproof.why/v1."""
    decided = report.decided
    answer: Json = {
        "format": "netproof.why/v1",
        "flow": _flow(report.flow),
        "decision": decided.decision.value,
        "egress": _trace(decided.egress),
        "ingress": _trace(decided.ingress),
        "assumptions": _assumptions(report.assumptions),
        "warnings": _problems(report.warnings),
        "used": report.used,
        "ignored": report.ignored,
    }
    if decided.depends_on:
        answer["depends_on"] = list(decided.depends_on)
    if report.allows is not None:
        answer["allows"] = _ports(report.allows)
    if report.conditional:
        answer["conditional"] = _ports(report.conditional)
    if report.service is not None:
        answer["service"] = hops_json(report.service)
    if report.change is not None:
        answer["change"] = change_json(report.change)
    return _text(answer)


def hops_json(found: Hops) -> Json:
    """Where a Service leads, and what is decided there."""
    return {
        "name": found.service.removeprefix("Service "),
        "location": _location(found.location),
        "hops": [
            {
                "service_port": hop.service_port,
                "protocol": hop.protocol.value,
                "workload": hop.workload,
                "port": hop.port,
                **({"decision": hop.decision.value} if hop.decision else {}),
                **({} if hop.reached is None else {"reached": hop.reached}),
            }
            for hop in found.hops
        ],
        "without_port": list(found.lacking),
    }
