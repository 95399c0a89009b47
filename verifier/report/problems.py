"""Problems of inputs, each with its place, an excerpt, and what to do about it."""

from collections.abc import Mapping, Sequence
from typing import Literal

from verifier.errors import Problem
from verifier.report.excerpt import excerpt
from verifier.report.terminal import Canvas

MOST = 50


def render_problems(
    problems: Sequence[Problem],
    texts: Mapping[str, str],
    canvas: Canvas,
    kind: Literal["error", "warning"] = "error",
) -> str:
    """One block per problem, in the order given, at most MOST of them; "" when there are none."""
    blocks = [_block(problem, texts, canvas, kind) for problem in problems[:MOST]]
    if len(problems) > MOST:
        blocks.append(f"... and {len(problems) - MOST:,} more {kind}s\n")
    return "\n".join(blocks)


def _block(
    problem: Problem, texts: Mapping[str, str], canvas: Canvas, kind: Literal["error", "warning"]
) -> str:
    subject = ": ".join(part for part in (problem.object, problem.field, problem.message) if part)
    head = f"{kind}[{problem.code}]"
    lines = [canvas.wrap(subject, 4, canvas.paint(kind, head) + ": ")]
    if problem.location:
        lines.append(excerpt(texts, problem.location, canvas, height=1))
    if problem.advice:
        lines.append(canvas.wrap(problem.advice, 8, "  help: "))
    return "\n".join(lines) + "\n"
