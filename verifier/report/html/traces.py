"""Decisions on flows: both sides, and the rules and policies that made them."""

from collections.abc import Iterator

from verifier.decision import Decided, Trace
from verifier.flow import Direction, Flow
from verifier.report.html.escaping import element, escaped
from verifier.report.html.excerpts import Excerpts
from verifier.report.words import DECISIONS, flow_words, part_words, trace_words

MOST = 3  # excerpts of one side


def decided_html(flow: Flow, decided: Decided, excerpts: Excerpts, head: str = "Flow") -> str:
    """A flow with its decision: a definition list, whose sides carry excerpts."""
    rows = [row(head, element("code", escaped(flow_words(flow)), class_="flow"))]
    if decided.depends_on:
        rows.append(row("Depends on", escaped("; ".join(decided.depends_on))))
    for direction, trace in (
        (Direction.EGRESS, decided.egress),
        (Direction.INGRESS, decided.ingress),
    ):
        rows.append(row(direction.value, side(trace, direction, excerpts)))
    return element("dl", "".join(rows), class_="trace")


def row(name: str, content: str) -> str:
    """A term and what it says, in HTML."""
    return element("dt", escaped(name)) + element("dd", content)


def side(trace: Trace, direction: Direction, excerpts: Excerpts) -> str:
    """One direction in words, with the places of what it rests on."""
    word = DECISIONS[trace.decision]
    words = escaped(trace_words(trace, direction).removeprefix(f"{word}: "))
    badge = element("strong", word, class_=f"badge {word.replace(' ', '-')}")
    places = "".join(places_of(trace, direction, excerpts))
    return element("p", f"{badge} {words}", class_="deciding") + places


def places_of(trace: Trace, direction: Direction, excerpts: Excerpts) -> Iterator[str]:
    """Excerpts of the Pass rules, and of what decides."""
    for because in trace.passed[:MOST]:
        yield excerpts.show(because.location, "passes the flow on")
    for because in trace.because[:MOST]:
        yield excerpts.show(because.location, part_words(because, direction))
    left = len(trace.because) - MOST
    if left > 0:
        yield element("p", f"and {left:,} more", class_="faint")
