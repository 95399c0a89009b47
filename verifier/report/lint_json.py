"""What `netproof lint` found as netproof.lint/v1: keys are added, never changed."""

from collections import Counter

from verifier.analysis.lint.findings import SEVERITIES, Finding, Hidden, LintReport, Unsettled
from verifier.analysis.lint.registry import rule_of
from verifier.report.json_v1 import Json, _assumptions, _location, _problems, _text


def render_json(report: LintReport) -> str:
    """The report as netproof.lint/v1."""
    counts = Counter(finding.severity for finding in report.findings)
    return _text(
        {
            "format": "netproof.lint/v1",
            "summary": {severity: counts[severity] for severity in SEVERITIES}
            | {"unknown": len(report.unknown)},
            "findings": [_finding(finding) for finding in report.findings],
            "unknown": [_unsettled(item) for item in report.unknown],
            "hidden": [_hidden(item) for item in report.hidden],
            "gone": list(report.gone),
            "assumptions": _assumptions(report.assumptions),
            "warnings": _problems(report.warnings),
            "used": report.used,
            "ignored": report.ignored,
        }
    )


def _finding(finding: Finding) -> Json:
    return {
        "code": finding.code,
        "name": rule_of(finding.code).name,
        "severity": finding.severity,
        "message": finding.message,
        "object": finding.object,
        "field": finding.field,
        "location": _location(finding.location),
        "level": finding.level.text if finding.level is not None else None,
        "proof": finding.proof,
        "removable": finding.removable,
        "related": [
            {"text": item.text, "location": _location(item.location)} for item in finding.related
        ],
    }


def _hidden(item: Hidden) -> Json:
    return {
        "finding": _finding(item.finding),
        "by": item.by,
        "reason": item.reason,
        "location": None if item.location is None else _location(item.location),
    }


def _unsettled(item: Unsettled) -> Json:
    return {
        "codes": list(item.codes),
        "object": item.object,
        "field": item.field,
        "location": _location(item.location),
        "reason": item.reason,
    }
