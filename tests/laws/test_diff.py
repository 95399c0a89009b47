"""Laws of differences: they are right, they are all, and they turn around with the versions."""

from dataclasses import replace

from hypothesis import assume, event, given, settings

from tests.agreement.asking import share_of_examples
from tests.laws.comparing import (
    Pair,
    is_about,
    is_compared,
    is_gained,
    pairs,
)
from verifier.dialect import Dialect
from verifier.engine.asker import Deadline
from verifier.engine.versions import (
    Difference,
    Differences,
    Question,
    TwoVersions,
    Way,
    differences,
)
from verifier.flow import Direction
from verifier.smt.extract import OpenFacts
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import conj, disj, neg
from verifier.smt.modal import Modality
from verifier.testing import strategies

ENOUGH = 1_000_000
BRIEF_MS = 1_500  # a diff that takes longer is left out


def question(pair: Pair, dialect: Dialect) -> Question:
    """All differences of a pair."""
    return Question(dialect, pair.level, BRIEF_MS, ENOUGH)


def found(pair: Pair, way: Way, dialect: Dialect) -> tuple[TwoVersions, Differences]:
    """What opens, or closes, with the versions that it is about."""
    versions = pair.versions()
    answer = differences(versions, way, question(pair, dialect))
    event(f"complete: {answer.complete}")
    assume(answer.complete or "the time for this diff is used up" not in answer.reason)
    assert answer.complete, answer.reason
    assert answer.found == bool(answer.members)
    return versions, answer


@settings(max_examples=share_of_examples(6))
@given(pair=pairs(count=4), dialect=strategies.dialects(fixed=True))
def test_a_flow_changes_iff_it_is_in_a_statement(pair: Pair, dialect: Dialect) -> None:
    for way in Way:
        versions, answer = found(pair, way, dialect)
        for flow in pair.flows:
            if not is_compared(versions, flow, pair.level):
                continue
            for modality in versions.modalities(dialect):
                sides = versions.under(modality)
                old, new = sides.decide(flow, OpenFacts(dialect))
                more, less = (new, old) if way is Way.OPENED else (old, new)
                changes = is_gained(more, less)
                event(f"{modality.value} change: {changes}")
                about = [
                    member.shown.general
                    for member in meant(answer, modality)
                    if is_about(sides, member, flow, pair.level, dialect)
                ]
                assert bool(about) == changes, (way, modality, flow, about)


@settings(max_examples=share_of_examples(6))
@given(pair=pairs(), dialect=strategies.dialects())
def test_a_cover_is_all_and_right_and_nothing_in_it_is_to_spare(
    pair: Pair, dialect: Dialect
) -> None:
    for way in Way:
        versions, answer = found(pair, way, dialect)
        event(f"{min(len(answer.members), 9)} statements")
        for modality in versions.modalities(dialect):
            hold_to_cover(versions.under(modality), way, pair, dialect, meant(answer, modality))


def hold_to_cover(
    versions: TwoVersions, way: Way, pair: Pair, dialect: Dialect, members: list[Difference]
) -> None:
    """The statements are the flows that change, and none is inside the others."""
    asked = versions.prepare(
        versions.query, dialect, Deadline.after(60_000), every_namespace(versions)
    )
    premise = [*level_assumptions(pair.level), asked.conditions.premise]
    lacking = {d: versions.lacks(way, d) for d in Direction}
    allowed = {d: versions.allows(way, d) for d in Direction}
    gained = conj((*allowed.values(), disj(lacking.values())))
    kept = []
    for member in members:
        (other,) = (d for d in Direction if d is not member.direction)
        unless = [allowed[other]] if member.barred else []
        unless += [lacking[member.direction]] if member.already else []
        inside = disj(s.term for s in member.statements)
        assert not asked.asker.ask(*premise, inside, *unless, neg(gained)), "not right"
        kept.append(conj((inside, *unless)))
    assert not asked.asker.ask(*premise, gained, neg(disj(kept))), "a flow in no statement"
    wide = [asked.conditions.premise]
    for index, term in enumerate(kept):
        rest = [neg(other) for i, other in enumerate(kept) if i != index]
        assert asked.asker.ask(*wide, term, *rest), "to spare"


def meant(answer: Differences, modality: Modality) -> list[Difference]:
    """The statements that hold in that sense."""
    return [member for member in answer.members if modality in member.modalities]


@settings(max_examples=share_of_examples(4))
@given(pair=pairs(), dialect=strategies.dialects())
def test_what_opens_one_way_closes_the_other_way(pair: Pair, dialect: Dialect) -> None:
    back = replace(pair, old=pair.new, new=pair.old)
    for way, other in ((Way.OPENED, Way.CLOSED), (Way.CLOSED, Way.OPENED)):
        _, here = found(pair, way, dialect)
        versions, there = found(back, other, dialect)
        assert here.found == there.found
        for member in here.members:
            flow, readings = member.shown.flow, member.shown.readings
            tied = versions.modalities(dialect) == tuple(Modality)
            if not (readings or member.shown.facts or versions.union.relabelled or tied):
                decided = versions.decide(flow, OpenFacts(dialect))
                assert [d.decision for d in decided] == [member.new.decision, member.old.decision]


@settings(max_examples=share_of_examples(4))
@given(pair=pairs(), dialect=strategies.dialects())
def test_nothing_differs_from_itself(pair: Pair, dialect: Dialect) -> None:
    policies, admin = pair.old.policies[::-1], pair.old.admin_policies[::-1]
    same = replace(pair, new=replace(pair.old, policies=policies, admin_policies=admin))
    for way in Way:
        assert not found(same, way, dialect)[1].members


def every_namespace(versions: TwoVersions) -> dict[str, list[str]]:
    """All declared pods, at both ends."""
    names = list(versions.roster.by_namespace)
    return {"source": names, "destination": names}
