"""The part of `netproof map` about what is not declared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli import options as o
from verifier.cli.progress import Progress
from verifier.errors import UsageError

if TYPE_CHECKING:
    from verifier.analysis.map.filters import Filters
    from verifier.analysis.map.results import MapReport
    from verifier.dialect import Dialect, Level
    from verifier.manifests import Manifests
    from verifier.query import ClusterFacts

SHOWN = ("text", "json", "csv", "markdown")

Beyond = Annotated[
    bool,
    typer.Option(
        "--exposure",
        help="Show too what pods and namespaces beyond the declared ones could reach on each "
        "workload, and what it could reach there, in general statements.",
    ),
]
LevelName = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="LEVEL",
        help="With --exposure: who may exist beyond the declared ones, any-pod or any-namespace. "
        "Default: any-namespace.",
        show_default=False,
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        help="With --exposure: the longest that it may take; what is not known by then is told. "
        "Default: 300.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """What `--exposure` asks for."""

    level: "Level | None"
    timeout_ms: int


def asked_for(
    exposure: bool, denied: bool, level: str | None, timeout: float | None, formats: Sequence[str]
) -> Asked | None:
    """The options about exposure. Raises UsageError where they do not fit each other."""
    if not exposure:
        for name, value in (("--level", level), ("--timeout", timeout)):
            if value is not None:
                raise UsageError(f"{name} goes with --exposure")
        return None
    if denied:
        raise UsageError("--exposure is about what is allowed: leave out --denied")
    for name in formats:
        if name not in SHOWN:
            raise UsageError(f"--exposure cannot be shown as {name}: choose {', '.join(SHOWN)}")
    return Asked(o.read_level(level), o.read_timeout(300 if timeout is None else timeout))


def exposed(
    asked: Asked,
    report: "MapReport",
    manifests: "Manifests",
    dialect: "Dialect | None",
    cluster: "ClusterFacts | None",
    filters: "Filters",
) -> "MapReport":
    """The report with the exposure of its workloads. Raises UsageError and SoundnessError."""
    from dataclasses import replace

    from verifier.analysis.exposure.narrowing import on_port, wanted_by
    from verifier.analysis.exposure.surveying import survey

    with Progress(True) as progress:
        found = survey(
            manifests,
            dialect=dialect,
            cluster=cluster,
            level=asked.level,
            timeout_ms=asked.timeout_ms,
            wanted=wanted_by(filters, report.workloads),
            done=lambda number, total: progress(number, total, "exposures"),
        )
    return replace(report, exposure=on_port(found, filters.port))
