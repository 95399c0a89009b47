"""What the policies of the other ends let through: seen from flows, or else proved or asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verifier.engine.asker import GaveUpError
from verifier.engine.exposure.facing import Facing, Question
from verifier.engine.exposure.found import Found, barred
from verifier.engine.exposure.passing import Passing
from verifier.engine.exposure.proving import proved
from verifier.engine.exposure.showing import Showing
from verifier.flow import Direction
from verifier.model import DeclaredPod
from verifier.smt.logic import Term, conj, neg

Wanted = tuple[int, bool]  # the number of a statement; whether a flow passes, or is stopped


@dataclass(frozen=True, slots=True)
class View:
    """Statements about a pod, and what is known of their flows: `known` says of a statement
    whether some pass, and whether some are stopped."""

    pod: DeclaredPod
    direction: Direction
    found: Sequence[Found]
    known: dict[Wanted, bool]


def views(direction: Direction, pods: Sequence[DeclaredPod], found: Sequence[Found]) -> list[View]:
    """The statements as each of these pods sees them."""
    return [View(pod, direction, found, dict(seen(pod, found))) for pod in pods]


def seen(pod: DeclaredPod, found: Sequence[Found]) -> Iterator[tuple[Wanted, bool]]:
    """Which flows were seen to pass, and to be stopped."""
    passing: Passing | None = None
    for number, one in enumerate(found):
        if one.boxes is None or not one.near or one.free:
            continue
        if passing is None:
            showing = one.boxes.showing
            passing = Passing(Showing(showing.read, pod, showing.peers))
        sight = passing.sight(one.boxes.boxes)
        yield (number, True), sight.passes
        yield (number, False), sight.stops


def prove(session: Facing, several: Sequence[View], question: Question) -> None:
    """Prove that there are none where none were seen, those of a namespace at once; where there
    are some, know it."""
    homes: dict[tuple[str, Direction], list[tuple[View, Wanted]]] = {}
    for view in several:
        for wanted, some in view.known.items():
            if not some:
                home = view.pod.namespace, view.direction
                homes.setdefault(home, []).append((view, wanted))
    for (namespace, direction), missing in homes.items():
        try:
            asked = session.ask_in(namespace, direction, question.dialect, question.deadline, True)
            claims = [kind(session, view, wanted, asked.conditions.bad) for view, wanted in missing]
            answers = proved(asked, question.level, claims)
        except GaveUpError:
            for view, wanted in missing:
                del view.known[wanted]
            continue
        for (view, wanted), none in zip(missing, answers, strict=True):
            view.known[wanted] = not none


def kind(session: Facing, view: View, wanted: Wanted, passes: Term) -> Term:
    """A flow of the statement that passes, or is stopped."""
    number, let = wanted
    who = session.is_one(view.pod, view.direction)
    return conj((who, view.found[number].term, passes if let else neg(passes)))


def let_through(session: Facing, view: View, question: Question) -> Iterator[Found]:
    """The statements of which the other end's policies let something through. Raises
    GaveUpError."""
    for number, one in enumerate(view.found):
        if not one.near or one.free:
            yield barred(one, one.near)
        elif some(session, view, (number, True), question):
            yield barred(one, some(session, view, (number, False), question))


def some(session: Facing, view: View, wanted: Wanted, question: Question) -> bool:
    """Some flow of a statement passes, or is stopped. Raises GaveUpError."""
    if wanted not in view.known:
        about = view.pod.namespace, view.direction, question.dialect, question.deadline
        asked = session.ask_in(*about, True)
        claim = kind(session, view, wanted, asked.conditions.bad)
        (none,) = proved(asked, question.level, [claim])
        view.known[wanted] = not none
    return view.known[wanted]
