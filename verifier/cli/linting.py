"""`netproof lint` and `netproof rule`: findings without an invariants file, and what they mean."""

import gc
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli import fixing, known
from verifier.cli import options as o
from verifier.cli.completing import codes_and_families, rule_codes
from verifier.cli.exits import Exit, Severity, ending
from verifier.cli.formats import FORMATS, Outputs, annotating, lint_renderers, summarise_step
from verifier.cli.output import Color, canvas_for, parse_outputs, write
from verifier.cli.specs import SpecFiles

if TYPE_CHECKING:
    from verifier.analysis.lint.findings import LintReport
    from verifier.manifests import Manifests

Codes = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="CODES",
        autocompletion=codes_and_families,
        help="Look only for these codes, or for all that begin so (NP4); may be repeated.",
        show_default=False,
    ),
]
Ignored = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="CODES",
        autocompletion=codes_and_families,
        help="Do not look for these codes; the longer beginning wins over --select.",
        show_default=False,
    ),
]
FailOn = Annotated[
    Severity, typer.Option("--fail-on", help="The least severity of a finding that fails the run.")
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="One line for each finding.")]


def lint(
    paths: o.Paths = None,
    file: known.File = None,
    no_config: o.NoConfig = False,
    select: Codes = None,
    ignore: Ignored = None,
    baseline: known.Baseline = None,
    write_baseline: known.WriteBaseline = None,
    fix: fixing.Fix = False,
    diff: fixing.Diff = False,
    namespace: o.Namespace = "default",
    output: Outputs = None,
    fail_on: FailOn = Severity.ERROR,
    timeout: o.Timeout = 30,
    skip_unreadable: o.SkipUnreadable = False,
    today: known.Today = None,
    color: o.ColorWhen = Color.AUTO,
    quiet: Quiet = False,
) -> None:
    """Find dead, redundant, exposed and treacherous policies.

    It needs no invariants. Every finding is proved, for all possible pods where it says so.
    `netproof rule CODE` explains a code. `# netproof: ignore[NP401] reason` on a line of a finding
    hides it.

    \b
    netproof lint k8s/
    netproof lint k8s/ --select NP4 --fail-on warning
    netproof lint k8s/ --diff
    """
    with ending(canvas_for(sys.stderr, color)):
        outputs = parse_outputs(output or [], FORMATS)
        source = o.Input(tuple(paths or ["."]), namespace, skip_unreadable)
        timeout_ms = o.read_timeout(timeout)
        fixes = fixing.Mode.of(fix, diff, source.paths, write_baseline)
        day = o.read_today(today)
        files = SpecFiles(tuple(file or []), source.paths, not no_config, quiet=True)
        codes = tuple(select or ()), tuple(ignore or ())

        from verifier.analysis.lint.selection import Selection

        Selection.of(*codes)  # wrong ones are said before anything is read
        baselines = known.Baselines(baseline, write_baseline)

        def found() -> "tuple[Manifests, LintReport]":
            from verifier.analysis.lint.run import lint as find

            manifests, ignored = known.read(source, files)
            gc.freeze()  # what was read stays to the end: no collection need look at it again
            report = find(
                manifests,
                select=codes[0],
                ignore=codes[1],
                timeout_ms=timeout_ms,
                ignored=ignored,
                today=day,
            )
            return manifests, baselines.apply(report, *codes)

        with annotating(outputs):
            manifests, report = found()
        if write_baseline and not output:
            raise typer.Exit(Exit.HOLDS)
        if fixes is not fixing.Mode.NONE:
            plan = fixing.planned(manifests, report.findings, codes[0], namespace, timeout_ms)
            if fixes is fixing.Mode.DIFF:
                raise typer.Exit(fixing.show(plan, canvas_for(sys.stdout, color)))
            if fixing.write(plan):
                manifests, report = found()

        renderers = lint_renderers(report, fail_on, quiet=quiet)
        summarise_step(outputs, renderers)
        write(outputs, renderers, color)
        raise typer.Exit(Exit.HOLDS if write_baseline else code_of(report, fail_on))


def code_of(report: "LintReport", fail_on: Severity) -> Exit:
    """FAILED if a finding is at or above `fail_on`, else UNKNOWN if a question stayed open."""
    scale = list(Severity)
    counting = scale[: scale.index(fail_on) + 1]
    if any(finding.severity in counting for finding in report.findings):
        return Exit.FAILED
    return Exit.UNKNOWN if report.unknown else Exit.HOLDS


def rule(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="CODE",
            autocompletion=rule_codes,
            help="A code, e.g. NP401; without it, all codes.",
        ),
    ] = None,
    color: o.ColorWhen = Color.AUTO,
) -> None:
    """Tell what a code of lint means, with examples.

    \b
    netproof rule
    netproof rule NP401
    """
    with ending(canvas_for(sys.stderr, color)):
        from verifier.analysis.lint.registry import rule_of
        from verifier.report.rule_page import render_list, render_page

        text = render_list() if code is None else render_page(rule_of(code))
        write(parse_outputs([], o.FORMATS), {"text": lambda _: text}, color)
