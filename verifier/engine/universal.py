"""`never`, `only` and `always`: proved iff no facts and no choice violate (M-09)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial

from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline, GaveUpError
from verifier.engine.counterexample import counterexample, present
from verifier.engine.guessing import guess, nobody
from verifier.engine.replay import objection
from verifier.engine.session import Asked, Session
from verifier.engine.vacuity import nothing, why_vacuous
from verifier.errors import SoundnessError
from verifier.query import Query, Verb
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, conj
from verifier.verdict import Counterexample, Proved, Refuted, Unknown, Vacuous, Verdict


def judge_universal(
    session: Session, query: Query, dialect: Dialect, timeout_ms: int
) -> Mapping[Level, Verdict]:
    """The verdict at each level. Raises SoundnessError when levels contradict each other."""
    asked = session.prepare(query, dialect, Deadline.after(timeout_ms))
    return graded(partial(judge_level, session, asked))


def graded(
    judge: Callable[[Level, Counterexample | None], Verdict],
) -> Mapping[Level, Verdict]:
    """The verdict at each level, `judge` being told what refutes at a lower one. Raises
    SoundnessError when levels contradict each other."""
    found: dict[Level, Verdict] = {}
    shown: Counterexample | None = None
    for level in Level:
        try:
            found[level] = judge(level, shown)
        except GaveUpError as error:
            found[level] = Unknown(str(error))
        verdict = found[level]
        if isinstance(verdict, Refuted) and shown is None:
            shown = verdict.counterexample
    check_monotone(found)
    return found


def judge_level(
    session: Session, asked: Asked, level: Level, shown: Counterexample | None
) -> Verdict:
    """The verdict at one level; a flow shown at a lower level is one at this level too."""
    if shown is not None and not objection(session, asked.query, level, shown.flow):
        return Refuted(shown)
    assumed = level_assumptions(level)
    violation = conj((asked.conditions.premise, asked.conditions.bad))
    values = None
    if shown is None and not asked.settled.get(violation):
        values = guess(session, asked, level, violation, with_facts=True)
    if values is not None:
        return Refuted(present(session, asked, level, violation, values))
    if level is Level.DECLARED and (why := why_nothing(session, asked, level)):
        return Vacuous(why)
    for part in parts(session, asked, level, violation):
        if part.asker.ask(*assumed, violation):
            if shown is None:
                light, ends = session.lighter(part)
                shown = counterexample(session, light, level, violation, ends)
            return Refuted(shown)
    if level > Level.DECLARED and (why := why_nothing(session, asked, level)):
        return Vacuous(why)
    if asked.query.verb is Verb.ONLY and not asked.asker.ask(*assumed, asked.conditions.passage):
        return Vacuous("nothing gets through: no flow from its own `from` is allowed either")
    return Proved()


def parts(session: Session, asked: Asked, level: Level, violation: Term) -> Iterator[Asked]:
    """The questions whose answers tell whether some flow violates at the level: none, where none
    violates at the highest one."""
    if not nowhere(asked, violation):
        yield from session.parts(asked) if level is Level.DECLARED else (asked,)


def nowhere(asked: Asked, violation: Term) -> bool:
    """No flow violates at the highest level, nor at a lower one, whose flows are among its (M-09):
    asked once, in a tenth of the time that is left."""
    if violation not in asked.settled:
        found = False
        if not (asked.query.facts or asked.query.robust):
            with asked.asker.within(0.1), suppress(GaveUpError):
                found = not asked.asker.ask(*level_assumptions(max(Level)), violation)
        asked.settled[violation] = found
    return asked.settled[violation]


def why_nothing(session: Session, asked: Asked, level: Level) -> str:
    """Why no flow is judged at the level; "" if some is."""
    if level is Level.DECLARED and (what := nobody(session, asked)):
        return nothing(level, what)
    if asked.asker.ask(*level_assumptions(level), asked.conditions.premise):
        return ""
    return why_vacuous(asked, level)


def check_monotone(found: Mapping[Level, Verdict]) -> None:
    """A flow that exists at a level exists at every level above it (M-09)."""
    refuted = False
    for level in sorted(found):
        if refuted and isinstance(found[level], Proved | Vacuous):
            raise SoundnessError(f"refuted below {level.text}, but not at {level.text}")
        refuted = refuted or isinstance(found[level], Refuted)
