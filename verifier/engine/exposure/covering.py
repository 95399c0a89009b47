"""What is beyond the declared pods and may reach one of them, or be reached, in few statements.

The policies of the declared pod say what is admitted. Where the policies of the other end do not
let all of it through, a statement says so, and one of which they let nothing through is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline, GaveUpError
from verifier.engine.cover import Member, alike, gather, told
from verifier.engine.exposure.admitted import Admitted
from verifier.engine.exposure.facing import Facing
from verifier.engine.exposure.likeness import Likeness
from verifier.engine.session import Asked
from verifier.engine.statements import Part, Statement, end_words
from verifier.engine.words import reading_words
from verifier.flow import Direction
from verifier.model import DeclaredPod
from verifier.query import PortRange
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, conj, disj, neg
from verifier.verdict import Counterexample

PLACE = ("pod", "namespace", "namespace-label")  # parts that say where the other end is


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `most` statements for each pod, all of them by the deadline."""

    dialect: Dialect
    level: Level
    deadline: Deadline
    most: int


@dataclass(frozen=True, slots=True)
class Reach:
    """One general statement: who or what is at the other end, in words, and on which ports.
    `outside`: addresses outside the cluster, not pods. `ranges` are the ports, all where there are
    none; `names` those that they have to have. `when`: open facts that it takes. `barred`: but
    for those flows that the other end's own policies do not let through, if there are any."""

    who: str
    outside: bool
    ports: str
    ranges: tuple[PortRange, ...]
    names: tuple[str, ...]
    when: tuple[str, ...]
    barred: bool = False


@dataclass(frozen=True, slots=True)
class Exposure:
    """`reason` says what cut the search off; without one, all flows are in some statement."""

    reaches: tuple[Reach, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A statement of pods that the same rules speak for. `near`: some of its flows have a pod at
    the other end that policies of its own select; `free`: some have not."""

    reach: Reach
    term: Term
    near: bool
    free: bool


Judged = tuple[list[Found], str]


def exposure(session: Facing, kind: Likeness, question: Question) -> list[Exposure]:
    """The exposure of each group in the `pods` of a likeness. Raises SoundnessError."""
    judged = judge(session, kind, question)
    return [Exposure(tuple(one.reach for one in found), reason) for found, reason in judged]


def judge(session: Facing, kind: Likeness, question: Question) -> list[Judged]:
    """The same, with terms. Raises SoundnessError."""
    try:
        found, reason = admitted(session, kind, question)
    except GaveUpError as error:
        return [([], f"not known: {error}") for _ in kind.pods]
    return [settled(session, kind, pods[0], found, reason, question) for pods in kind.pods]


def admitted(session: Facing, kind: Likeness, question: Question) -> Judged:
    """What the pods' own policies admit. Raises GaveUpError and SoundnessError."""
    question.deadline.remaining_ms()  # or nothing is begun
    pod, direction = kind.pods[0][0], kind.direction
    asked = session.ask_about(pod, direction, question.dialect, question.deadline)
    known: list[Statement] = []
    if kind.certain:
        read = Admitted(session, pod, direction, kind.rules, question.dialect, kind.closed)
        known = read.statements()
    target = asked.conditions.bad
    members, reason = gather(session, asked, question.level, target, question.most, known=known)
    found = []
    for group in alike(members):
        statements = [member.statement for member in group]
        shown = told([about(session.subject(pod, direction), member) for member in group])
        reach = reach_of(session, direction, statements[0], shown)
        term = disj(statement.term for statement in statements)
        place = disj(conj(p.term for p in s.parts if p.kind in PLACE) for s in statements)
        near, free = session.touches(asked, direction, question.level, place)
        found.append(Found(reach, term, near, free))
    return sorted(found, key=order), reason


def about(subject: Part, member: Member) -> Member:
    """The statement with the words for what it takes of the declared pod."""
    statement = replace(member.statement, parts=(subject, *member.statement.parts))
    return Member(statement, replace(member.shown, facts=statement.facts()))


def order(found: Found) -> tuple[bool, int, str, str]:
    """Pods first, and what takes few words."""
    reach = found.reach
    return reach.outside, len(reach.who), reach.who, reach.ports


def reach_of(
    session: Facing, direction: Direction, statement: Statement, shown: Counterexample
) -> Reach:
    """A statement in words, as far as it is about the other end."""
    parts = [p for p in statement.parts if p.literal.end == session.flow.peer(direction).name]
    family = "".join(f" over {p.text}" for p in statement.parts if p.kind == "family")
    readings = (reading_words(name, values[0]) for name, values in shown.readings.items())
    return Reach(
        who=end_words(parts, {}) + family,
        outside=any(p.kind == "pod" and p.literal.value is None for p in parts),
        ports=statement.port_words(),
        ranges=next((p.ranges for p in statement.parts if p.ranges), ()),
        names=tuple(
            p.literal.name
            for p in statement.parts
            if p.kind == "port-name" and p.literal.value and not p.literal.fact
        ),
        when=(*readings, *shown.facts),
    )


def settled(
    session: Facing,
    kind: Likeness,
    pod: DeclaredPod,
    found: list[Found],
    reason: str,
    question: Question,
) -> Judged:
    """The same once the policies of the other end are asked, too."""
    if not any(one.near for one in found):
        return found, reason
    try:
        return list(let_through(session, kind.direction, pod, found, question)), reason
    except GaveUpError as error:
        unknown = f"not known what the policies of the other end stop: {error}"
        return [barred(one, one.near) for one in found], reason or unknown


def let_through(
    session: Facing,
    direction: Direction,
    pod: DeclaredPod,
    found: Sequence[Found],
    question: Question,
) -> Iterator[Found]:
    """The statements of which the other end's policies let something through. Raises
    GaveUpError."""
    asked: Asked | None = None
    for one in found:
        if not one.near or one.free:
            yield barred(one, one.near)
            continue
        if asked is None:
            about = (pod, direction, question.dialect, question.deadline)
            asked = session.ask_about(*about, both=True)
        passes = asked.conditions.bad
        fixed = [*level_assumptions(question.level), one.term]
        if asked.asker.ask(*fixed, passes):
            yield barred(one, asked.asker.ask(*fixed, neg(passes)))


def barred(found: Found, some: bool) -> Found:
    """The statement, of which the other end's policies may stop some."""
    return replace(found, reach=replace(found.reach, barred=some))
