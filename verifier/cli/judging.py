"""What `check` and `ask` share: the invariants, the manifests, and one report on both."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from verifier.cli.exits import Severity, code_of
from verifier.cli.options import FORMATS, Input, Judging
from verifier.cli.output import Color, parse_outputs, write
from verifier.cli.progress import Progress
from verifier.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from verifier.analysis.results import CheckReport
    from verifier.query import Spec

NO_SPEC = """\
no invariants file found under {paths}
Say what must hold in a netproof.yaml beside the manifests, or name a file with -f:

  apiVersion: netproof/v1
  groups:
    backend:  {{namespace: production, pods: tier=backend}}
    database: {{namespace: production, pods: tier=database}}
  invariants: ["only backend reaches database:5432"]

For a single question: netproof ask "SENTENCE" PATH"""

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Presentation:
    """How a report is shown, and which of its verdicts fail the run."""

    outputs: Sequence[str]
    color: Color
    fail_on: Severity
    quiet: bool


def judge(
    source: Input, specs: Callable[[], "list[Spec]"], how: Judging, shown: Presentation
) -> int:
    """Judge the invariants of all specs, write the reports, and return the exit code."""
    outputs = parse_outputs(shown.outputs, FORMATS)
    report = _report(source, specs, how, Progress(not shown.quiet))

    from verifier.report import json_v1, text

    write(
        outputs,
        {
            "text": partial(text.render_check, report, quiet=shown.quiet),
            "json": lambda _: json_v1.render_check(report),
        },
        shown.color,
    )
    return code_of(report, shown.fail_on)


def _report(
    source: Input, specs: Callable[[], "list[Spec]"], how: Judging, progress: Progress
) -> "CheckReport":
    problems: list[Problem] = []
    asked = _collect(specs, problems)
    manifests = _collect(source.manifests, problems)
    if asked is None or manifests is None:
        raise InputError(tuple(problems))

    from verifier.analysis.check import check
    from verifier.analysis.results import joined

    gc.freeze()  # what was read stays to the end: no collection need look at it again
    with progress:
        return joined(
            [
                check(
                    manifests,
                    spec,
                    level=how.level,
                    dialect=how.dialect,
                    timeout_ms=how.timeout_ms,
                    progress=progress,
                    today=how.today,
                )
                for spec in asked
            ]
        )


def _collect(read: Callable[[], Read], problems: list[Problem]) -> Read | None:
    """What `read` returns; None, and its problems kept, where the input cannot be read."""
    try:
        return read()
    except InputError as error:
        problems += error.problems
        return None


def specs_for(file: str | None, paths: Sequence[str]) -> "list[Spec]":
    """The invariants file that was named, else all that lie under the paths.

    Raises InputError, and UsageError where there is none.
    """
    from verifier.invariants import find_specs, load_spec

    found = [file] if file else find_specs(paths)
    if not found:
        raise UsageError(NO_SPEC.format(paths=", ".join(paths)))
    specs = [load_spec(path) for path in found]
    if not any(spec.invariants or spec.cases for spec in specs):
        raise UsageError(f"nothing to judge: {', '.join(found)} holds no invariants and no cases")
    return specs


def question(sentence: str, file: str | None, paths: Sequence[str]) -> "list[Spec]":
    """A spec that holds nothing but `sentence`, which may use the groups of the one file found.

    Raises InputError, and UsageError where several files are found.
    """
    from verifier.invariants import ask_invariant, find_specs, load_spec
    from verifier.query import Spec

    found = [file] if file else find_specs(paths)
    if len(found) > 1:
        raise UsageError(f"several invariants files found ({', '.join(found)}): choose one with -f")
    spec = load_spec(found[0]) if found else Spec(path="", invariants=())
    return [replace(spec, invariants=(ask_invariant(sentence, spec),), cases=())]
