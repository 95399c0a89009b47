"""What is beyond the declared pods and may reach some of them, or be reached, in few statements.

The policies of the declared pods say what is admitted. Where the policies of the other end do not
let all of it through, a statement says so, and one of which they let nothing through is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.engine.asker import GaveUpError
from verifier.engine.cover import alike, gather
from verifier.engine.exposure.facing import Facing, Question
from verifier.engine.exposure.found import Boxes, Found, Reach, barred, found_of, order
from verifier.engine.exposure.letting import View, let_through, prove, views
from verifier.engine.exposure.likeness import Likeness
from verifier.engine.exposure.outright import Outright, exact, read_off
from verifier.engine.statements import Statement
from verifier.smt.logic import conj, disj

PLACE = ("pod", "namespace", "namespace-label")  # parts that say where the other end is


@dataclass(frozen=True, slots=True)
class Exposure:
    """`reason` says what cut the search off; without one, all flows are in some statement."""

    reaches: tuple[Reach, ...]
    reason: str = ""


Judged = tuple[list[Found], str]


def exposures(
    session: Facing, kinds: Sequence[Likeness], question: Question
) -> list[list[Exposure]]:
    """Of each kind, the exposure of each group in its `pods`. The kinds are of one direction, and
    the pods that stand for them of one namespace. Raises SoundnessError."""
    return [
        [Exposure(tuple(one.reach for one in found), reason) for found, reason in judged]
        for judged in judge(session, kinds, question)
    ]


def judge(session: Facing, kinds: Sequence[Likeness], question: Question) -> list[list[Judged]]:
    """The same, with terms. Raises SoundnessError."""
    judged = admitted(session, kinds, question)
    seen = [
        views(kind.direction, [pods[0] for pods in kind.pods], found)
        for kind, (found, _) in zip(kinds, judged, strict=True)
    ]
    prove(session, [view for each in seen for view in each], question)
    return [
        [settled(session, view, reason, question) for view in each]
        for each, (_, reason) in zip(seen, judged, strict=True)
    ]


def settled(session: Facing, view: View, reason: str, question: Question) -> Judged:
    """The statements once the policies of the other end are asked, too."""
    if not any(one.near for one in view.found):
        return list(view.found), reason
    try:
        return list(let_through(session, view, question)), reason
    except GaveUpError as error:
        unknown = f"not known what the policies of the other end stop: {error}"
        return [barred(one, one.near) for one in view.found], reason or unknown


def admitted(session: Facing, kinds: Sequence[Likeness], question: Question) -> list[Judged]:
    """What the pods' own policies admit. Raises SoundnessError."""
    read: dict[int, Outright] = {}
    failed: dict[int, str] = {}
    for index, kind in enumerate(kinds):
        if kind.certain:
            try:
                read[index] = read_off(session, kind, question)
            except GaveUpError as error:
                failed[index] = f"not known: {error}"
    answers = dict(zip(read, exact(session, list(read.values()), question), strict=True))
    result: list[Judged] = []
    for index, kind in enumerate(kinds):
        if index in failed:
            result.append(([], failed[index]))
        elif answers.get(index):
            result.append((told_outright(session, read[index]), ""))
        else:
            known = read[index].statements if index in read else []
            result.append(searched(session, kind, question, known))
    return result


def told_outright(session: Facing, one: Outright) -> list[Found]:
    """The statements that were read off rules."""
    showing, shown = one.showing, one.shown or ()
    boxes = {id(member): box for box, member in shown}
    result = []
    for group in alike([member for _, member in shown]):
        mine = tuple(boxes[id(member)] for member in group)
        pods = showing.read.direction, showing.pod
        found = found_of(session, *pods, group, showing.touches(mine), Boxes(showing, mine))
        result.append(found)
    return sorted(result, key=order)


def searched(
    session: Facing, kind: Likeness, question: Question, known: Sequence[Statement]
) -> Judged:
    """What the solver finds beyond the statements that are known. Raises SoundnessError."""
    pod, direction = kind.pods[0][0], kind.direction
    try:
        question.deadline.remaining_ms()  # or nothing is begun
        asked = session.ask_about(pod, direction, question.dialect, question.deadline)
        target, level = asked.conditions.bad, question.level
        members, reason = gather(session, asked, level, target, question.most, known=known)
        found = []
        for group in alike(members):
            statements = [member.statement for member in group]
            place = disj(conj(p.term for p in s.parts if p.kind in PLACE) for s in statements)
            touches = session.touches(asked, direction, level, place)
            found.append(found_of(session, direction, pod, group, touches))
    except GaveUpError as error:
        return [], f"not known: {error}"
    return sorted(found, key=order), reason
