"""`netproof diff`: what a change of the policies opens and closes."""

import gc
import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli import options as o
from verifier.cli.completing import diff_formats
from verifier.cli.dialects import DialectOfFlows, told
from verifier.cli.exits import Exit, ending
from verifier.cli.formats import annotating, diff_renderers, summarise_step
from verifier.cli.output import Color, canvas_for, parse_outputs, write
from verifier.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from verifier.analysis.diff.results import DiffReport
    from verifier.manifests import Manifests, Parsed

FORMATS = ("text", "json", "markdown", "mermaid", "sarif", "junit", "github", "gitlab", "tap")


class Failing(StrEnum):
    """Which differences fail the run."""

    OPENED = "opened"
    CLOSED = "closed"
    ANY = "any"


Versions = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="OLD NEW",
        help="Two versions of the manifests: files, folders, '-' for standard input, "
        "git:REV[:PATH], or cluster:[CONTEXT][/NAMESPACE]. With --since: the paths of the new one; "
        "default: the current folder.",
        show_default=False,
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        "--since",
        metavar="REV",
        help="Compare the paths with what they were in this git revision.",
    ),
]
LevelName = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="LEVEL",
        help="Who may exist: declared, any-pod or any-namespace, which is the default.",
    ),
]
FailOn = Annotated[
    Failing, typer.Option("--fail-on", help="Which differences make the exit code 1.")
]
Allow = Annotated[
    str | None,
    typer.Option(
        "--allow",
        metavar="FILE",
        help="Exceptions: flows that may open or close. A file with `except`, as in an invariant, "
        "each with its reason, and `groups` to name ends.",
        show_default=False,
    ),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FORMAT[=FILE]",
        autocompletion=diff_formats,
        help=f"How to report: {', '.join(FORMATS[:-1])} or {FORMATS[-1]}; may be repeated. Without "
        "a bare FORMAT, text goes to standard output.",
        show_default=False,
    ),
]
Most = Annotated[
    int,
    typer.Option("--max", metavar="N", help="At most so many statements of each way."),
]
Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", help="Show only the verdict and what opens and closes.")
]


def diff(
    versions: Versions = None,
    since: Since = None,
    file: o.FactsFile = None,
    namespace: o.Namespace = "default",
    output: Outputs = None,
    level: LevelName = None,
    dialect: DialectOfFlows = None,
    timeout: o.Timeout = 30,
    most: Most = 100,
    fail_on: FailOn = Failing.ANY,
    allow: Allow = None,
    skip_unreadable: o.SkipUnreadable = False,
    today: o.Today = None,
    color: o.ColorWhen = Color.AUTO,
    quiet: Quiet = False,
) -> None:
    """Tell what a change of the policies opens and closes.

    All pods that could exist are compared, not only those in the manifests: every flow that only
    one version allows is in one of the statements, each with a flow that shows it and the rules
    that make the difference. That nothing opens is a proof.

    \b
    netproof diff git:main:k8s/ k8s/
    netproof diff --since origin/main k8s/ --fail-on opened
    """
    with ending(canvas_for(sys.stderr, color)):
        outputs = parse_outputs(output or [], FORMATS)
        if most < 1:
            raise UsageError("--max is a number from 1")
        old, new = sides_of(versions or [], since)
        inputs = [o.Input(paths, namespace, skip_unreadable) for paths in (old, new)]
        how = o.judging(level, dialect, timeout, today, most)
        with annotating(outputs):
            report = _report(inputs, file, allow, how)
        counting = ("opened", "closed") if fail_on is Failing.ANY else (fail_on.value,)
        renderers = diff_renderers(report, counting, quiet=quiet)
        write(outputs, renderers, color)
        summarise_step(outputs, renderers)
        raise typer.Exit(_code_of(report, fail_on))


def sides_of(versions: list[str], since: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sources of the old version, and of the new one. Raises UsageError."""
    if since is not None:
        paths = versions or ["."]
        if any(path == "-" or path.startswith(("git:", "cluster:")) for path in paths):
            raise UsageError("--since compares files and folders with a revision: name those")
        return tuple(f"git:{since}:{_from_here(path)}" for path in paths), tuple(paths)
    if len(versions) != 2:
        raise UsageError("diff takes OLD and NEW, or --since REV and the paths to compare")
    if versions == ["-", "-"]:
        raise UsageError("only one version can be read from standard input")
    return (versions[0],), (versions[1],)


def _from_here(path: str) -> str:
    return os.path.relpath(path) if os.path.isabs(path) else path


def _report(
    inputs: list[o.Input], file: str | None, allow: str | None, how: o.Judging
) -> "DiffReport":
    old, new = _read(inputs)
    for side in (old, new):
        told(side, how.dialect)

    from verifier.analysis.diff.comparing import compare
    from verifier.invariants import load_exceptions, load_spec
    from verifier.query import ClusterFacts

    spec = load_spec(file) if file is not None else None
    gc.freeze()  # what was read stays to the end: no collection need look at it again
    return compare(
        old,
        new,
        names=(" ".join(inputs[0].paths), " ".join(inputs[1].paths)),
        cluster=spec.cluster if spec else ClusterFacts(),
        ignore_kinds=spec.ignore_kinds if spec else (),
        exemptions=load_exceptions(allow, spec.groups if spec else ()) if allow else (),
        level=how.level,
        dialect=how.dialect,
        timeout_ms=how.timeout_ms,
        most=how.most or 100,
        today=how.today,
    )


def _read(inputs: list[o.Input]) -> "list[Manifests]":
    """Both versions, texts that both have once, with the places of the new one. Raises InputError
    with the problems of both."""
    found: list[Manifests] = []
    parsed: Parsed = {}
    problems: dict[Problem, None] = {}
    for source in reversed(inputs):
        try:
            found.insert(0, source.manifests(parsed))
        except InputError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise InputError(tuple(problems))
    return found


def _code_of(report: "DiffReport", fail_on: Failing) -> Exit:
    """FAILED where something differs that counts, else UNKNOWN where that is not known."""
    counting = {
        Failing.OPENED: [report.opened],
        Failing.CLOSED: [report.closed],
        Failing.ANY: [report.opened, report.closed],
    }[fail_on]
    if any(answer.found for answer in counting):
        return Exit.FAILED
    return Exit.UNKNOWN if any(answer.found is None for answer in counting) else Exit.HOLDS
