"""What a search has found about pods, as data and in words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verifier.engine.cover import Member, told
from verifier.engine.exposure.admitted import At
from verifier.engine.exposure.boxes import Box
from verifier.engine.exposure.facing import Facing
from verifier.engine.exposure.showing import Showing
from verifier.engine.statements import Part, Statement, end_words
from verifier.engine.words import reading_words
from verifier.flow import Direction
from verifier.model import DeclaredPod
from verifier.query import PortRange
from verifier.smt.logic import Term, disj
from verifier.verdict import Counterexample


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
class Boxes:
    """What a statement was read off as, about one pod of those that it speaks of."""

    showing: Showing
    boxes: tuple[Box[At], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A statement of pods that the same rules speak for. `near`: some of its flows have a pod at
    the other end that policies of its own select; `free`: some have not. `boxes`: where it was
    read off rules."""

    reach: Reach
    term: Term
    near: bool
    free: bool
    boxes: Boxes | None = None


def found_of(
    session: Facing,
    direction: Direction,
    pod: DeclaredPod,
    members: Sequence[Member],
    touches: tuple[bool, bool],
    boxes: Boxes | None = None,
) -> Found:
    """Statements that differ in nothing but the facts that they take, as one; `touches`: whether
    it is `near`, and `free`."""
    shown = told([about(session.subject(pod, direction), member) for member in members])
    reach = reach_of(session, direction, members[0].statement, shown)
    term = disj(member.statement.term for member in members)
    return Found(reach, term, *touches, boxes)


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


def barred(found: Found, some: bool) -> Found:
    """The statement, of which the other end's policies may stop some."""
    return replace(found, reach=replace(found.reach, barred=some))
