"""All analyses of one input, for one page."""

import datetime
from collections.abc import Callable, Sequence

from verifier.analysis.check import check
from verifier.analysis.lint.run import lint
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.results import MapReport, Names
from verifier.analysis.overview.explaining import explained
from verifier.analysis.overview.results import Overview
from verifier.analysis.plugins import dialect_of
from verifier.analysis.results import CheckReport, joined
from verifier.dialect import Dialect
from verifier.manifests import Manifests
from verifier.query import ClusterFacts, Spec

Progress = Callable[[int, int, str], None]
STEPS = ("map", "invariants", "findings", "explanations")


def survey(
    manifests: Manifests,
    specs: Sequence[Spec],
    *,
    dialect: Dialect | None = None,
    timeout_ms: int = 30_000,
    findings: bool = True,
    most: int = 100,
    today: datetime.date | None = None,
    progress: Progress | None = None,
) -> Overview:
    """The map, the verdicts on the invariants of all specs, the findings where they are wanted,
    and why at most `most` pairs of the map are as they are.

    `dialect` overrides those of the invariants; `timeout_ms` (milliseconds) bounds each question.
    The map takes the cluster's addresses from the first spec that names some. Raises InputError,
    and SoundnessError when an answer does not stand up to the reference evaluator.
    """

    def at(step: int) -> None:
        if progress:
            progress(step, len(STEPS), STEPS[step])

    nothing = ClusterFacts()
    cluster = next((spec.cluster for spec in specs if spec.cluster != nothing), nothing)
    at(0)
    found = connectivity(manifests, dialect=dialect, cluster=cluster)
    at(1)
    verdicts = judged(manifests, specs, dialect, timeout_ms, today)
    at(2)
    ignored = tuple(dict.fromkeys(entry for spec in specs for entry in spec.ignored))
    faults = None
    if findings:
        faults = lint(manifests, timeout_ms=timeout_ms, ignored=ignored, today=today)
    at(3)
    reading = dialect_of(dialect, manifests)
    reasons = explained(manifests, found, reading, cluster, most, timeout_ms)
    return Overview(found, verdicts, faults, tuple(reasons), pairs_with_traffic(found))


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


def pairs_with_traffic(report: MapReport) -> int:
    """How many pairs have some port, or may have one."""
    groups = (*report.connections, *report.conditional)
    return sum(
        len(g.sources) * len(g.destinations) - shared(g.sources, g.destinations) for g in groups
    )


def shared(one: Names, other: Names) -> int:
    """How many names two lists share."""
    few, many = sorted((one, other), key=len)
    return len(set(few).intersection(many))
