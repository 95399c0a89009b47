"""The page in a few lines, for a terminal."""

from verifier.analysis.overview.results import Overview
from verifier.report.html.findings import left_out_words, severities
from verifier.report.html.verdicts import tally
from verifier.report.terminal import Canvas, plural


def render_summary(overview: Overview, canvas: Canvas, *, written: bool) -> str:
    """What the page holds, and how to get it unless it is `written`."""
    drawing = overview.drawing
    lines = [f"{plural(len(drawing.workloads), 'workload')}, {drawing.pairs:,} pairs reach"]
    lines[0] += f", {len(overview.explained):,} explained"
    if overview.verdicts is None:
        lines.append("no invariants file found")
    else:
        total = plural(len(overview.verdicts.results), "invariant")
        counts = ", ".join(f"{n:,} {name}" for name, n in tally(overview.verdicts))
        lines.append(f"{total}: {counts or 'nothing to judge'}")
    if overview.findings is not None:
        total = plural(len(overview.findings.findings), "finding")
        counts = ", ".join(f"{n:,} {name}" for name, n in severities(overview.findings))
        lines.append(f"{total}: {counts}" if counts else total)
    if words := left_out_words(overview.left_out):
        lines.append(words)
    if not written:
        lines.append("The page itself: netproof report -o html=FILE")
    return "".join(canvas.wrap(line, 2) + "\n" for line in lines)
