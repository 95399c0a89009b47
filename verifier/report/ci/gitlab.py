"""GitLab's code quality report: a JSON list that a merge request shows."""

import json

from verifier.report.ci.notice import CiReport, Level, Notice
from verifier.report.ci.places import Places

SEVERITIES: dict[Level, str] = {"error": "critical", "warning": "major", "note": "info"}


def render(report: CiReport, places: Places) -> str:
    """One entry for each notice."""
    entries = [_entry(notice, places) for notice in report.sorted_notices()]
    return json.dumps(entries, indent=2) + "\n"


def _entry(notice: Notice, places: Places) -> dict[str, object]:
    """GitLab drops entries without a path, so one without a place gets the root of the project."""
    path, lines = ".", {"begin": 1}
    if notice.location:
        path, region = places.path(notice.location), places.region(notice.location)
        lines = {"begin": region.line, "end": region.end_line or region.line}
    details = "\n".join(f"- {name}: {words}" for name, words in notice.rows)
    return {
        "description": notice.message,
        "check_name": notice.code,
        "fingerprint": notice.fingerprint,
        "severity": SEVERITIES[notice.level],
        "location": {"path": path, "lines": lines},
        "content": {"body": details},
    }
