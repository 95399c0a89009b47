"""Covers: every violating flow is in some statement, each statement is right, none is to spare."""

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import Case, cases, judge_of, pinned, share_of_examples
from tests.agreement.deciding import outcomes
from verifier.dialect import Dialect
from verifier.engine.asker import Deadline
from verifier.engine.cover import Member, alike, cover, gather
from verifier.engine.judging import judge
from verifier.engine.session import Asked, Session
from verifier.flow import Flow
from verifier.query import Verb
from verifier.smt.groups import level_assumptions
from verifier.smt.literal import reading_pins
from verifier.smt.logic import Term, conj, disj, neg
from verifier.testing import strategies
from verifier.verdict import Refuted

TIMEOUT_MS = 60_000
UNIVERSAL = (Verb.NEVER, Verb.ONLY, Verb.ALWAYS)
FEW = 30
SEVERAL = 12
MANY = 40
FACTS = {"reading", "family", "address", "port-name", "label", "namespace-label", "node"}


class Steady(Deadline):
    """Never nearer: what is asked does not turn on how quick the machine is."""

    def remaining_ms(self) -> int:
        """Always the same."""
        return TIMEOUT_MS


def asked_of(case: Case, dialect: Dialect) -> tuple[Session, Asked, Term]:
    """The query of a case, prepared, with what violates it."""
    session = Session(case.manifests, case.cluster, [case.query])
    asked = session.prepare(case.query, dialect, Steady(0))
    return session, asked, conj((asked.conditions.premise, asked.conditions.bad))


def terms(members: list[Member]) -> list[Term]:
    """What the statements ask of a flow."""
    return [member.statement.term for member in members]


def violates(session: Session, case: Case, flow: Flow, dialect: Dialect) -> bool:
    """The reference's judgement, under some reading of what the dialect leaves open."""
    if not judge_of(session, case.level).judges(case.query, flow):
        return False
    bad = case.query.verb is not Verb.ALWAYS
    return bad in outcomes(case.manifests, case.query, flow, dialect)


@settings(max_examples=share_of_examples(2))
@given(case=cases(UNIVERSAL, count=0), dialect=strategies.dialects())
def test_a_cover_is_complete_and_right_and_nothing_in_it_is_to_spare(
    case: Case, dialect: Dialect
) -> None:
    session, asked, target = asked_of(case, dialect)
    members, reason = gather(session, asked, case.level, target, FEW)
    assume(not reason)  # covers of many statements take too long to hold to all of this
    event(f"{min(len(members), 9)} statements")
    level, ask, found = level_assumptions(case.level), asked.asker.ask, terms(members)
    assert not ask(*level, target, neg(disj(found))), "a violating flow in no statement"
    for index, member in enumerate(members):
        rest = [neg(term) for other, term in enumerate(found) if other != index]
        assert not ask(*level, found[index], neg(target)), f"not right: {member.shown.general}"
        assert ask(*level, found[index], *rest), f"to spare: {member.shown.general}"
        flow = member.shown.flow
        assert judge_of(session, case.level).judges(case.query, flow)
    verdict = judge(session, case.query, dialect, TIMEOUT_MS)[case.level]
    assert bool(members) == isinstance(verdict, Refuted)
    pairs = [pair for member in members if (pair := workloads(member))]
    assert len(set(pairs)) == len(pairs), "two statements about one pair of workloads"


def workloads(member: Member) -> tuple[str, str] | None:
    """The declared classes at both ends, where the statement takes nothing else but ports."""
    parts = [part.literal for part in member.statement.parts]
    if FACTS & {literal.kind for literal in parts}:
        return None
    ends = {x.end: str(x.value) for x in parts if x.kind == "declared" and x.value}
    return (ends["source"], ends["destination"]) if len(ends) == 2 else None


@settings(max_examples=share_of_examples(2))
@given(
    case=cases(UNIVERSAL, count=3) | cases(count=1, anything=True),
    dialect=strategies.dialects(fixed=True),
)
def test_a_flow_violates_iff_it_is_in_some_statement(case: Case, dialect: Dialect) -> None:
    for flow in case.flows:
        pin = pinned(case, flow, case.level, dialect, mention=False)
        target = conj((pin.asked.conditions.premise, pin.asked.conditions.bad))
        members, reason = gather(pin.session, pin.asked, case.level, target, MANY)
        at = (*pin.terms, *reading_pins(pin.session.flow, dialect))
        inside = pin.asked.asker.ask(*at, disj(terms(members)))
        event(f"in a statement: {inside}, cut off: {bool(reason)}")
        if inside or not reason:
            assert inside == violates(pin.session, case, flow, dialect), flow


@settings(max_examples=share_of_examples(4))
@given(case=cases(UNIVERSAL, count=0), dialect=strategies.dialects())
def test_no_two_statements_of_a_cover_read_alike(case: Case, dialect: Dialect) -> None:
    session, asked, target = asked_of(case, dialect)
    found = cover(session, asked, case.level, target, SEVERAL)
    assert len({member.general for member in found.members}) == len(found.members)


@settings(max_examples=share_of_examples(4))
@given(case=cases(UNIVERSAL, count=0), most=st.integers(1, 3))
def test_a_cover_that_is_cut_off_says_so(case: Case, most: int) -> None:
    session, asked, target = asked_of(case, Dialect())
    found = cover(session, asked, case.level, target, most)
    assert len(found.members) <= most
    assert found.complete == (found.reason == "")
    session, asked, target = asked_of(case, Dialect())
    members, _ = gather(session, asked, case.level, target, most + 1)
    if found.complete:
        assert bool(found.members) == bool(members)
    else:
        assert "and more" in found.reason
        assert len(found.members) == most
        assert len(alike(members)) > 1
