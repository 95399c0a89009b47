"""JUnit XML: one test for each invariant, with its file and line."""

import re
from collections import Counter
from xml.etree import ElementTree

from verifier.report.ci.notice import CiReport, Trial
from verifier.report.ci.places import Places

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ELEMENTS = {"failed": "failure", "error": "error", "skipped": "skipped"}


def render(report: CiReport, places: Places) -> str:
    """The tests of the report as a `testsuites` element with one suite."""
    counts = Counter(test.outcome for test in report.tests)
    numbers = {
        "tests": str(len(report.tests)),
        "failures": str(counts["failed"]),
        "errors": str(counts["error"]),
        "skipped": str(counts["skipped"]),
        "time": f"{sum(test.seconds for test in report.tests):.3f}",
    }
    root = ElementTree.Element("testsuites", {"name": "netproof", **numbers})
    suite = ElementTree.SubElement(root, "testsuite", {"name": f"netproof {report.command}"})
    suite.attrib |= numbers
    for test in report.tests:
        _case(suite, test, places)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(suite: ElementTree.Element, test: Trial, places: Places) -> None:
    case = ElementTree.SubElement(suite, "testcase")
    path = places.path(test.location) if test.location else "netproof"
    case.attrib |= {"classname": _legal(path), "name": _legal(test.id)}
    if test.location:
        case.attrib |= {"file": _legal(path), "line": str(test.location.line)}
    case.set("time", f"{test.seconds:.3f}")
    if test.outcome == "passed":
        return
    words = f"{test.kind}: {test.title}"
    if test.outcome == "skipped":
        words = f"does not count: {words}"
    found = ElementTree.SubElement(case, ELEMENTS[test.outcome], {"message": _legal(words)})
    if test.outcome != "skipped":
        found.set("type", test.kind)
    found.text = _legal(test.text)


def _legal(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return ILLEGAL.sub("?", text)
