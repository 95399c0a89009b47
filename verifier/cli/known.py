"""`lint --baseline` and `--write-baseline`, and what the invariants files say to lint."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli.interrupts import say
from verifier.cli.specs import SpecFiles
from verifier.errors import InputError, Problem, UsageError
from verifier.report.terminal import plural

if TYPE_CHECKING:
    from verifier.analysis.lint.findings import LintReport
    from verifier.cli.options import Input
    from verifier.manifests import Manifests
    from verifier.query import Ignored

File = Annotated[
    list[str] | None,
    typer.Option(
        "-f",
        "--file",
        metavar="FILE",
        help="An invariants file, or a folder of them, for its `lint: ignore:`; may be repeated. "
        "Default: netproof.yaml and *.invariants.yaml under PATH, else in the nearest folder above "
        "it that has some, up to the root of the repository.",
        show_default=False,
    ),
]
Today = Annotated[
    str | None,
    typer.Option(
        "--today",
        metavar="DATE",
        help="The day by which suppressions end. Default: the UTC date.",
        show_default=False,
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="Show only what this baseline does not hold, and name what it holds in vain.",
        show_default=False,
    ),
]
WriteBaseline = Annotated[
    str | None,
    typer.Option(
        "--write-baseline",
        metavar="FILE",
        help="Write all findings of this run into a baseline, and exit with 0.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Baselines:
    """The baseline to hold findings against, and the one to write; None for none."""

    read: str | None
    write: str | None

    def apply(
        self, report: "LintReport", select: tuple[str, ...], ignore: tuple[str, ...]
    ) -> "LintReport":
        """Write the one, and leave out what the other knows. Raises UsageError."""
        from verifier.analysis.baselines.files import baseline_text, read_baseline
        from verifier.analysis.lint.registry import RULES
        from verifier.analysis.lint.selection import Selection
        from verifier.analysis.suppressing.reports import without_known

        known = None if self.read is None else read_baseline(text_of(self.read), self.read)
        if self.write is not None:
            try:
                text = baseline_text(report.findings, report.texts)
                Path(self.write).write_text(text, encoding="utf-8")
            except OSError as error:
                raise UsageError(
                    f"--write-baseline: cannot write {self.write}: {error.strerror}"
                ) from None
            say(f"netproof: {plural(len(report.findings), 'finding')} written to {self.write}")
        if known is None:
            return report
        codes = [rule.code for rule in RULES]
        return without_known(report, known, codes=codes, has=Selection.of(select, ignore).has)


def text_of(path: str) -> str:
    """The text of a baseline. Raises UsageError."""
    from verifier.manifests.encoding import NotTextError, read_text

    try:
        return read_text(path)
    except OSError as error:
        raise UsageError(f"--baseline: cannot read {path}: {error.strerror}") from None
    except NotTextError as error:
        raise UsageError(f"--baseline: {path} is {error}") from None


def read(source: "Input", files: SpecFiles) -> "tuple[Manifests, tuple[Ignored, ...]]":
    """The manifests, and what the invariants files say to lint. Raises InputError with the
    problems of both."""
    from verifier.invariants import load_each

    problems: list[Problem] = []
    ignored: tuple[Ignored, ...] = ()
    try:
        specs = load_each(files.found())
        ignored = tuple(dict.fromkeys(entry for spec in specs for entry in spec.ignored))
    except InputError as error:
        problems += error.problems
    try:
        manifests = source.manifests()
    except InputError as error:
        raise InputError((*problems, *error.problems)) from None
    if problems:
        raise InputError(tuple(problems))
    return manifests, ignored
