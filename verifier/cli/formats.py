"""The formats of `check`, `ask`, `lint` and `diff`, beyond those that every command has."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli.completing import output_formats
from verifier.cli.interrupts import say
from verifier.cli.options import FORMATS as COMMON
from verifier.cli.output import Color, Output, Renderer, parts, write
from verifier.errors import InputError
from verifier.report.terminal import Canvas

if TYPE_CHECKING:
    from verifier.analysis.diff.results import DiffReport
    from verifier.analysis.lint.findings import LintReport
    from verifier.analysis.results import CheckReport
    from verifier.report.ci.notice import CiReport

CI = ("sarif", "junit", "github", "gitlab", "markdown", "tap")
FORMATS = (*COMMON, *CI)
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FORMAT[=FILE]",
        autocompletion=output_formats,
        help=f"How to report: {', '.join(FORMATS[:-1])} or {FORMATS[-1]}; may be repeated. Without "
        "a bare FORMAT, text goes to standard output.",
        show_default=False,
    ),
]


def ci_renderers(neutral: "Callable[[], CiReport]") -> dict[str, Renderer]:
    """How to render a neutral report, which is made when it is first needed, in each of these."""
    made = cache(neutral)
    return {name: partial(_render, name, made) for name in CI}


def check_renderers(report: "CheckReport", fail_on: str, *, quiet: bool) -> dict[str, Renderer]:
    """How to render the report of `check` in every format."""
    from verifier.report import json_v1, text
    from verifier.report.ci.verdicts import of_check

    return {
        "text": partial(text.render_check, report, quiet=quiet),
        "json": lambda _: json_v1.render_check(report),
        **ci_renderers(partial(of_check, report, fail_on)),
    }


def lint_renderers(report: "LintReport", fail_on: str, *, quiet: bool) -> dict[str, Renderer]:
    """How to render the report of `lint` in every format."""
    from verifier.report import lint_json, lint_text

    return {
        "text": partial(lint_text.render_text, report, quiet=quiet),
        "json": lambda _: lint_json.render_json(report),
        **ci_renderers(partial(_neutral_lint, report, fail_on)),
    }


def diff_renderers(
    report: "DiffReport", counting: Sequence[str], *, quiet: bool
) -> dict[str, Renderer]:
    """How to render the report of `diff` in every format; of `opened` and `closed`, those in
    `counting` fail the run."""
    from verifier.report import diff_json, diff_markdown, diff_mermaid, diff_text

    return {
        "text": partial(diff_text.render_text, report, quiet=quiet),
        "json": lambda _: diff_json.render_json(report),
        **ci_renderers(partial(_neutral_diff, report, counting)),
        "markdown": lambda _: diff_markdown.render_markdown(report),
        "mermaid": lambda _: diff_mermaid.render_mermaid(report),
    }


def _neutral_diff(report: "DiffReport", counting: Sequence[str]) -> "CiReport":
    from verifier.analysis.origins import templates_of
    from verifier.report.ci.differences import of_diff, places_in

    origins, texts = templates_of(report.texts, places_in(report))
    return of_diff(replace(report, texts=texts), counting, origins)


def _neutral_lint(report: "LintReport", fail_on: str) -> "CiReport":
    from verifier.analysis.origins import templates_of
    from verifier.report.ci.findings import of_lint

    places = [finding.location for finding in report.findings]
    places += [item.location for finding in report.findings for item in finding.related]
    origins, texts = templates_of(report.texts, places)
    return of_lint(replace(report, texts=texts), fail_on, origins)


def _render(name: str, made: "Callable[[], CiReport]", canvas: Canvas) -> str:
    from verifier.report.ci import github, gitlab, junit, markdown, sarif, tap
    from verifier.report.ci.places import Places, repository_root

    writers = {
        "sarif": sarif.render,
        "junit": junit.render,
        "github": github.render,
        "gitlab": gitlab.render,
        "markdown": markdown.render,
        "tap": tap.render,
    }
    report, folder = made(), os.getcwd()
    return writers[name](report, Places(report.texts, folder, repository_root(folder)))


@contextmanager
def annotating(outputs: Sequence[Output]) -> Iterator[None]:
    """Where annotations are asked for, input that cannot be read gets its own, and the error goes
    on: a step that fails without one sends people to its log."""
    try:
        yield
    except InputError as error:
        if Output("github", None) in outputs:
            from verifier.report.ci.verdicts import of_problems

            renderers = ci_renderers(partial(of_problems, error.problems))
            write((Output("github", None),), renderers, Color.NEVER)
        raise


def summarise_step(outputs: Sequence[Output], renderers: Mapping[str, Renderer]) -> None:
    """In a step of GitHub Actions that asks for annotations, append the Markdown report to the
    summary of the step. A summary that cannot be written changes no verdict."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path or all(output.format != "github" for output in outputs):
        return
    try:
        with open(path, "a", encoding="utf-8") as summary:
            summary.writelines(parts(renderers["markdown"](Canvas())))
    except OSError as error:
        say(f"netproof: cannot write the step summary {path}: {error.strerror}")
