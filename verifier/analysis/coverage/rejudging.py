"""Judging a query anew under each mutant: for `possible`, which is a game, and for chains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from verifier.analysis.coverage.mutants import Mutant, mutated_session
from verifier.engine import Session, judge
from verifier.flow import Direction, Flow, PodEndpoint
from verifier.query import Invariant, Verb
from verifier.verdict import Counterexample, Proved, Refuted, Unknown, Verdict, verdict_name


@dataclass(slots=True)
class Rejudged:
    """The indices of mutants that change the verdict, and of those that stayed undecided."""

    noticed: set[int] = field(default_factory=set)
    undecided: set[int] = field(default_factory=set)


def rejudged(
    session: Session,
    invariant: Invariant,
    timeout_ms: int,
    blind: bool,
    mutants: Sequence[Mutant],
    alike: Mapping[int, int],
) -> Rejudged:
    """The mutants under which the verdict at the invariant's own level is another one; of mutants
    with one value in `alike`, one is enough. `blind`: proved is shown as vacuous (M-10)."""
    found, done = Rejudged(), set[int]()
    if not mutants:
        return found
    now = verdict(session, invariant, timeout_ms)
    for suspect in suspects(now, invariant.query.verb, mutants):
        if alike[suspect.index] in done:
            continue
        then = verdict(mutated_session(session, suspect), invariant, timeout_ms)
        if isinstance(then, Unknown) or isinstance(now, Unknown):
            found.undecided.add(suspect.index)
        elif shown(then, blind) != shown(now, blind):
            found.noticed.add(suspect.index)
            done.add(alike[suspect.index])
    return found


def verdict(session: Session, invariant: Invariant, timeout_ms: int) -> Verdict:
    """The verdict at the invariant's own level."""
    level = invariant.level
    return judge(session, invariant.query, invariant.dialect, timeout_ms, level)[level]


def shown(found: Verdict, blind: bool) -> str:
    """What reports call the verdict."""
    return "vacuous" if blind and isinstance(found, Proved) else verdict_name(found)


def suspects(now: Verdict, verb: Verb, mutants: Sequence[Mutant]) -> list[Mutant]:
    """The mutants that can change the verdict: those that admit more where a flow is missing, and
    those that can cut off the flow that it hangs on."""
    example: Counterexample | None = None
    match now:
        case Proved(witness) if verb is Verb.POSSIBLE:
            example = witness
        case Refuted(counterexample) if verb is not Verb.POSSIBLE:
            example = counterexample
        case Unknown():
            return list(mutants)
        case _:
            return [found for found in mutants if found.adds]
    losing = [found for found in mutants if found.drops]
    if example is None:
        return losing
    flows = [example.flow, *(hop.flow for hop in example.onward)]
    return [m for m in losing if any(m.namespace == subject(flow, m.direction) for flow in flows)]


def subject(flow: Flow, direction: Direction) -> str | None:
    """The namespace of the pod that policies of a direction select."""
    end = flow.source if direction is Direction.EGRESS else flow.destination
    return end.namespace if isinstance(end, PodEndpoint) else None
