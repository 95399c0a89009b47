"""What there is to say about a verdict, as named rows: the text report's words without its art."""

from collections.abc import Iterator, Sequence

from verifier.analysis.results import InvariantResult
from verifier.report.ci.guilt import hops_of, sides
from verifier.report.ci.notice import Row
from verifier.report.owners import change_words
from verifier.report.terminal import clean
from verifier.report.words import flow_words, level_words, readings_words, trace_words
from verifier.verdict import Counterexample, Refuted, Unknown, Vacuous


def rows_of(
    result: InvariantResult, declared: int, example: Counterexample | None
) -> tuple[Row, ...]:
    """The rows, those without words left out; `example` is the flow to tell of."""
    return tuple((name, clean(words)) for name, words in _rows(result, declared, example) if words)


def as_text(rows: Sequence[Row]) -> str:
    """One line for each row."""
    width = max((len(name) for name, _ in rows), default=0)
    return "\n".join(f"{name:<{width}}  {words}" for name, words in rows)


def _rows(result: InvariantResult, declared: int, example: Counterexample | None) -> Iterator[Row]:
    match result.verdict:
        case Refuted(reason=reason) | Unknown(reason=reason) | Vacuous(reason=reason):
            yield "reason", reason
        case _:
            pass
    if example is not None:
        yield from _flows(example)
    yield "level", level_words(result.levels, declared, example)
    for fact in result.invariant.query.facts:
        yield "assumes", f"{fact.id}: {fact.why}"
    for note in result.notes:
        yield "note", note


def _flows(example: Counterexample) -> Iterator[Row]:
    for number, (flow, decided) in enumerate(hops_of(example), 1):
        yield f"hop {number}" if example.onward else "flow", flow_words(flow)
        for direction, trace in sides(decided):
            yield direction.value.lower(), trace_words(trace, direction)
    yield "general", example.general
    yield "readings", readings_words(example)
    for fact in example.facts:
        yield "fact", fact
    for change in change_words(example.owners):
        yield "owners", change
