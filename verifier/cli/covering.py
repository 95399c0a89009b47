"""`netproof coverage`: which parts of the policies no invariant pins down."""

import gc
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli import options as o
from verifier.cli.dialects import told
from verifier.cli.exits import Exit, ending
from verifier.cli.output import Color, canvas_for, parse_outputs, write
from verifier.cli.progress import Progress
from verifier.cli.specs import SpecFiles, specs_for
from verifier.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from verifier.analysis.coverage.results import CoverageReport
    from verifier.manifests import Manifests
    from verifier.query import Spec

FailUnder = Annotated[
    float | None,
    typer.Option(
        "--fail-under",
        metavar="PERCENT",
        help="Exit with 1 when less is covered.",
        show_default=False,
    ),
]
Most = Annotated[
    int,
    typer.Option(
        "--max",
        metavar="N",
        help="Work out a flow and a suggestion for so many uncovered parts.",
    ),
]

Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", help="Show only what is uncovered, and the summary.")
]


def coverage(
    paths: o.Paths = None,
    file: o.SpecFiles = None,
    no_config: o.NoConfig = False,
    namespace: o.Namespace = "default",
    output: o.Outputs = None,
    fail_under: FailUnder = None,
    most: Most = 20,
    timeout: o.Timeout = 30,
    skip_unreadable: o.SkipUnreadable = False,
    today: o.Today = None,
    color: o.ColorWhen = Color.AUTO,
    quiet: Quiet = False,
) -> None:
    """Find the parts of policies that no invariant pins down.

    Every rule, peer, port and except is removed or widened, and the isolation of each policy
    lifted. What can change without any verdict changing is uncovered: it is shown with a flow that
    would then slip through, or be cut off, and an invariant that would notice.

    \b
    netproof coverage k8s/
    netproof coverage k8s/ --fail-under 80
    """
    with ending(canvas_for(sys.stderr, color)):
        outputs = parse_outputs(output or [], o.FORMATS)
        if fail_under is not None and not 0 <= fail_under <= 100:
            raise UsageError("--fail-under must lie between 0 and 100")
        if most < 0:
            raise UsageError("--max must not be negative")
        source = o.Input(tuple(paths or ["."]), namespace, skip_unreadable)
        how = o.judging(None, None, timeout, today)
        files = SpecFiles(tuple(file or []), source.paths, not no_config, quiet)
        report = _report(source, files, how, most, Progress(not quiet))

        from verifier.report import coverage as rendering

        write(
            outputs,
            {
                "text": partial(rendering.render_text, report, quiet=quiet),
                "json": lambda _: rendering.render_json(report),
            },
            color,
        )
        raise typer.Exit(_code_of(report, fail_under))


def _report(
    source: o.Input, files: SpecFiles, how: o.Judging, most: int, progress: Progress
) -> "CoverageReport":
    specs, manifests = _read(source, files)
    told(manifests)

    from verifier.analysis.coverage.covering import coverage as measure

    gc.freeze()  # what was read stays to the end: no collection need look at it again
    with progress:
        return measure(
            manifests,
            specs,
            most=most,
            timeout_ms=how.timeout_ms,
            progress=progress,
            today=how.today,
        )


def _read(source: o.Input, files: SpecFiles) -> "tuple[Sequence[Spec], Manifests]":
    """Both inputs. Raises InputError with the problems of both."""
    problems: list[Problem] = []
    specs: list[Spec] = []
    try:
        specs = specs_for(files)
    except InputError as error:
        problems += error.problems
    try:
        manifests = source.manifests()
    except InputError as error:
        raise InputError((*problems, *error.problems)) from None
    if problems:
        raise InputError(tuple(problems))
    return specs, manifests


def _code_of(report: "CoverageReport", fail_under: float | None) -> Exit:
    """FAILED below the wanted share, else UNKNOWN where something is."""
    if fail_under is not None and report.percent < fail_under:
        return Exit.FAILED
    return Exit.UNKNOWN if report.counts()["unknown"] else Exit.HOLDS
