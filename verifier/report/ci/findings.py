"""The report of `lint` as notices and results of tests."""

from collections import Counter
from collections.abc import Iterator, Mapping

from verifier.analysis.baselines.fingerprints import fingerprints
from verifier.analysis.lint.findings import SEVERITIES, Finding, LintReport
from verifier.analysis.lint.registry import rule_of
from verifier.location import Location
from verifier.report.ci.fingerprints import fingerprint, told_apart
from verifier.report.ci.notice import OF_SEVERITY, SECURITY, CiReport, Notice, Outcome, Row, Trial
from verifier.report.ci.rows import as_text
from verifier.report.ci.templates import at_template
from verifier.report.ci.verdicts import warning
from verifier.report.terminal import plural

EXPOSING = ("NP2", "NP3")  # the families whose findings code scanning should rank by severity
HELP = """\
{summary}

{why}

How it is proved: {proof}

Explained with examples: `netproof rule {code}`. To hide it, with a reason:
`# netproof: ignore[{code}] reason` on a line of the finding.
"""


def of_lint(
    report: LintReport, fail_on: str, origins: Mapping[Location, Location] | None = None
) -> CiReport:
    """The report in the neutral form; `fail_on` is the least severity that fails the run,
    `origins` maps places in rendered manifests to their templates."""
    counting = SEVERITIES[: [str(each) for each in SEVERITIES].index(fail_on) + 1]
    names = fingerprints(report.findings, report.texts)
    notices = [_notice(f, name) for f, name in zip(report.findings, names, strict=True)]
    notices += [warning(problem, report.texts) for problem in report.warnings]
    return CiReport(
        command="lint",
        summary=_summary(report),
        notices=told_apart(at_template(n, origins or {}, report.texts) for n in notices),
        tests=tuple(_trials(report, counting)),
        basis=tuple(assumption.text for assumption in report.assumptions),
        texts=report.texts,
    )


def _summary(report: LintReport) -> str:
    counts = Counter(finding.severity for finding in report.findings)
    tally = [plural(counts[each], each) for each in ("error", "warning") if counts[each]]
    tally += [f"{counts['info']} info"] if counts["info"] else []
    tally += [f"{len(report.unknown)} not decided"] if report.unknown else []
    return ": ".join([plural(len(report.findings), "finding"), *filter(None, [", ".join(tally)])])


def _notice(finding: Finding, name: str) -> Notice:
    rule, level = rule_of(finding.code), OF_SEVERITY[finding.severity]
    security = SECURITY[level] if finding.code.startswith(EXPOSING) else ""
    return Notice(
        code=finding.code,
        name=rule.name,
        level=level,
        message=f"{_subject(finding)}: {finding.message}",
        location=finding.location,
        fingerprint=fingerprint(finding.code, name),
        rows=tuple(_rows(finding)),
        related=tuple((item.text, item.location) for item in finding.related),
        description=rule.summary,
        help=HELP.format(code=rule.code, summary=rule.summary, why=rule.why, proof=rule.proof),
        page=f"rules/{finding.code}",
        security_severity=security,
        tags=(*(["security"] if security else []), "kubernetes", "network-policy"),
    )


def _subject(finding: Finding) -> str:
    return ": ".join(part for part in (finding.object, finding.field) if part)


def _rows(finding: Finding) -> Iterator[Row]:
    if finding.proof:
        yield "proof", finding.proof
    if finding.level is not None:
        yield "level", finding.level.text
    for item in finding.related:
        yield "see", f"{item.location} {item.text}"


def _trials(report: LintReport, counting: tuple[str, ...]) -> Iterator[Trial]:
    """One for each finding; a run without any is one that passes, for readers that refuse none."""
    for finding in report.findings:
        yield _trial(finding, "failed" if finding.severity in counting else "skipped")
    for hidden in report.hidden:
        yield _trial(hidden.finding, "skipped", f"hidden by {hidden.by}: {hidden.reason}")
    for item in report.unknown:
        codes = ", ".join(item.codes)
        yield Trial(
            id=f"{codes} {item.object} {item.field}".rstrip(),
            title=f"{item.object}: {item.field}",
            kind="unknown",
            outcome="error",
            seconds=0,
            text=item.reason,
            location=item.location,
        )
    if not (report.findings or report.hidden or report.unknown):
        yield Trial(id="lint", title="no findings", kind="proved", outcome="passed", seconds=0)


def _trial(finding: Finding, outcome: Outcome, more: str = "") -> Trial:
    said = (("finding", finding.message), *_rows(finding))
    return Trial(
        id=f"{finding.code} {finding.object} {finding.field}".rstrip(),
        title=f"{finding.message} ({more})" if more else finding.message,
        kind=finding.severity,
        outcome=outcome,
        seconds=0,
        text=as_text(said),
        location=finding.location,
    )
