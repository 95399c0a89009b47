"""The findings of lint, the worst first, with their places."""

from collections import Counter

from verifier.analysis.lint.findings import SEVERITIES, Finding, LintReport
from verifier.report.html.escaping import element, escaped
from verifier.report.html.excerpts import Excerpts
from verifier.report.html.traces import row
from verifier.report.terminal import plural

MOST = 500  # with details: a page is for reading
SKIPPED = "Findings were left out: <code>netproof lint</code> tells them."


def severities(report: LintReport) -> list[tuple[str, int]]:
    """Each severity that occurs, the worst first, and how often."""
    counts = Counter(finding.severity for finding in report.findings)
    return [(name, counts[name]) for name in SEVERITIES if counts[name]]


def findings_html(report: LintReport | None) -> str:
    """All findings, one closed block each."""
    if report is None:
        return element("p", SKIPPED)
    if not report.findings:
        return element("p", "Nothing was found.")
    excerpts = Excerpts(report.texts)
    ordered = sorted(report.findings, key=lambda f: SEVERITIES.index(f.severity))
    blocks = "".join(one(finding, excerpts) for finding in ordered[:MOST])
    if len(ordered) > MOST:
        left = plural(len(ordered) - MOST, "more finding")
        blocks += element("p", f"{left}: <code>netproof lint</code> tells all.")
    if report.unknown:
        given_up = plural(len(report.unknown), "question")
        blocks += element("p", f"{given_up} given up in time: nothing is claimed about these.")
    return blocks


def one(finding: Finding, excerpts: Excerpts) -> str:
    """A finding: its code, object and message; inside, the place and the proof."""
    badge = element("strong", finding.severity, class_=f"badge {finding.severity}")
    subject = element("code", escaped(finding.code)) + f" {escaped(finding.object)}: "
    head = element("summary", f"{badge} {subject}{escaped(finding.message)}")
    facts = row("Field", element("code", escaped(finding.field))) if finding.field else ""
    facts += row("Proof", escaped(finding.proof)) if finding.proof else ""
    places = excerpts.show(finding.location)
    places += "".join(excerpts.show(item.location, item.text) for item in finding.related)
    body = element("dl", facts, class_="trace") + places
    return element("details", head + body, class_="finding", data_severity=finding.severity)
