"""The options that commands share, with the words of their help, and how their texts are read."""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli.completing import invariant_ids
from verifier.cli.exits import Severity
from verifier.cli.output import Color
from verifier.errors import UsageError

if TYPE_CHECKING:
    from verifier.dialect import Dialect, Level
    from verifier.manifests import Manifests, Parsed

FORMATS = ("text", "json")
LONGEST = 86_400.0

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATH",
        help="Manifests: files, folders (searched through), '-' for standard input, "
        "git:REV[:PATH], or cluster:[CONTEXT][/NAMESPACE]. Default: the current folder.",
        show_default=False,
    ),
]
SpecFiles = Annotated[
    list[str] | None,
    typer.Option(
        "-f",
        "--file",
        metavar="FILE",
        help="An invariants file, or a folder of them; may be repeated. Default: netproof.yaml "
        "and *.invariants.yaml under PATH, else in the nearest folder above it that has some, up "
        "to the root of the repository.",
        show_default=False,
    ),
]
NoConfig = Annotated[
    bool,
    typer.Option("--no-config", help="Look for no invariants file: use what -f names alone."),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="ID",
        autocompletion=invariant_ids,
        help="Judge only the invariant of this id, and no cases; may be repeated.",
        show_default=False,
    ),
]
Desugar = Annotated[
    bool,
    typer.Option(
        "--desugar",
        help="Show the invariants, or those of --select, in core form, and judge nothing.",
    ),
]
FactsFile = Annotated[
    str | None,
    typer.Option(
        "-f",
        "--file",
        metavar="FILE",
        help="An invariants file, for what it says about the cluster's addresses.",
    ),
]
Namespace = Annotated[
    str,
    typer.Option(
        "-n", "--namespace", metavar="NAME", help="The namespace of objects that name none."
    ),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FORMAT[=FILE]",
        help="How to report: text or json; may be repeated. Without a bare FORMAT, text goes to "
        "standard output.",
        show_default=False,
    ),
]
LevelName = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="LEVEL",
        help="Who may exist: declared, any-pod or any-namespace. Default: what the invariant "
        "says, else any-namespace.",
    ),
]
Timeout = Annotated[
    float,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        help="The longest that one question may take; beyond it the verdict is unknown.",
    ),
]
FailOn = Annotated[
    Severity,
    typer.Option(
        "--fail-on", help="The least severity of an invariant whose verdict fails the run."
    ),
]
ColorWhen = Annotated[
    Color, typer.Option("--color", help="Colour; auto follows NO_COLOR, FORCE_COLOR, the terminal.")
]
SkipUnreadable = Annotated[
    bool,
    typer.Option(
        "--skip-unreadable",
        help="Go on without files that cannot be read; every verdict then assumes that they hold "
        "nothing that matters.",
    ),
]
Today = Annotated[
    str | None,
    typer.Option(
        "--today",
        metavar="YYYY-MM-DD",
        help="The date that expiring exceptions are compared with. Default: today, in UTC.",
    ),
]
All = Annotated[
    bool,
    typer.Option("--all", help="Show all flows that refute an invariant, in general statements."),
]
Most = Annotated[
    int | None,
    typer.Option(
        "--max",
        metavar="N",
        help="With --all: at most so many statements for each invariant. Default: 20.",
    ),
]
Quiet = Annotated[
    bool, typer.Option("-q", "--quiet", help="Show only what is not proved, and the summary.")
]


def read_level(text: str | None) -> "Level | None":
    """`--level`. Raises UsageError."""
    from verifier.dialect import Level

    return None if text is None else Level.parse(text)


def read_dialect(text: str | None) -> "Dialect | None":
    """`--dialect`. Raises UsageError."""
    from verifier.dialect import parse_dialect

    return None if text is None else parse_dialect(text)


def read_timeout(seconds: float) -> int:
    """`--timeout`, in milliseconds: no question is answered in no time. Raises UsageError."""
    if not math.isfinite(seconds) or not 0.001 <= seconds <= LONGEST:
        raise UsageError(f"--timeout must lie between 0.001 and {LONGEST:.0f} seconds")
    return round(seconds * 1000)


def read_most(every: bool, most: int | None) -> int | None:
    """`--all` and `--max`: how many statements to show, None for none. Raises UsageError."""
    if most is not None and (most < 1 or not every):
        raise UsageError("--max is a number from 1, and goes with --all")
    return (most or 20) if every else None


def read_today(text: str | None) -> date | None:
    """`--today`. Raises UsageError."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--today: cannot read {text!r}: expected a date YYYY-MM-DD") from None


@dataclass(frozen=True, slots=True)
class Judging:
    """How invariants are judged; None leaves it to each invariant."""

    level: "Level | None"
    dialect: "Dialect | None"
    timeout_ms: int
    today: date | None
    most: int | None = None


def judging(
    level: str | None,
    dialect: str | None,
    timeout: float,
    today: str | None,
    most: int | None = None,
) -> Judging:
    """The options that say how invariants are judged. Raises UsageError."""
    return Judging(
        read_level(level), read_dialect(dialect), read_timeout(timeout), read_today(today), most
    )


@dataclass(frozen=True, slots=True)
class Input:
    """Which manifests to read, and how."""

    paths: tuple[str, ...]
    namespace: str
    skip_unreadable: bool

    def manifests(
        self,
        parsed: "Parsed | None" = None,
        meanwhile: Callable[[], object] = lambda: None,
    ) -> "Manifests":
        """Read them, but for texts in `parsed`; `meanwhile` is done while other processes read.
        Raises InputError and UsageError."""
        from verifier.manifests import load_manifests
        from verifier.manifests.syntax import namespace_name

        if namespace_name(self.namespace):
            raise UsageError(f"-n: {self.namespace!r} is not the name of a namespace")
        return load_manifests(
            self.paths,
            namespace=self.namespace,
            stdin=_standard_input,
            skip_unreadable=self.skip_unreadable,
            parsed=parsed,
            meanwhile=meanwhile,
        )


def _standard_input() -> str:
    if sys.stdin is None:
        raise UsageError("-: standard input is closed")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"-: standard input is not UTF-8 text (byte {error.start})") from None
