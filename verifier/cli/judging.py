"""What `check` and `ask` share: the invariants, the manifests, and one report on both."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from verifier.cli.dialects import told
from verifier.cli.exits import Severity, code_of
from verifier.cli.formats import FORMATS, annotating, check_renderers, summarise_step
from verifier.cli.options import Input, Judging
from verifier.cli.output import Color, parse_outputs, write
from verifier.cli.progress import Progress
from verifier.errors import InputError, Problem

if TYPE_CHECKING:
    from verifier.analysis.earlier import Versions
    from verifier.analysis.results import CheckReport
    from verifier.manifests import Manifests, Parsed
    from verifier.query import Spec

Read = TypeVar("Read")
ENGINE = "verifier.analysis.check"


@dataclass(frozen=True, slots=True)
class Presentation:
    """How a report is shown, and which of its verdicts fail the run."""

    outputs: Sequence[str]
    color: Color
    fail_on: Severity
    quiet: bool


def judge(
    source: Input,
    specs: Callable[[], "list[Spec]"],
    how: Judging,
    shown: Presentation,
    before: Input | None = None,
) -> int:
    """Judge the invariants of all specs, write the reports, and return the exit code. `before` is
    an earlier version of the same manifests: which verdicts were others there is told, too."""
    outputs = parse_outputs(shown.outputs, FORMATS)
    with annotating(outputs):
        report = _report(source, specs, how, Progress(not shown.quiet), before)

    renderers = check_renderers(report, shown.fail_on, quiet=shown.quiet)
    summarise_step(outputs, renderers)
    write(outputs, renderers, shown.color)
    return code_of(report, shown.fail_on)


def _report(
    source: Input,
    specs: Callable[[], "list[Spec]"],
    how: Judging,
    progress: Progress,
    before: Input | None,
) -> "CheckReport":
    parsed: Parsed = {}
    problems: list[Problem] = []
    in_manifests: list[Problem] = []
    read_specs = cache(partial(_collect, specs, problems))

    def prepare() -> None:
        read_specs()
        import_module(ENGINE)

    manifests = _collect(lambda: source.manifests(parsed, prepare), in_manifests)
    asked = read_specs()
    problems += in_manifests
    versions = _collect(lambda: _versions(asked or [], source), problems)
    old = _collect(lambda: before.manifests(parsed), problems) if before else None
    if asked is None or manifests is None or versions is None or problems:
        raise InputError(tuple(problems))

    told(manifests, how.dialect)

    from verifier.analysis.origins import traced_back

    gc.freeze()  # what was read stays to the end: no collection need look at it again
    with progress:
        report = _judged(manifests, asked, how, versions, progress)
        if old is not None and before is not None:
            report = _compared(report, manifests, old, asked, how, versions, before)
        return traced_back(report)


def _judged(
    manifests: "Manifests",
    specs: "list[Spec]",
    how: Judging,
    versions: "Versions",
    progress: Progress | None,
) -> "CheckReport":
    from verifier.analysis.check import check
    from verifier.analysis.results import joined

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
                most=how.most,
                versions=versions,
            )
            for spec in specs
        ]
    )


def _compared(
    report: "CheckReport",
    manifests: "Manifests",
    old: "Manifests",
    specs: "list[Spec]",
    how: Judging,
    versions: "Versions",
    before: Input,
) -> "CheckReport":
    """The report, with the verdicts that were others in an earlier version. Raises InputError."""
    from verifier.analysis.regressions import compared, judgeable

    asked = [judgeable(spec, old) for spec in specs]
    then = _judged(old, asked, replace(how, most=None), versions, None)
    return compared(report, then, manifests, old, " ".join(before.paths))


def _versions(specs: "list[Spec]", source: Input) -> "Versions":
    """The other versions that invariants compare with. Raises InputError."""
    if not any(invariant.query.since for spec in specs for invariant in spec.invariants):
        return {}
    from verifier.analysis.earlier import versions_for

    return versions_for(specs, namespace=source.namespace, skip_unreadable=source.skip_unreadable)


def _collect(read: Callable[[], Read], problems: list[Problem]) -> Read | None:
    """What `read` returns; None, and its problems kept, where the input cannot be read."""
    try:
        return read()
    except InputError as error:
        problems += error.problems
        return None


def desugar(specs: Callable[[], "list[Spec]"], shown: Presentation) -> None:
    """Write the core form of the invariants, each file's as a document of its own. Raises
    InputError and UsageError."""
    outputs = parse_outputs(shown.outputs, ("text",))

    from verifier.invariants import core_form

    forms = [core_form(spec) for spec in specs()]
    write(outputs, {"text": lambda _: "---\n".join(forms)}, shown.color)
