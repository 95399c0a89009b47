"""What the rules that select pods admit, told without a search: flows that the reference admits
show that each box which was read off the rules has flows of its own, and one question to the
solver that together they are just what is admitted."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.dialect import Level
from verifier.engine.asker import GaveUpError
from verifier.engine.cover import Member, member_of
from verifier.engine.exposure.admitted import Admitted, At
from verifier.engine.exposure.boxes import Box
from verifier.engine.exposure.facing import Facing, Question, query_about
from verifier.engine.exposure.likeness import Likeness
from verifier.engine.exposure.proving import proved
from verifier.engine.exposure.showing import Showing
from verifier.engine.statements import Statement
from verifier.errors import SoundnessError
from verifier.smt.logic import Term, conj, disj, iff, neg
from verifier.smt.solver import Values

Shown = tuple[Box[At], Member]


@dataclass(frozen=True, slots=True)
class Outright:
    """What was read off the rules of a kind of pods: `boxes`, and those that have flows of their
    own as statements, special ones left out first; None where the reference objects to one."""

    showing: Showing
    boxes: Sequence[Box[At]]
    shown: Sequence[Shown] | None

    @property
    def statements(self) -> list[Statement]:
        """All boxes as statements."""
        return [self.showing.read.statement(box) for box in self.boxes]


def read_off(session: Facing, kind: Likeness, question: Question) -> Outright:
    """What was read off the rules of a kind that is certain. Raises GaveUpError."""
    question.deadline.remaining_ms()  # or nothing is begun
    pod = kind.pods[0][0]
    read = Admitted(session, pod, kind.direction, kind.rules, question.dialect, kind.closed)
    showing = Showing(read, pod, session.peers(question.level, question.dialect))
    boxes = read.merged()
    try:
        flows = own(showing, boxes)
        shown = [(box, confirmed(showing, box, flow, question.level)) for box, flow in flows]
    except SoundnessError:
        return Outright(showing, boxes, None)  # the search meets with the same, and tells
    return Outright(showing, boxes, shown)


def exact(session: Facing, several: Sequence[Outright], question: Question) -> list[bool]:
    """Of pods of one namespace, in one direction: the statements say of every flow whether it is
    admitted; False, too, where that is not known."""
    found = [one for one in several if one.shown is not None]
    if not found:
        return [False for _ in several]
    showing = found[0].showing
    about = showing.pod.namespace, showing.read.direction, question.dialect, question.deadline
    try:
        asked = session.ask_in(*about)
        claims = [wrong(one, asked.conditions.bad) for one in found]
        answers = iter(proved(asked, question.level, claims))
    except GaveUpError:
        return [False for _ in several]
    return [one.shown is not None and next(answers) for one in several]


def wrong(one: Outright, admitted: Term) -> Term:
    """The flow is admitted, and in no statement, or the other way round."""
    told = disj(member.statement.term for _, member in one.shown or ())
    return conj((one.showing.is_one, neg(iff(admitted, told))))


def own(showing: Showing, boxes: Sequence[Box[At]]) -> list[tuple[Box[At], Values]]:
    """The boxes with a flow that is in none of the others, special ones left out first: as far as
    flows were found."""
    numbered = list(enumerate(boxes))
    flows = {n: showing.outside(box, without(boxes, n)) for n, box in numbered}
    kept = {n: box for n, box in numbered if flows[n] or showing.outside(box, ())}
    for number, box in sorted(kept.items(), key=lambda item: -len(item[1])):
        if flows[number] is None:
            others = [other for n, other in kept.items() if n != number]
            flows[number] = showing.outside(box, others)
            if flows[number] is None:
                del kept[number]
    return [(box, flow) for n, box in kept.items() if (flow := flows[n]) is not None]


def without(boxes: Sequence[Box[At]], number: int) -> list[Box[At]]:
    """The other boxes."""
    return [*boxes[:number], *boxes[number + 1 :]]


def confirmed(showing: Showing, box: Box[At], values: Values, level: Level) -> Member:
    """The box as a statement, shown by a flow. Raises SoundnessError unless the flow is one of the
    statement's, and the reference admits it."""
    statement, session = showing.read.statement(box), showing.session
    if not values.truth(statement.term):
        raise SoundnessError("a flow of a box is none of its statement's")
    flow = session.extractor.extract(values, showing.classes)
    query = query_about(showing.pod, showing.read.direction, showing.read.direction)
    replayed = session.replay(query, level, flow, session.extractor.facts(values))
    return member_of(statement, showing.classes, flow, replayed)
