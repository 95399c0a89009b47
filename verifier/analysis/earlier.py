"""Other versions of the manifests that invariants compare with: read once, encoded once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from verifier.decision import Decided, Decision
from verifier.engine.versions.since import Since
from verifier.errors import InputError, Problem
from verifier.flow import Direction
from verifier.manifests import Manifests, load_manifests
from verifier.query import ClusterFacts, Earlier, Invariant, Query, Spec
from verifier.verdict import Refuted, Verdict

Versions = Mapping[str, Manifests]  # by the source that they were read from


def versions_for(
    specs: Iterable[Spec], *, namespace: str = "default", skip_unreadable: bool = False
) -> Versions:
    """The versions that the invariants name, each read once. Raises InputError, with the place of
    the invariant for a source that is not there."""
    found: dict[str, Manifests] = {}
    problems: list[Problem] = []
    for earlier in asked_for(i for spec in specs for i in spec.invariants):
        if earlier.source in found:
            continue
        try:
            found[earlier.source] = load_manifests(
                [earlier.source], namespace=namespace, skip_unreadable=skip_unreadable
            )
        except InputError as error:
            problems += [at_home(problem, earlier) for problem in error.problems]
    if problems:
        raise InputError(tuple(dict.fromkeys(problems)))
    return found


def asked_for(invariants: Iterable[Invariant]) -> list[Earlier]:
    """The versions that invariants compare with."""
    return [i.query.since for i in invariants if i.query.since is not None]


def at_home(problem: Problem, earlier: Earlier) -> Problem:
    """A problem without a place lies where the invariants file names the version."""
    if problem.location is not None:
        return problem
    return Problem(problem.code, problem.message, earlier.location, advice=problem.advice)


def sessions_for(
    invariants: Sequence[Invariant], manifests: Manifests, versions: Versions, cluster: ClusterFacts
) -> dict[str, Since]:
    """One session for each version that invariants compare the manifests with, by source."""
    queries: dict[str, list[Query]] = {}
    for invariant in invariants:
        if invariant.query.since is not None:
            queries.setdefault(invariant.query.since.source, []).append(invariant.query)
    return {
        source: Since(versions[source], manifests, cluster, found)
        for source, found in queries.items()
    }


def about_the_earlier(query: Query, verdict: Verdict) -> Iterator[str]:
    """What that version said of the flow shown."""
    if not isinstance(verdict, Refuted) or verdict.counterexample is None:
        return
    earlier = verdict.counterexample.earlier
    if query.since is not None and earlier is not None:
        yield f"{query.since.text}: {'; '.join(reasons(earlier, query.side))}"


def reasons(decided: Decided, side: Direction | None) -> Iterator[str]:
    """Why the flow was allowed, or what denied it, with places."""
    both = {Direction.EGRESS: decided.egress, Direction.INGRESS: decided.ingress}
    traces = {d: found for d, found in both.items() if side in (None, d)}
    allowed = all(found.decision is Decision.ALLOW for found in traces.values())
    for direction, found in traces.items():
        if allowed or found.decision is Decision.DENY:
            word = direction.value.lower()
            places = dict.fromkeys(f"{b.policy} at {b.location}" for b in found.because)
            who = " and ".join(places)
            if allowed:
                yield f"{word} was allowed" + (f" by {who}" if who else ", no policy selects it")
            else:
                yield f"{word} was not allowed: {who} selects the pod, and no rule admitted it"
