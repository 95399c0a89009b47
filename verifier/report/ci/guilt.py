"""Which part of which policy a flow is decided by: the place that a finding points at."""

from collections.abc import Iterator
from dataclasses import dataclass

from verifier.decision import Because, Decided, Trace
from verifier.flow import Direction, Flow
from verifier.report.ci.notice import Placed
from verifier.report.words import part_words, rule_path
from verifier.verdict import Counterexample

MOST_STEPS = 100
PASSES = "passes the flow on"


@dataclass(frozen=True, slots=True)
class Guilty:
    """A part of a policy that made the decision what it is; `passes`: a rule that handed the flow
    on to one that is in no file."""

    because: Because
    direction: Direction
    passes: bool = False

    @property
    def text(self) -> str:
        """`NetworkPolicy shop/db, ingress[0].from[0]: admits the flow`."""
        part = rule_path(self.because, self.direction)
        does = PASSES if self.passes else part_words(self.because, self.direction)
        return f"{self.because.policy}, {part}: {does}"


def hops_of(example: Counterexample) -> list[tuple[Flow, Decided]]:
    """The flow and its decision; all hops of a chain."""
    return [
        (example.flow, example.decided),
        *((hop.flow, hop.decided) for hop in example.onward),
    ]


def sides(decided: Decided) -> tuple[tuple[Direction, Trace], tuple[Direction, Trace]]:
    """Both directions, in the order in which a flow meets them."""
    return (Direction.EGRESS, decided.egress), (Direction.INGRESS, decided.ingress)


def guilty(example: Counterexample) -> list[Guilty]:
    """The parts that made the decisions of the flow what they are, the one to look at first in
    front: the destination's side of the last hop, where policies usually guard. Empty where no
    policy of the input has a part in it."""
    found = [
        part
        for _, decided in reversed(hops_of(example))
        for direction, trace in reversed(sides(decided))
        if trace.decision is decided.decision
        for part in _parts(direction, trace)
    ]
    return list(dict.fromkeys(found))


def _parts(direction: Direction, trace: Trace) -> list[Guilty]:
    """What decides; of a policy that owners could add, which has no place, the rules that pass
    flows on to it."""
    written = [Guilty(b, direction) for b in trace.because if b.location.path]
    return written or [
        Guilty(b, direction, passes=True) for b in trace.passed if b.location.path and trace.because
    ]


def steps(example: Counterexample) -> tuple[Placed, ...]:
    """Every rule and policy that the flow meets, from the source's egress to the destination's
    ingress, hop by hop."""
    return tuple(_steps(example))[:MOST_STEPS]


def _steps(example: Counterexample) -> Iterator[Placed]:
    for _, decided in hops_of(example):
        yield from steps_of(decided)


def steps_of(decided: Decided) -> Iterator[Placed]:
    """Every rule and policy that one flow meets, from egress to ingress."""
    for direction, trace in sides(decided):
        passed = [Guilty(because, direction, passes=True) for because in trace.passed]
        decides = [Guilty(because, direction) for because in trace.because]
        for part in (*passed, *decides):
            if part.because.location.path:
                yield part.text, part.because.location
