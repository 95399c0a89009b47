"""All flows that meet a target, as few general statements, each shown by one flow."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline, GaveUpError
from verifier.engine.counterexample import as_known
from verifier.engine.replay import Replayed
from verifier.engine.session import Asked, Session
from verifier.engine.settling import settle
from verifier.engine.statements import Statement
from verifier.engine.widening import Widening
from verifier.engine.words import Classes
from verifier.errors import SoundnessError
from verifier.flow import Flow
from verifier.query import Query, Verb
from verifier.smt.extract import OpenFacts
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, boolean, conj, disj, implies, neg
from verifier.smt.solver import Values
from verifier.verdict import Counterexample

FINDING = 0.7  # the share of the time for finding statements; the rest is for pruning them
NUMBERS = count()
Confirm = Callable[[Level, Flow, OpenFacts], Replayed]  # or raises SoundnessError


@dataclass(frozen=True, slots=True)
class Cover:
    """General statements, each with a flow; `complete`: every flow that meets the target is in
    one of them. Where that is not known, `reason` says what cut it off."""

    members: tuple[Counterexample, ...]
    complete: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """One statement of a cover, with a flow that shows it."""

    statement: Statement
    shown: Counterexample


def has_cover(query: Query) -> bool:
    """The flows that violate the query can be listed: it is a `never`, `only` or `always` about
    single flows in one version."""
    return query.verb is not Verb.POSSIBLE and not query.hops and query.since is None


def violations(
    session: Session, query: Query, dialect: Dialect, level: Level, timeout_ms: int, most: int
) -> Cover:
    """All flows that violate, at a level, a query that `has_cover`, in at most `most` statements.
    `timeout_ms`: milliseconds. Raises SoundnessError."""
    asked = session.prepare(query, dialect, Deadline.after(timeout_ms))
    target = conj((asked.conditions.premise, asked.conditions.bad))
    return cover(session, asked, level, target, most)


def cover(session: Session, asked: Asked, level: Level, target: Term, most: int) -> Cover:
    """All flows that meet `target`, which implies the query's premise, in at most `most`
    statements, none of them inside the others. At `declared`, one for each pair of workloads,
    unless open facts tell its flows apart.

    The time for `asked` that is left bounds it. Raises SoundnessError when the reference does not
    confirm a flow.
    """
    members, reason = gather(session, asked, level, target, most)
    ordered = sorted(members, key=lambda m: (len(m.statement.parts), m.shown.general))
    return Cover(tuple(map(told, alike(ordered))), not reason, reason)


def gather(
    session: Session,
    asked: Asked,
    level: Level,
    target: Term,
    most: int,
    confirm: Confirm | None = None,
    known: Sequence[Statement] = (),
) -> tuple[list[Member], str]:
    """Statements in the order in which they were found, and what cut the search off, if anything
    did. `confirm` replays a flow; without it, as one that violates the query. `known` are right:
    only flows in none of them are searched for."""
    found: list[Member] = []
    reason = ""
    try:
        reserve = (1 - FINDING) * asked.asker.deadline.remaining_ms()
        for part in session.parts(asked) if level is Level.DECLARED else (asked,):
            search = Search(session, part, level, target, reserve, confirm)
            search.run(most - len(alike(found)), known)
            found, reason = [*found, *search.members], search.reason
            if reason:
                break
    except GaveUpError as error:
        reason = f"perhaps more: {error}"
    return found, reason


def alike(members: Sequence[Member]) -> list[list[Member]]:
    """Statements in groups that differ in nothing but the facts that they take."""
    found: dict[str, list[Member]] = {}
    for member in members:
        found.setdefault(member.shown.general, []).append(member)
    return list(found.values())


def told(members: list[Member]) -> Counterexample:
    """Statements about the same flows under other facts, as one."""
    first = members[0].shown
    if len(members) == 1:
        return first
    either, *others = sorted(member.statement.conditions() for member in members)
    facts = (f"either {either}", *(f"or {text}" for text in others))
    return replace(first, readings={}, facts=facts)


def member_of(statement: Statement, classes: Classes, flow: Flow, replayed: Replayed) -> Member:
    """A statement that a flow shows, as the reference decides it."""
    shown = Counterexample(
        as_known(flow, [part.literal for part in statement.parts if part.literal.fact]),
        replayed.decided,
        statement.words(classes),
        statement.readings(),
        statement.facts(),
        owners=replayed.owners,
    )
    return Member(statement, shown)


class Search:
    """A cover of what one solver knows."""

    def __init__(
        self,
        session: Session,
        asked: Asked,
        level: Level,
        target: Term,
        reserve_ms: float,
        confirm: Confirm | None = None,
    ) -> None:
        self.session = session
        self.asked = asked
        self.level = level
        self.target = target
        self.reserve_ms = reserve_ms
        self.confirm = confirm or partial(session.replay, asked.query)
        self.assumed = level_assumptions(level)
        self.uncovered = boolean(f"uncovered.{next(NUMBERS)}")
        self.members: list[Member] = []
        self.reason = ""

    def run(self, most: int, known: Sequence[Statement] = ()) -> None:
        """Find statements until they are all, too many, or take too long."""
        try:
            self.take(known)
            self.collect(most)
        except GaveUpError as error:
            self.reason = f"perhaps more: {error}"
        with suppress(GaveUpError):
            self.prune()

    def collect(self, most: int) -> None:
        """Add statements while some flow is in none. Raises GaveUpError."""
        while self.asked.asker.ask(*self.assumed, self.target, self.uncovered):
            if len(alike(self.members)) >= most:
                self.prune()
                if len(alike(self.members)) >= most:
                    self.reason = "and more: --max is reached"
                    return
            if self.asked.asker.deadline.remaining_ms() < self.reserve_ms:
                self.reason = "and more: the time for this invariant is used up (--timeout)"
                return
            self.find()

    def take(self, known: Sequence[Statement]) -> None:
        """Begin with statements that are right, as far as they have flows."""
        if known and self.ask(disj(s.term for s in known), neg(self.target)):
            raise SoundnessError("a flow of a statement that was read off a rule is not admitted")
        for statement in known:
            if self.ask(statement.term):
                self.add(statement, self.asked.asker.values(), self.asked)

    def ask(self, *terms: Term) -> bool:
        """Some flow at the level meets the terms."""
        return self.asked.asker.ask(*self.assumed, *terms)

    def find(self) -> None:
        """One more statement, about a flow in none of those so far."""
        values = settle(self.asked, [*self.assumed, self.target, self.uncovered])
        light, ends = self.session.lighter(self.asked)
        if ends:
            light.asker.ask(*self.assumed, self.target, *ends)  # takes in these pods
        statement = Widening(self.session, light, self.level, self.target, values).statement()
        self.add(statement, values, light)

    def add(self, statement: Statement, values: Values, asked: Asked) -> None:
        """A statement, shown by the flow of a model, once the reference confirms that."""
        session = self.session
        flow = session.extractor.extract(values, self.asked.classes)
        replayed = self.confirm(self.level, flow, session.extractor.facts(values))
        shown = Counterexample(
            as_known(flow, [part.literal for part in statement.parts if part.literal.fact]),
            replayed.decided,
            statement.words(asked.classes),
            statement.readings(),
            statement.facts(),
            owners=replayed.owners,
        )
        self.members.append(Member(statement, shown))
        self.asked.asker.add(implies(self.uncovered, neg(statement.term)))

    def prune(self) -> None:
        """Leave out each statement whose flows are all in the others, special ones first."""
        for member in sorted(self.members, key=lambda m: -len(m.statement.parts)):
            others = [other for other in self.members if other is not member]
            if others and self.inside(member, others):
                self.members = others

    def inside(self, member: Member, others: Sequence[Member]) -> bool:
        """Every flow of a statement is in one of the others."""
        apart = [neg(other.statement.term) for other in others]
        return not self.asked.asker.ask(*self.assumed, member.statement.term, *apart)
