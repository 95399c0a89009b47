"""Demands of an invariants file that can never be shown: all that they ask for is forbidden."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from verifier.analysis.consistency.demands import Demand, may_meet, mentions_known
from verifier.analysis.consistency.ground import Ground
from verifier.analysis.consistency.pairs import CONTRADICTION, Finding, judges, leaves_no_way
from verifier.dialect import Dialect
from verifier.errors import Problem
from verifier.query import Verb
from verifier.smt.conditions import judged_passage
from verifier.smt.literal import reading_pins
from verifier.smt.logic import Term, conj, neg


def shut_out(demands: Sequence[Demand], ground: Ground) -> Iterator[Finding]:
    """Each `possible` whose flows are all forbidden elsewhere, and each `only` that so lets
    nothing through. Raises GaveUpError."""
    forbidding = [d for d in demands if d.forbids and not d.case and not mentions_known(d.query)]
    for demand in demands:
        query = demand.query
        if query.verb not in (Verb.POSSIBLE, Verb.ONLY) or demand.case or mentions_known(query):
            continue
        rivals = [x for x in forbidding if x is not demand and may_forbid_all_of(x, demand)]
        region = ground.premise(query)
        if query.verb is Verb.ONLY:
            region = judged_passage(query, ground.flow, ground.groups)
        pins = reading_pins(ground.flow, demand.invariant.dialect)
        fixed = [region, *pins, *ground.facts_hold(query.facts)]
        if rivals and ground.may(*fixed):
            yield from covered(demand, rivals, fixed, ground)


def may_forbid_all_of(rival: Demand, demand: Demand) -> bool:
    """At every level and under every reading at which `demand` is judged, `rival` is too, and it
    may forbid some of its flows."""
    return (
        rival.invariant.level >= demand.invariant.level
        and is_weaker(rival.invariant.dialect, demand.invariant.dialect)
        and may_meet(demand.query, demand.query.source, rival.query)
    )


def is_weaker(one: Dialect, other: Dialect) -> bool:
    """The first leaves open, or fixes as the second does, each point."""
    names = [point.name for point in fields(Dialect)]
    return all(getattr(one, name) in ("any", getattr(other, name)) for name in names)


def covered(
    demand: Demand, rivals: Sequence[Demand], fixed: list[Term], ground: Ground
) -> Iterator[Finding]:
    """What comes of a demand whose flows the rivals forbid, all of them."""
    forbidden = [
        conj(
            (
                judges(rival, ground),
                leaves_no_way(rival, demand, ground),
                *ground.facts_hold(rival.query.facts),
            )
        )
        for rival in rivals
    ]
    free = [neg(term) for term in forbidden]
    core = ground.asker.minimal_core(fixed, free)
    if core is None:
        return
    kept = [rival for rival, term in zip(rivals, free, strict=True) if any(term is t for t in core)]
    fatal = demand.query.verb is Verb.POSSIBLE
    what = "any flow that it asks for" if fatal else "what it lets through"
    others = " and ".join(f"{rival.named()} ({rival.location})" for rival in kept)
    yield Finding(
        Problem(
            CONTRADICTION,
            f"contradicts {others}: {what} is forbidden there",
            demand.location,
            advice="correct one of them",
            object=demand.named(),
        ),
        fatal,
    )
