"""How a run ends: exit codes, and what is said on standard error before them."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

import typer

from verifier.cli.interrupts import interrupted, listening, say
from verifier.errors import InputError, NetproofError, Problem, SoundnessError
from verifier.report.problems import render_problems
from verifier.report.terminal import Canvas, plural

if TYPE_CHECKING:
    from verifier.analysis.results import CheckReport

ISSUES = "please report it to the maintainers of netproof, with the text below and the input"


class Exit(IntEnum):
    """The exit codes of every command."""

    HOLDS = 0
    FAILED = 1
    USAGE = 2
    UNKNOWN = 3
    INTERNAL = 4


class Severity(StrEnum):
    """The one scale of severity, for `--fail-on`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


def code_of(report: "CheckReport", fail_on: Severity) -> Exit:
    """FAILED if an invariant that counts is refuted or vacuous, else UNKNOWN if one is unknown.

    An invariant counts iff its severity is at or above `fail_on`.
    """
    from verifier.verdict import verdict_name

    scale = list(Severity)
    counting = scale[: scale.index(fail_on) + 1]
    verdicts = {
        verdict_name(result.verdict)
        for result in report.results
        if result.invariant.severity in counting
    }
    if verdicts & {"refuted", "vacuous"}:
        return Exit.FAILED
    return Exit.UNKNOWN if "unknown" in verdicts else Exit.HOLDS


@contextmanager
def ending(canvas: Canvas, **texts: str) -> Iterator[None]:
    """Turn whatever stops a command into words on standard error and an exit code.

    `texts` are those of the command line, by the path that problems know them by.
    """
    with listening() as interrupt:
        try:
            yield
        except typer.Exit:
            raise
        except KeyboardInterrupt:
            raise typer.Exit(interrupted()) from None
        except Exception as error:
            if interrupt.asked:
                raise typer.Exit(interrupted()) from None
            if os.environ.get("NETPROOF_DEBUG") == "1":
                raise
            raise typer.Exit(_explain(error, canvas, texts)) from None


def _texts_of(problems: Sequence[Problem]) -> dict[str, str]:
    """The texts that problems lie in, as far as they can be read again."""
    from verifier.manifests.cluster import PREFIX
    from verifier.manifests.sources import read_sources

    texts: dict[str, str] = {}
    paths = {problem.location.path for problem in problems if problem.location}
    for path in sorted(path for path in paths if not path.startswith(PREFIX)):
        with suppress(InputError):
            texts |= {text.path: text.text for text in read_sources([path])[0]}
    return texts


def _told_once(problems: Sequence[Problem]) -> list[Problem]:
    """An invariants file among the manifests is read twice, and what is no YAML found twice."""
    found: dict[Problem, Problem] = {}
    for problem in problems:
        found.setdefault(replace(problem, advice=""), problem)
    return list(found.values())


def _explain(error: Exception, canvas: Canvas, texts: Mapping[str, str]) -> Exit:
    match error:
        case InputError():
            problems = _told_once(error.problems)
            say(render_problems(problems, {**_texts_of(problems), **texts}, canvas))
            say(f"netproof: {plural(len(problems), 'problem')} in the input, nothing was judged")
            return Exit.USAGE
        case SoundnessError():
            say("netproof: the solver and the reference evaluator disagree, so there is no verdict")
            say(f"This is a defect of netproof: {ISSUES}.\n\n{error}")
            return Exit.INTERNAL
        case NetproofError():
            say(f"netproof: {error}")
            return Exit.USAGE
        case _:
            say(f"netproof: internal error, no verdict: {type(error).__name__}: {error}")
            say(f"This is a defect of netproof: {ISSUES}.")
            say("NETPROOF_DEBUG=1 shows where it happened.")
            return Exit.INTERNAL
