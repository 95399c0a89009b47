"""`netproof report`: one page on everything, for people to read."""

import gc
import sys
from collections.abc import Sequence
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.analysis.lint.depth import MANY_POLICIES, Depth
from verifier.cli import options as o
from verifier.cli.dialects import DialectText, told
from verifier.cli.exits import ending
from verifier.cli.output import Color, Renderer, canvas_for, parse_outputs, write
from verifier.cli.progress import Progress
from verifier.cli.specs import SpecFiles
from verifier.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from verifier.manifests import Manifests
    from verifier.query import Spec

FORMATS = ("text", "html")
MOST = 100_000

Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FORMAT[=FILE]",
        help="html, the page, or text, its summary; may be repeated. Without a bare FORMAT, text "
        "goes to standard output.",
        show_default=False,
    ),
]
Lint = Annotated[
    Depth | None,
    typer.Option(
        "--lint",
        help="Which findings: all, those that take no proof for each part of a policy, or none. "
        f"Without it, all below {MANY_POLICIES} policies, else quick; the page says what it leaves "
        "out.",
        show_default=False,
    ),
]
NoLint = Annotated[bool, typer.Option("--no-lint", help="The same as --lint none.")]
Traces = Annotated[
    int,
    typer.Option(
        "--traces", metavar="N", help="Explain at most so many pairs of the map on the page."
    ),
]


def report(
    paths: o.Paths = None,
    file: o.SpecFiles = None,
    no_config: o.NoConfig = False,
    lint: Lint = None,
    no_lint: NoLint = False,
    traces: Traces = 100,
    namespace: o.Namespace = "default",
    output: Outputs = None,
    dialect: DialectText = None,
    timeout: o.Timeout = 30,
    skip_unreadable: o.SkipUnreadable = False,
    today: o.Today = None,
    color: o.ColorWhen = Color.AUTO,
) -> None:
    """Write one page: who reaches whom and why, verdicts, findings.

    The page is a single file that fetches nothing: a graph and a matrix to search and filter, the
    rules behind a connection, what comes in by way of Services, the verdicts on invariants if
    there are some, and the findings of lint. It needs the extra netproof[report]. The exit code is
    0 whatever the page shows.

    \b
    netproof report k8s/ -o html=report.html
    """
    with ending(canvas_for(sys.stderr, color)):
        outputs = parse_outputs(output or [], FORMATS)
        if not 0 <= traces <= MOST:
            raise UsageError(f"--traces lies between 0 and {MOST:,}")
        written = any(wanted.format == "html" for wanted in outputs)
        needed = ["verifier.analysis.overview.surveying", "verifier.report.html.page"]
        if written:
            from verifier.report.html.layout import LIBRARIES, refuse_missing

            refuse_missing()  # before any work is done
            needed += LIBRARIES
        depth = _depth(lint, no_lint)
        source = o.Input(tuple(paths or ["."]), namespace, skip_unreadable)
        how = o.judging(None, dialect, timeout, today)
        files = SpecFiles(tuple(file or []), source.paths, not no_config, quiet=False)
        manifests, specs = _read(source, files, needed)
        told(manifests, how.dialect)

        from verifier.analysis.overview.surveying import survey
        from verifier.report.html.page import reach_text, render_html
        from verifier.report.html.summary import render_summary

        gc.disable()  # what is read and drawn stays to the end, and holds no cycles
        reach: list[str] = []
        progress = Progress(True)
        with progress:
            found = survey(
                manifests,
                specs,
                dialect=how.dialect,
                timeout_ms=how.timeout_ms,
                depth=depth,
                most=traces,
                today=how.today,
                progress=progress,
                meanwhile=lambda drawing: reach.append(reach_text(drawing)) if written else None,
            )
        renderers: dict[str, Renderer] = {
            "text": partial(render_summary, found, written=written),
            "html": lambda _: render_html(found, *reach),
        }
        write(outputs, renderers, color)


def _depth(lint: Depth | None, no_lint: bool) -> Depth | None:
    """How far lint goes; None where it depends on the size. Raises UsageError."""
    if no_lint and lint not in (None, Depth.NONE):
        raise UsageError(f"--no-lint and --lint {lint.value} contradict each other: leave one out")
    return Depth.NONE if no_lint else lint


def _read(
    source: o.Input, files: SpecFiles, needed: Sequence[str]
) -> "tuple[Manifests, list[Spec]]":
    """The manifests, and the invariants files; these, and modules that are `needed` later, are
    read while other processes read. Raises InputError with the problems of both."""
    problems: list[Problem] = []

    @cache
    def specs() -> "list[Spec]":
        from verifier.invariants import load_each

        try:
            return load_each(files.found())
        except InputError as error:
            problems.extend(error.problems)
            return []

    def meanwhile() -> None:
        specs()
        for name in needed:
            import_module(name)

    try:
        manifests = source.manifests(None, meanwhile)
    except InputError as error:
        specs()
        raise InputError((*problems, *error.problems)) from None
    found = specs()
    if problems:
        raise InputError(tuple(problems))
    return manifests, found
