"""All families of findings on one input, in the order of the text."""

from collections.abc import Callable, Iterable
from datetime import date

from verifier.analysis.lint import (
    dead,
    exposure,
    homes,
    inputs,
    one_sided,
    service_ports,
    tiers,
    ties,
)
from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.findings import Finding, LintReport, Unsettled
from verifier.analysis.lint.one_cause import merged
from verifier.analysis.lint.registry import RULES
from verifier.analysis.lint.selection import Selection
from verifier.analysis.standing import assumptions, summaries
from verifier.analysis.suppressing.reports import without_suppressed
from verifier.manifests import Manifests
from verifier.query import Ignored

TIMEOUT_MS = 30_000
Family = Callable[[Context], Found]
FAMILIES: tuple[tuple[str, Family], ...] = (
    ("NP1", dead.find),
    ("NP2", exposure.find),
    ("NP306", service_ports.find),
    ("NP31", ties.find),
    ("NP41", tiers.shadowed),
    ("NP5", one_sided.find),
    ("NP9", inputs.find),
)


def lint(
    manifests: Manifests,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    timeout_ms: int = TIMEOUT_MS,
    ignored: Iterable[Ignored] = (),
    today: date | None = None,
) -> LintReport:
    """Everything that is worth a word in the manifests, each finding with its proof.

    `select` and `ignore` hold codes or their beginnings (NP4): what is selected (all, where nothing
    is) and not ignored is looked for. `timeout_ms` (milliseconds) bounds each question. What is
    suppressed on the day `today` (None: the present one, UTC) by a comment, an annotation or the
    entries `ignored` is hidden. Raises UsageError where `select` or `ignore` name no code.
    """
    chosen = Selection.of(select, ignore)
    context = Context(manifests, timeout_ms)
    findings: list[Finding] = []
    unknown: list[Unsettled] = []
    families = (family for prefix, family in FAMILIES if chosen.may_have(prefix))
    for found in (*(family(context) for family in families), *homes.find(context, chosen)):
        findings += found.findings
        unknown += found.unknown
    used, passed_over = summaries(manifests)
    report = LintReport(
        findings=tuple(sorted((f for f in merged(findings) if chosen.has(f.code)), key=order)),
        unknown=tuple(u for u in unknown if any(map(chosen.has, u.codes))),
        assumptions=assumptions(manifests),
        warnings=tuple(w for w in manifests.warnings if w.location is None),
        texts=manifests.texts,
        used=used,
        ignored=passed_over,
    )
    codes = [rule.code for rule in RULES]
    return without_suppressed(report, ignored, codes=codes, has=chosen.has, today=today)


def order(finding: Finding) -> tuple[object, ...]:
    """By place, then code."""
    return finding.location, finding.code, finding.object, finding.field
