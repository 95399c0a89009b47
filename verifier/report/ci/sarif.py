"""SARIF 2.1.0, for code scanning: one rule for each code, one result for each notice."""

import json
from itertools import chain

from verifier.location import Location
from verifier.report.ci.notice import CiReport, Notice, Placed
from verifier.report.ci.places import Places
from verifier.report.ci.version import site, tool_version

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000  # GitHub refuses a run with more
MOST_TAGS = 20
Json = dict[str, object]


def render(report: CiReport, places: Places) -> str:
    """The report as a SARIF log of one run."""
    notices = report.sorted_notices()[:MOST_RESULTS]
    rules = {notice.code: notice for notice in reversed(notices)}
    nowhere = _place_of_all(report)
    order = {code: number for number, code in enumerate(sorted(rules))}
    driver: Json = {"name": "netproof", "semanticVersion": tool_version()}
    if home := site():
        driver["informationUri"] = home
    run: Json = {
        "tool": {"driver": {**driver, "rules": [_rule(rules[code], home) for code in order]}},
        # Uploads of one commit with equal ids replace each other: each command has its own.
        "automationDetails": {"id": f"netproof/{report.command}/"},
        "invocations": [{"executionSuccessful": True}],
        "columnKind": "unicodeCodePoints",
        "results": [_result(n, order[n.code], n.location or nowhere, places) for n in notices],
        "properties": {
            "command": report.command,
            "summary": report.summary,
            "assumptions": list(report.basis),
            **_since(report),
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _since(report: CiReport) -> Json:
    """The verdicts that were others in an earlier version, where one was asked about."""
    if not report.since:
        return {}
    return {"since": report.since, "changed": [change.title for change in report.changes]}


def _rule(notice: Notice, home: str) -> Json:
    properties: Json = {"tags": list(dict.fromkeys(notice.tags))[:MOST_TAGS]}
    if notice.security_severity:
        properties["security-severity"] = notice.security_severity
    rule: Json = {
        "id": notice.code,
        "name": notice.name,
        "shortDescription": {"text": notice.name},
        "fullDescription": {"text": notice.description or notice.name},
        "defaultConfiguration": {"level": notice.level},
        "properties": properties,
    }
    if notice.help:
        rule["help"] = {"text": notice.help, "markdown": notice.help}
    if home and notice.page:
        rule["helpUri"] = home + notice.page
    return rule


def _place_of_all(report: CiReport) -> Location:
    """The place of a result that has none: code scanning takes no log with a result without one.
    It is where something was asked, or a file of the input."""
    asked = (test.location for test in report.tests if test.location)
    files = (Location(path, 1, 1) for path in report.texts)
    return next(chain(asked, files), Location(".", 1, 1))


def _result(notice: Notice, rule: int, location: Location, places: Places) -> Json:
    details = "".join(f"\n{name}: {words}" for name, words in notice.rows)
    result: Json = {
        "ruleId": notice.code,
        "ruleIndex": rule,
        "level": notice.level,
        "message": {"text": notice.message + details},
        "locations": [_location(location, places)],
        "partialFingerprints": {"netproof/v1": notice.fingerprint},
    }
    if notice.related:
        result["relatedLocations"] = [
            {"id": number, **_placed(placed, places)}
            for number, placed in enumerate(notice.related, 1)
        ]
    if notice.steps:
        flow = [{"location": _placed(step, places)} for step in notice.steps]
        result["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
    return result


def _placed(placed: Placed, places: Places) -> Json:
    text, location = placed
    return {**_location(location, places), "message": {"text": text}}


def _location(location: Location, places: Places) -> Json:
    region = places.region(location)
    known: Json = {"startLine": region.line, "startColumn": region.column}
    if region.end_line is not None:
        known |= {"endLine": region.end_line, "endColumn": region.end_column}
    artifact = {"uri": places.uri(location)}
    return {"physicalLocation": {"artifactLocation": artifact, "region": known}}
