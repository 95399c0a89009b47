"""The invariants file checked against itself, before any policy is read (specs/invariants.md)."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from verifier.analysis.consistency.cover import shut_out
from verifier.analysis.consistency.demands import Demand, demands_of, in_force
from verifier.analysis.consistency.ground import Ground
from verifier.analysis.consistency.groups import (
    empty_groups,
    idle_exceptions,
    impossible_facts,
    unused_groups,
)
from verifier.analysis.consistency.pairs import (
    Finding,
    Grounds,
    contradictions,
)
from verifier.engine.asker import Deadline, GaveUpError
from verifier.errors import InputError, Problem
from verifier.location import Location
from verifier.query import ANYTHING, Query, Spec, Verb
from verifier.resources import Namespace

TIMEOUT_MS = 5_000
OUT_OF_TIME = "NP989"


def self_check(
    spec: Spec,
    timeout_ms: int = TIMEOUT_MS,
    *,
    namespaces: tuple[Namespace, ...] = (),
    today: date | None = None,
) -> tuple[Problem, ...]:
    """What is wrong with the file whatever the policies are, as warnings in the order of the text.

    `timeout_ms` (milliseconds) bounds the whole check; what it cuts off is itself a warning.
    `namespaces` are the Namespace objects of the input: contradictions that turn on labels of
    namespaces are told only as far as theirs. `today` (UTC by default) is the day that the `until`
    of exceptions is compared with. Raises InputError with what leaves nothing to judge: invariants
    that contradict each other in every cluster (M-09), an invariant about a group that nothing can
    be in, a case that contradicts an invariant, stated facts that leave no pod (M-10).
    """
    findings = list(findings_in(spec, timeout_ms, namespaces, today))
    if any(finding.fatal for finding in findings):
        told = (f.problem for f in findings if f.fatal or f.grave)
        raise InputError(in_order(told))
    return in_order(finding.problem for finding in findings)


def refuse_impossible_facts(spec: Spec, timeout_ms: int = TIMEOUT_MS) -> None:
    """What holds for a part of a file too. Raises InputError for stated facts that leave no pod or
    namespace of a kind, and where `timeout_ms` (milliseconds) do not suffice to tell."""
    if not any(invariant.query.facts for invariant in spec.invariants):
        return
    try:
        ground = Ground(queries_of(spec, ()), spec.cluster, Deadline.after(timeout_ms))
        found = [finding.problem for finding in impossible_facts(spec, ground) if finding.fatal]
    except GaveUpError as error:
        place = Location(spec.path, 1, 1)
        found = [Problem(OUT_OF_TIME, f"the stated facts were not compared: {error}", place)]
    if found:
        raise InputError(in_order(iter(found)))


def in_order(problems: Iterator[Problem]) -> tuple[Problem, ...]:
    """By place in the text, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=place))


def place(problem: Problem) -> tuple[Location, str]:
    """Where a problem lies, and its code."""
    return problem.location or Location("", 0, 0), problem.code


def findings_in(
    spec: Spec, timeout_ms: int, namespaces: tuple[Namespace, ...], today: date | None
) -> Iterator[Finding]:
    """Everything that is wrong, as far as the time allows to find out."""
    yield from unused_groups(spec)
    today = today or datetime.now(UTC).date()
    demands = demands_of(spec, today)
    queries = queries_of(spec, demands)
    deadline = Deadline.after(timeout_ms)
    try:
        ground = Ground(queries, spec.cluster, deadline)
        actual = Ground(queries, spec.cluster, deadline, namespaces) if namespaces else ground
        yield from empty_groups(spec, ground)
        yield from impossible_facts(spec, ground)
        yield from contradictions(demands, Grounds(ground, actual))
        yield from shut_out(demands, ground)
        yield from idle_exceptions([in_force(i, today) for i in spec.invariants], ground)
    except GaveUpError:
        message = f"the file was not compared with itself to the end within {timeout_ms} ms"
        yield Finding(Problem(OUT_OF_TIME, message, Location(spec.path, 1, 1)), False)


def queries_of(spec: Spec, demands: Sequence[Demand]) -> list[Query]:
    """All that will be asked about: the invariants, the cases, and each group by itself."""
    found = [invariant.query for invariant in spec.invariants]
    found += [demand.query for demand in demands if demand.case]
    return found + [
        Query(verb=Verb.NEVER, source=group.end, destination=ANYTHING) for group in spec.groups
    ]
