"""The answer of `netproof why`, for the comment of a pull request."""

from collections.abc import Iterator

from verifier.analysis.flip.results import Change
from verifier.analysis.results import WhyReport
from verifier.decision import Trace
from verifier.flow import Direction
from verifier.report.change import WORDS, edit_words
from verifier.report.map_words import port_words
from verifier.report.markup import code, plain
from verifier.report.why_text import service_words
from verifier.report.words import DECISIONS, flow_words, part_words, trace_words


def render_why(report: WhyReport) -> str:
    """The decision, both sides of it with the places of what decides, and the change if asked."""
    decided = report.decided
    lines = [f"### netproof: {DECISIONS[decided.decision]}", "", code(flow_words(report.flow)), ""]
    if report.service is not None:
        lines += [f"- {plain(words)}" for words in service_words(report.service)]
    lines += [f"- depends on {plain(text)}" for text in decided.depends_on]
    if report.allows is not None:
        lines.append(f"- ports: {port_words(report.allows) or 'none under every fact'}")
        if report.conditional:
            lines.append(f"- ports that depend on open facts: {port_words(report.conditional)}")
    lines += _side(decided.egress, Direction.EGRESS)
    lines += _side(decided.ingress, Direction.INGRESS)
    if report.change is not None:
        lines += _change(report.change)
    if report.assumptions:
        lines += ["", "<details><summary>The answer assumes</summary>", ""]
        lines += [f"- {plain(item.text)}" for item in report.assumptions]
        lines += ["", "</details>"]
    used = f"Read {report.used}." if report.used else ""
    ignored = f" Ignored {report.ignored}." if report.ignored else ""
    return "\n".join([*lines, "", plain(used + ignored)]).rstrip("\n") + "\n"


def _change(change: Change) -> Iterator[str]:
    """What flips the answer."""
    word = WORDS[change.decision]
    if not change.edits:
        yield f"- **{word}**: no edit of NetworkPolicies alone was found that flips the answer"
    for number, edit in enumerate(change.edits):
        yield f"- **{'and' if number else word}** {code(edit_words(edit))}"


def _side(trace: Trace, direction: Direction) -> Iterator[str]:
    """One direction, and where its policies say so."""
    yield f"- **{direction.value.lower()}** {plain(trace_words(trace, direction))}"
    for because in (*trace.passed, *trace.because):
        if because.location.path:
            words = part_words(because, direction, trace.decision)
            yield f"  - {code(str(because.location))} {plain(words)}"
