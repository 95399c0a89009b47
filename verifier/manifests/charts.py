"""Charts among manifests: their templates are no YAML, and one command renders them all."""

import os
import shlex
from collections.abc import Iterable
from dataclasses import replace

from verifier.errors import Problem
from verifier.manifests.codes import Code
from verifier.manifests.nodes import RENDER


def charts_told_once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems; those that come from the templates of one chart are one, which names the
    command that renders the chart, at the place of the first."""
    found: dict[object, Problem] = {}
    files: dict[str, set[str]] = {}
    for problem in problems:
        chart = _chart_of(problem)
        if chart is None:
            found[len(found)] = problem
            continue
        found.setdefault(chart, problem)
        files.setdefault(chart, set()).add(problem.location.path if problem.location else "")
    return tuple(
        _render(problem, key, len(files[key])) if isinstance(key, str) else problem
        for key, problem in found.items()
    )


def _render(problem: Problem, chart: str, files: int) -> Problem:
    more = f" (and in {files - 1} more of the chart)" if files > 1 else ""
    return replace(
        problem,
        code=Code.SYNTAX,
        message=f"a template of the chart {chart}, not a manifest{more}",
        advice=f"render the chart: helm template {shlex.quote(chart)} | netproof check -",
        object="",
        field="",
    )


def _chart_of(problem: Problem) -> str | None:
    """The folder of the chart whose template is to blame, None where none is."""
    if problem.advice != RENDER or problem.location is None:
        return None
    at = os.path.dirname(problem.location.path)
    while not os.path.isfile(os.path.join(at, "Chart.yaml")):
        above = os.path.dirname(at)
        if above == at:
            return None
        at = above
    return at or "."
