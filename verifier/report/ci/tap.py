"""TAP, version 14: one test point for each invariant, with a YAML block for what did not pass."""

import json

from verifier.report.ci.notice import CiReport, Trial
from verifier.report.ci.places import Places
from verifier.report.terminal import clean


def render(report: CiReport, places: Places) -> str:
    """The tests of the report."""
    lines = ["TAP version 14", f"1..{len(report.tests)}"]
    for number, test in enumerate(report.tests, 1):
        lines += _point(number, test, places)
    return "\n".join([*lines, f"# {clean(report.summary)}"]) + "\n"


def _point(number: int, test: Trial, places: Places) -> list[str]:
    """A result that does not count is TODO: harnesses show it and do not fail."""
    word = "ok" if test.outcome == "passed" else "not ok"
    todo = f" # TODO {test.kind}, and does not count" if test.outcome == "skipped" else ""
    name = test.id if test.id == test.title else f"{test.id}: {test.title}"
    lines = [f"{word} {number} - {_escaped(name)}{todo}"]
    if test.outcome == "passed":
        return lines
    block = {"verdict": test.kind, "message": test.text}
    if test.location:
        block["at"] = f"{places.path(test.location)}:{test.location.line}"
    values = [f"{key}: {json.dumps(value)}" for key, value in block.items()]
    return [*lines, "  ---", *(f"  {value}" for value in values), "  ..."]


def _escaped(text: str) -> str:
    return clean(text).replace("\\", "\\\\").replace("#", "\\#")
