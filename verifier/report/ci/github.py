"""Annotations for GitHub Actions: workflow commands on standard output."""

from verifier.report.ci.notice import CiReport, Level, Notice
from verifier.report.ci.places import Places
from verifier.report.regressions import changed_since
from verifier.report.terminal import clean

COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: CiReport, places: Places) -> str:
    """One command for each notice, those that weigh most first: GitHub shows ten of a kind.

    The last line is the summary, for the log.
    """
    commands = [_command(notice, places) for notice in report.sorted_notices()]
    summary = f"netproof: {clean(report.summary)}"
    if report.since:
        summary += f"; {changed_since(len(report.changes), report.since)}"
    return "\n".join([*commands, summary]) + "\n"


def _command(notice: Notice, places: Places) -> str:
    properties = {"title": f"netproof: {notice.code}"}
    if notice.location:
        region = places.region(notice.location)
        properties = {
            "file": places.path(notice.location),
            "line": str(region.line),
            "endLine": str(region.end_line or region.line),
            **properties,
        }
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    details = "".join(f"\n{name}: {words}" for name, words in notice.rows)
    return f"::{COMMANDS[notice.level]} {listed}::{_data(notice.message + details)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
