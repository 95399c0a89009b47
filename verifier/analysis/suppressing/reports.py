"""A lint report less what is suppressed, and less what a baseline knows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from verifier.analysis.baselines.files import Known, compared
from verifier.analysis.lint.findings import Finding, Hidden, LintReport
from verifier.analysis.suppressing.settling import settle
from verifier.analysis.suppressing.sources import in_configuration, in_texts
from verifier.manifests.extents import Extents
from verifier.query import Ignored

Has = Callable[[str], bool]


def without_suppressed(
    report: LintReport,
    entries: Iterable[Ignored],
    *,
    codes: Sequence[str],
    has: Has,
    today: date | None = None,
) -> LintReport:
    """The report as comments, annotations and the entries of the configuration want it, with the
    findings about themselves.

    `codes` are all that there are, `has` tells those that the run looks for; `today`: the day (UTC)
    by which suppressions end, None for the present one.
    """
    extents = Extents(report.texts)
    written = (*in_texts(extents, report.texts), *in_configuration(entries))
    if not written:
        return report
    settled = settle(
        report.findings,
        written,
        extents,
        known=codes,
        looked_for=looked_for(report, codes, has),
        today=today or datetime.now(UTC).date(),
    )
    hidden = (
        Hidden(one.finding, one.by.written, one.by.reason, one.by.location)
        for one in settled.suppressed
    )
    shown = (finding for finding in settled.findings if has(finding.code))
    return replace(
        report,
        findings=tuple(sorted(shown, key=order)),
        hidden=(*report.hidden, *hidden),
    )


def without_known(
    report: LintReport, baseline: Iterable[Known], *, codes: Sequence[str], has: Has
) -> LintReport:
    """The report without the findings of a baseline, and with the entries that are gone."""
    found = compared(report.findings, report.texts, baseline, looked_for(report, codes, has))
    hidden = (Hidden(finding, "baseline", "", None) for finding in found.known)
    gone = tuple(f"{entry.code} {entry.object}, {entry.field}".rstrip(", ") for entry in found.gone)
    return replace(report, findings=found.new, hidden=(*report.hidden, *hidden), gone=gone)


def looked_for(report: LintReport, codes: Iterable[str], has: Has) -> frozenset[str]:
    """The codes that the report has an answer for, everywhere."""
    open_ = {code for item in report.unknown for code in item.codes}
    return frozenset(code for code in codes if has(code) and code not in open_)


def order(finding: Finding) -> tuple[object, ...]:
    """By place, then code."""
    return finding.location, finding.code, finding.object, finding.field
