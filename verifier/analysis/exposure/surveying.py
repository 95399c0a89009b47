"""The exposure of every declared workload."""

from collections.abc import Callable, Iterator

from verifier.analysis.exposure.results import Exposed, ExposureReport, Peer
from verifier.analysis.plugins import dialect_of
from verifier.analysis.results import AllowedPorts
from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline
from verifier.engine.exposure import (
    Exposure,
    Facing,
    Question,
    Reach,
    exposures,
    likenesses,
)
from verifier.errors import UsageError
from verifier.flow import Direction, Protocol
from verifier.manifests import Manifests
from verifier.parallel import processes, run_jobs
from verifier.query import ClusterFacts

MOST = 200  # statements about one workload
TIMEOUT_MS = 300_000
UNLESS = {
    Direction.INGRESS: "the egress policies of the source do not allow it",
    Direction.EGRESS: "the ingress policies of the destination do not allow it",
}
Done = Callable[[int, int], None]
Wanted = Callable[[Direction, str], bool]


def survey(
    manifests: Manifests,
    *,
    dialect: Dialect | None = None,
    cluster: ClusterFacts | None = None,
    level: Level | None = None,
    timeout_ms: int = TIMEOUT_MS,
    wanted: Wanted = lambda _direction, _workload: True,
    done: Done = lambda _done, _total: None,
) -> ExposureReport:
    """What any pod beyond the declared ones, or any address outside the cluster, could reach on
    each workload, and what the workload could reach there: each as far as it is `wanted`.

    `timeout_ms` (milliseconds) bounds all of it; what is not known by then is told. `done` hears
    how many of how many questions are answered. Raises UsageError at the level `declared`, and
    SoundnessError when an answer does not stand up to the reference evaluator.
    """
    level = Level.ANY_NAMESPACE if level is None else level
    if level is Level.DECLARED:
        raise UsageError(
            "--exposure is about pods beyond the declared ones: --level any-pod or any-namespace"
        )
    session = Facing(manifests, cluster or ClusterFacts())
    deadline = Deadline.after(timeout_ms, "map")
    question = Question(dialect_of(dialect, manifests), level, deadline, MOST)
    kinds = [
        kind
        for direction in Direction
        for kind in likenesses(session, direction)
        if any(wanted(direction, pod.workload) for pods in kind.pods for pod in pods)
    ]

    homes: dict[tuple[Direction, str], list[int]] = {}
    for index, kind in enumerate(kinds):
        homes.setdefault((kind.direction, kind.pods[0][0].namespace), []).append(index)
    jobs = list(homes.values())

    def job(number: int) -> list[list[Exposure]]:
        return exposures(session, [kinds[index] for index in jobs[number]], question)

    answers = run_jobs(
        len(jobs), job, processes(len(kinds)), lambda number: done(number, len(jobs))
    )
    exposed = {
        index: answer
        for indices, each in zip(jobs, answers, strict=True)
        for index, answer in zip(indices, each, strict=True)
    }
    found = [
        (kind.direction, pod.workload, answer)
        for index, kind in enumerate(kinds)
        for pods, answer in zip(kind.pods, exposed[index], strict=True)
        for pod in pods
        if wanted(kind.direction, pod.workload)
    ]
    return ExposureReport(level, tuple(grouped(found)))


def grouped(found: list[tuple[Direction, str, Exposure]]) -> Iterator[Exposed]:
    """Workloads that are exposed alike in one group, the largest groups first; of a workload with
    several kinds of pods all count."""
    by_workload: dict[tuple[Direction, str], dict[Exposure, None]] = {}
    for direction, workload, answer in found:
        by_workload.setdefault((direction, workload), {})[answer] = None
    alike: dict[tuple[Direction, tuple[Peer, ...], str], list[str]] = {}
    for (direction, workload), answers in by_workload.items():
        reaches = dict.fromkeys(reach for answer in answers for reach in answer.reaches)
        peers = tuple(peer_of(reach, direction) for reach in reaches)
        reason = next((answer.reason for answer in answers if answer.reason), "")
        alike.setdefault((direction, peers, reason), []).append(workload)
    groups = [
        Exposed(direction, tuple(sorted(names)), peers, reason)
        for (direction, peers, reason), names in alike.items()
    ]
    return iter(sorted(groups, key=order))


def order(group: Exposed) -> tuple[bool, bool, bool, int, tuple[str, ...]]:
    """Ingress first; then what is known, what is exposed, what holds for many."""
    egress = group.direction is Direction.EGRESS
    return egress, not group.complete, not group.peers, -len(group.workloads), group.workloads


def peer_of(reach: Reach, direction: Direction) -> Peer:
    """One statement as data."""
    allows = tuple(AllowedPorts(r.protocol, r.first, r.last) for r in reach.ranges)
    unless = (UNLESS[direction],) if reach.barred else ()
    return Peer(
        who=reach.who,
        kind="external" if reach.outside else "pod",
        ports=reach.ports,
        allows=allows or tuple(AllowedPorts(protocol, 1, 65535) for protocol in Protocol),
        port_names=reach.names,
        when=reach.when,
        unless=unless,
    )
