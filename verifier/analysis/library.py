"""The Python interface: what `verifier` offers by name."""

import datetime

from verifier.analysis.check import TIMEOUT_MS
from verifier.analysis.check import check as check_spec
from verifier.analysis.diff.comparing import compare
from verifier.analysis.diff.results import DiffReport
from verifier.analysis.map.connectivity import connectivity as connectivity_of
from verifier.analysis.map.results import MapReport
from verifier.analysis.results import CheckReport
from verifier.analysis.services.entering import entered
from verifier.dialect import Dialect, Level
from verifier.flow import Protocol
from verifier.invariants import load_spec
from verifier.manifests import Manifests, load_manifests
from verifier.query import ClusterFacts, Spec


def load(*sources: str, namespace: str = "default") -> Manifests:
    """The manifests in files, folders, or `git:REV[:PATH]`; objects that carry no namespace are in
    `namespace`.

    Raises InputError with every problem found.
    """
    return load_manifests(sources, namespace=namespace)


def check(
    manifests: Manifests,
    invariants: Spec | str,
    *,
    level: Level | None = None,
    dialect: Dialect | None = None,
    timeout_ms: int = TIMEOUT_MS,
    today: datetime.date | None = None,
) -> CheckReport:
    """A verdict on every invariant of a spec, or of the invariants file at a path.

    `level` and `dialect` override those of the spec; `timeout_ms` (milliseconds) bounds each
    invariant; `today` (UTC by default) is what expiry dates are compared with. Raises InputError,
    and SoundnessError when an answer does not stand up to the reference evaluator.
    """
    spec = load_spec(invariants) if isinstance(invariants, str) else invariants
    return check_spec(
        manifests, spec, level=level, dialect=dialect, timeout_ms=timeout_ms, today=today
    )


def diff(
    old: Manifests,
    new: Manifests,
    *,
    level: Level | None = None,
    dialect: Dialect | None = None,
    timeout_ms: int = TIMEOUT_MS,
) -> DiffReport:
    """What the new manifests allow and the old ones do not, and the reverse, for every possible
    pod of the level (any-namespace by default).

    `timeout_ms` (milliseconds) bounds what opens and what closes, each. Raises SoundnessError when
    an answer does not stand up to the reference evaluator.
    """
    return compare(old, new, level=level, dialect=dialect, timeout_ms=timeout_ms)


def connectivity(
    manifests: Manifests,
    *,
    dialect: Dialect | None = None,
    cluster: ClusterFacts | None = None,
    denied: bool = False,
    port: tuple[Protocol, int] | None = None,
) -> MapReport:
    """Who reaches whom on which ports: all declared workloads, and the world outside.

    What holds under every open fact is in `connections`, what holds under some in `conditional`
    with the facts, and what passes between the pods of one workload in `within`. `ways` has what
    comes in by way of Services: through Ingresses, Gateways and Routes, or from outside. `denied`:
    list the pairs too of which no port passes under any facts, or not `port`; `ways` is None then.

    Raises SoundnessError when an answer does not stand up to the reference evaluator.
    """
    found = connectivity_of(manifests, dialect=dialect, cluster=cluster, denied=denied, port=port)
    return found if denied else entered(found, manifests, dialect, cluster)
