"""The verdicts on invariants: one line for what is proved, the counterexample for what is not."""

from collections import Counter
from collections.abc import Iterator

from verifier.analysis.results import CheckReport, InvariantResult
from verifier.report.html.escaping import element, escaped, with_code
from verifier.report.html.excerpts import Excerpts
from verifier.report.html.traces import decided_html, row
from verifier.report.owners import change_words
from verifier.report.words import example_of, flow_words, level_words, readings_words
from verifier.verdict import Counterexample, Proved, verdict_name

MOST_OPEN = 3  # what comes after is found by its headline, and the map is not far below
VERDICTS = ("refuted", "unknown", "vacuous", "proved")
NONE = (
    "No invariants file was found, so nothing was proved. <code>netproof init</code> writes one "
    "that holds now."
)


def tally(report: CheckReport) -> list[tuple[str, int]]:
    """Each verdict that occurs, the worst first, and how often."""
    counts = Counter(verdict_name(result.verdict) for result in report.results)
    return [(name, counts[name]) for name in VERDICTS if counts[name]]


def verdicts_html(report: CheckReport | None) -> str:
    """All invariants, what is not proved first."""
    if report is None:
        return element("p", NONE)
    excerpts = Excerpts(report.texts, report.origins)
    ordered = sorted(report.results, key=lambda r: VERDICTS.index(verdict_name(r.verdict)))
    return "".join(
        one(result, report.declared, excerpts, opened=at < MOST_OPEN)
        for at, result in enumerate(ordered)
    )


def one(result: InvariantResult, declared: int, excerpts: Excerpts, *, opened: bool) -> str:
    """One invariant; it may be `opened` if it is not proved."""
    name, invariant = verdict_name(result.verdict), result.invariant
    badge = element("strong", name, class_=f"badge {name}")
    severity = "" if invariant.severity == "error" else f" (severity {invariant.severity})"
    head = element("summary", f"{badge} {escaped(invariant.title + severity)}")
    body = element("dl", "".join(rows(result, declared)), class_="trace")
    if example := example_of(result.verdict):
        body = "".join(flows(example, excerpts, isinstance(result.verdict, Proved))) + body
    if isinstance(result.verdict, Proved) or not opened:
        return f"<details>{head}{body}</details>"
    return f"<details open>{head}{body}</details>"


def flows(example: Counterexample, excerpts: Excerpts, witness: bool) -> Iterator[str]:
    """The flow, hop by hop, and which other flows do the same."""
    head = "Hop 1" if example.onward else ("Witness" if witness else "Counterexample")
    yield decided_html(example.flow, example.decided, excerpts, head)
    for number, hop in enumerate(example.onward, 2):
        yield decided_html(hop.flow, hop.decided, excerpts, f"Hop {number}")
    more = [("General", example.general), ("Readings", readings_words(example))]
    more += [("Fact", fact) for fact in example.facts]
    more += [("Owners", change) for change in change_words(example.owners)]
    if example.replayed and not witness:
        more.append(("Replay", "confirmed by the reference evaluator"))
    yield element("dl", "".join(row(k, escaped(v)) for k, v in more if v), class_="trace")


def rows(result: InvariantResult, declared: int) -> Iterator[str]:
    """What stands beside the flow: for whom it holds, why, and what was taken for granted."""
    invariant, verdict = result.invariant, result.verdict
    if reason := getattr(verdict, "reason", ""):
        yield row("Reason", with_code(reason))
    yield row("Level", escaped(level_words(result.levels, declared, example_of(verdict))))
    if invariant.location.path:
        stated = f"{invariant.location}, id {invariant.id}"
        yield row("Stated", element("code", escaped(stated)))
    if invariant.controls:
        yield row("Controls", escaped(", ".join(invariant.controls)))
    for fact in invariant.query.facts:
        yield row("Assumes", escaped(f"{fact.id}: {fact.why}"))
    for note in result.notes:
        yield row("Note", escaped(note))
    for member in result.cover.members if result.cover else ():
        yield row("Also", escaped(f"{member.general}, such as {flow_words(member.flow)}"))
