"""The findings of lint, the worst first, with their places."""

from collections import Counter
from collections.abc import Sequence

from verifier.analysis.lint.findings import SEVERITIES, Finding, LintReport
from verifier.report.html.escaping import element, escaped, with_code
from verifier.report.html.excerpts import Excerpts
from verifier.report.html.traces import row
from verifier.report.terminal import plural

ALL = "NP"
MOST = 500  # with details: a page is for reading
SKIPPED = "Not looked for: all findings. `netproof lint` looks for them."


def severities(report: LintReport) -> list[tuple[str, int]]:
    """Each severity that occurs, the worst first, and how often."""
    counts = Counter(finding.severity for finding in report.findings)
    return [(name, counts[name]) for name in SEVERITIES if counts[name]]


def left_out_words(left_out: Sequence[str]) -> str:
    """Which codes nobody looked for, and how to; "" where there are none."""
    if not left_out:
        return ""
    if ALL in left_out:
        return SKIPPED
    codes = [code if len(code) == len("NP401") else f"all {code}xx" for code in left_out]
    return (
        f"Not looked for: {', '.join(codes[:-1])} and {codes[-1]}, which take a proof for each "
        "part of a policy. `netproof lint` looks for them, or `netproof report --lint full`."
    )


def findings_html(report: LintReport | None, left_out: Sequence[str] = ()) -> str:
    """All findings, one closed block each, after what was not looked for."""
    words = left_out_words(left_out)
    missing = element("p", with_code(words, class_="command")) if words else ""
    return missing if report is None else missing + found_html(report)


def found_html(report: LintReport) -> str:
    """The findings, the worst first."""
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
    """A finding: its code, object, field and message; inside, the place and the proof."""
    badge = element("strong", finding.severity, class_=f"badge {finding.severity}")
    field = f" {element('code', escaped(finding.field))}" if finding.field else ""
    subject = f"{element('code', escaped(finding.code))} {escaped(finding.object)}{field}: "
    head = element("summary", f"{badge} {subject}{with_code(finding.message)}")
    facts = row("Proof", escaped(finding.proof)) if finding.proof else ""
    places = excerpts.show(finding.location)
    places += "".join(excerpts.show(item.location, item.text) for item in finding.related)
    body = element("dl", facts, class_="trace") + places
    return element("details", head + body, class_="finding", data_severity=finding.severity)
