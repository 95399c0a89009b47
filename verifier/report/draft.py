"""What `netproof init` says beside the file: how much is in it, and what is not."""

from collections.abc import Mapping, Sequence

from verifier.analysis.drafting.drafting import Draft
from verifier.errors import Problem
from verifier.report.problems import render_problems
from verifier.report.terminal import Canvas, plural


def render_summary(
    draft: Draft, warnings: Sequence[Problem], texts: Mapping[str, str], canvas: Canvas
) -> str:
    """The warnings about the input, and one line for each kind of thing; the file's last comment
    names them."""
    found = [render_problems(warnings, texts, canvas, "warning")] if warnings else []
    subject = plural(draft.invariants, "invariant")
    verb = "is" if draft.invariants == 1 else "are"
    found.append(
        f"netproof: {subject}, which {verb} proved now"
        if draft.invariants
        else "netproof: no invariant: nothing can be said of these manifests"
    )
    found += [
        canvas.wrap(f"left out, {entry.what}: {len(entry.names):,}", 4, "  ")
        for entry in draft.left_out
        if entry.names
    ]
    return "\n".join(found)
