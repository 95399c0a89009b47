"""All analyses of one input, for one page."""

import datetime
from collections.abc import Callable, Sequence
from typing import TypeVar

from verifier.analysis.check import check
from verifier.analysis.lint.depth import MANY_POLICIES, Depth
from verifier.analysis.lint.findings import LintReport
from verifier.analysis.lint.run import lint
from verifier.analysis.overview.drawing import Drawing, drawn
from verifier.analysis.overview.entering import entered
from verifier.analysis.overview.explaining import explained
from verifier.analysis.overview.results import Explained, Overview
from verifier.analysis.plugins import dialect_of
from verifier.analysis.results import CheckReport, joined
from verifier.dialect import Dialect
from verifier.manifests import Manifests
from verifier.parallel import processes, run_together
from verifier.query import ClusterFacts, Spec

Drawn = tuple[Drawing, list[Explained]]
Judgement = tuple[CheckReport | None, LintReport | None]
First = TypeVar("First")
Second = TypeVar("Second")
Progress = Callable[[int, int, str], None]
STEPS = ("map", "explanations", "invariants", "findings")


def survey(
    manifests: Manifests,
    specs: Sequence[Spec],
    *,
    dialect: Dialect | None = None,
    timeout_ms: int = 30_000,
    depth: Depth | None = None,
    most: int = 100,
    today: datetime.date | None = None,
    progress: Progress | None = None,
    meanwhile: Callable[[Drawing], object] = lambda _: None,
) -> Overview:
    """The map, why at most `most` pairs of it are as they are, the verdicts on the invariants of
    all specs, and the findings, looked for as far as `depth` says (None: as far as fits the size).
    `meanwhile` is done with the map, while other processes go on where the input is large.

    `dialect` overrides those of the invariants; `timeout_ms` (milliseconds) bounds each question.
    The map takes the cluster's addresses from the first spec that names some. Raises InputError,
    and SoundnessError when an answer does not stand up to the reference evaluator.
    """
    nothing = ClusterFacts()
    cluster = next((spec.cluster for spec in specs if spec.cluster != nothing), nothing)
    depth = depth or Depth.fitting(len(manifests.policies))

    def at(step: int) -> None:
        if progress:
            progress(step, len(STEPS), STEPS[step])

    def picture() -> Drawn:
        at(0)
        reading = dialect_of(dialect, manifests)
        found = entered(drawn(manifests, dialect, cluster), manifests, reading, cluster)
        at(1)
        _, reasons = together(
            lambda: meanwhile(found),
            lambda _: explained(manifests, found, reading, cluster, most, timeout_ms),
            len(manifests.policies),
        )
        return found, reasons

    def judgement(_: int = 0) -> Judgement:
        at(2)
        verdicts = judged(manifests, specs, dialect, timeout_ms, today)
        at(3)
        return verdicts, looked_for(manifests, specs, depth, timeout_ms, today)

    alone = depth is Depth.FULL  # which shares itself out
    (found, reasons), (verdicts, findings) = together(
        picture, judgement, 0 if alone else len(manifests.policies), giving_way=True
    )
    return Overview(found, verdicts, findings, tuple(reasons), depth.left_out)


def together(
    first: Callable[[], First],
    second: Callable[[int], Second],
    policies: int,
    *,
    giving_way: bool = False,
) -> tuple[First, Second]:
    """Both; the second in a process of its own, where so many policies take long. What the first
    finds is too large to hand over. `giving_way`: the second waits where the first shares itself
    out to all cores."""
    found: list[First] = []
    workers = processes(policies) if policies >= MANY_POLICIES else 1

    def begin() -> None:
        found.append(first())

    (other,) = run_together(1, second, workers, begin, giving_way=giving_way)
    return found[0], other


def judged(
    manifests: Manifests,
    specs: Sequence[Spec],
    dialect: Dialect | None,
    timeout_ms: int,
    today: datetime.date | None,
) -> CheckReport | None:
    """The verdicts on all specs; None where there are no specs."""
    reports = [
        check(manifests, spec, dialect=dialect, timeout_ms=timeout_ms, today=today)
        for spec in specs
    ]
    return joined(reports) if reports else None


def looked_for(
    manifests: Manifests,
    specs: Sequence[Spec],
    depth: Depth,
    timeout_ms: int,
    today: datetime.date | None,
) -> LintReport | None:
    """The findings of that depth; None where none are wanted."""
    if depth is Depth.NONE:
        return None
    ignored = tuple(dict.fromkeys(entry for spec in specs for entry in spec.ignored))
    return lint(
        manifests, ignore=depth.left_out, timeout_ms=timeout_ms, ignored=ignored, today=today
    )
