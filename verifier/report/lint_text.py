"""What `netproof lint` found, for terminals: a block for each finding, and the summary."""

from collections import Counter
from collections.abc import Mapping

from verifier.analysis.lint.findings import SEVERITIES, Finding, LintReport, Unsettled
from verifier.analysis.lint.registry import rule_of
from verifier.report.excerpt import excerpt
from verifier.report.problems import render_problems
from verifier.report.terminal import Canvas, clean, plural

MOST_RELATED = 4  # lines of places beside a finding


def render_text(report: LintReport, canvas: Canvas, *, quiet: bool = False) -> str:
    """A block for each finding, what stayed open, what the proofs rest on, the summary.

    `quiet`: a line for each finding instead of its block, and the summary.
    """
    if quiet:
        blocks = [_line(finding) for finding in report.findings]
        blocks.append(_gone(report))
        return "".join(f"{line}\n" for line in [*blocks, _summary(report)] if line)
    blocks = [_block(finding, report.texts, canvas) for finding in report.findings]
    blocks += [_open(item, canvas) for item in report.unknown]
    if report.warnings:
        blocks.append(render_problems(report.warnings, {}, canvas, "warning").rstrip())
    blocks += [_gone(report), _basis(report, canvas)]
    blocks.append(canvas.paint("strong", _summary(report)))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _line(finding: Finding) -> str:
    where = ", ".join(part for part in (finding.object, finding.field) if part)
    message = f"{where}: {finding.message}" if where else finding.message
    return clean(f"{finding.location}: {finding.severity}[{finding.code}] {message}")


def _block(finding: Finding, texts: Mapping[str, str], canvas: Canvas) -> str:
    subject = ": ".join(part for part in (finding.object, finding.field, finding.message) if part)
    head = f"{finding.severity}[{finding.code}]"
    role = {"error": "error", "warning": "warning", "info": "strong"}[finding.severity]
    lines = [canvas.wrap(subject, 4, canvas.paint(role, head) + ": ")]
    lines.append(
        excerpt(texts, finding.location, canvas, label=rule_of(finding.code).name, height=1)
    )
    shown = finding.related[:MOST_RELATED]
    lines += (_row(canvas, "see", f"{item.text} ({item.location})") for item in shown)
    if len(finding.related) > len(shown):
        lines.append(_row(canvas, "see", f"{len(finding.related) - len(shown):,} more places"))
    lines.append(_row(canvas, "proof", finding.proof))
    return "\n".join(lines)


def _open(item: Unsettled, canvas: Canvas) -> str:
    subject = ": ".join(part for part in (item.object, item.field, item.reason) if part)
    head = canvas.paint("unknown", f"unknown[{', '.join(item.codes)}]")
    return canvas.wrap(f"{subject} ({item.location})", 4, f"{head}: ")


def _row(canvas: Canvas, label: str, text: str) -> str:
    return canvas.wrap(text, 10, f"  {canvas.paint('faint', f'{label:<7}')} ")


def _basis(report: LintReport, canvas: Canvas) -> str:
    lines: list[str] = []
    if report.findings:
        lines.append("The findings assume:")
        lines += (canvas.wrap(assumption.text, 4, "  - ") for assumption in report.assumptions)
        lines.append("")
    used = f"Read {report.used}." if report.used else ""
    ignored = f"Ignored {report.ignored}." if report.ignored else ""
    lines.append(canvas.wrap(f"{used} {ignored}".strip(), 0))
    return "\n".join(lines).strip()


def _summary(report: LintReport) -> str:
    counts = Counter(finding.severity for finding in report.findings)
    tally = [plural(counts[s], s) if s != "info" else f"{counts[s]:,} info" for s in SEVERITIES]
    words = ", ".join(text for text, s in zip(tally, SEVERITIES, strict=True) if counts[s])
    codes = sorted({finding.code for finding in report.findings})
    asks = f"; netproof rule {codes[0]} explains a code" if codes else ""
    removable = sum(finding.removable for finding in report.findings)
    goes = f"; {removable:,} can be removed together" if removable else ""
    left = f"; {len(report.unknown):,} unknown" if report.unknown else ""
    found = f"{plural(len(report.findings), 'finding')}: {words}" if words else "no findings"
    return f"{found}{goes}{left}{_hidden(report)}{asks}"


def _hidden(report: LintReport) -> str:
    """How many findings are not shown, and why."""
    known = sum(item.by == "baseline" for item in report.hidden)
    texts = {"suppressed": len(report.hidden) - known, "in the baseline": known}
    return "".join(f"; {count:,} {what}" for what, count in texts.items() if count)


def _gone(report: LintReport) -> str:
    """Entries of the baseline that are in vain."""
    if not report.gone:
        return ""
    lines = ["No longer found, and still in the baseline:"]
    return "\n".join([*lines, *(f"  - {clean(entry)}" for entry in report.gone)])
