"""The report of `diff` as notices and results of tests."""

import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from verifier.analysis.diff.results import Answer, Change, DiffReport, Part
from verifier.decision import Decided
from verifier.flow import Direction
from verifier.location import Location
from verifier.report import diff_words as words
from verifier.report.ci.fingerprints import fingerprint, told_apart
from verifier.report.ci.guilt import MOST_STEPS, steps_of
from verifier.report.ci.notice import SECURITY, CiReport, Level, Notice, Outcome, Placed, Row, Trial
from verifier.report.ci.places import NO_FILES
from verifier.report.ci.rows import as_text
from verifier.report.ci.templates import at_template
from verifier.report.ci.verdicts import warning
from verifier.report.terminal import clean, plural
from verifier.report.words import flow_words

GUIDE = "commands"
WAYS: Mapping[str, tuple[str, str]] = {
    "opened": ("opens", "flows that only the new version allows"),
    "closed": ("closes", "flows that only the old version allows"),
}
HELP = """\
netproof compares two versions of the policies over all pods that could exist.
The finding is one statement of {about}.
It has a flow that shows it, confirmed by the reference evaluator,
and the rules that make the difference.

- Where the change is meant, say so with a reason: `netproof diff --allow FILE`
- Where it is not, change the policy that the finding points at.
"""


def of_diff(
    report: DiffReport,
    counting: Collection[str],
    origins: Mapping[Location, Location] | None = None,
) -> CiReport:
    """The report in the neutral form; of `opened` and `closed`, those in `counting` fail the run.
    `origins` maps places in rendered manifests to their templates."""
    answers = {"opened": report.opened, "closed": report.closed}
    notices = [n for way, a in answers.items() for n in _notices(way, a, way in counting, report)]
    notices += [warning(problem, report.texts) for problem in report.warnings]
    return CiReport(
        command="diff",
        summary=words.summary(report),
        notices=told_apart(at_template(n, origins or {}, report.texts) for n in notices),
        tests=tuple(_test(way, answer, way in counting) for way, answer in answers.items()),
        basis=tuple(assumption.text for assumption in report.assumptions),
        texts=report.texts,
    )


def places_in(report: DiffReport) -> Iterator[Location]:
    """The places that the notices may name."""
    for change in (*report.opened.changes, *report.closed.changes):
        yield from (part.location for part in change.because)
        yield from (place for _, place in _steps(change.new))
    yield from (problem.location for problem in report.warnings if problem.location)


def _notices(way: str, answer: Answer, counts: bool, report: DiffReport) -> Iterator[Notice]:
    word, _ = WAYS[way]
    for change in answer.changes:
        yield _notice(way, change, counts, report)
    if text := words.missing(word, answer):
        level: Level = "error" if counts and answer.found is None else "warning"
        yield _bare(way, level, text, fingerprint("diff", way, "missing"))


def _bare(way: str, level: Level, message: str, name: str) -> Notice:
    """A notice of a way, without a place."""
    word, about = WAYS[way]
    security = SECURITY[level] if way == "opened" else ""
    return Notice(
        code=way,
        name=f"what {word}",
        level=level,
        message=message,
        location=None,
        fingerprint=name,
        description=f"{about[0].upper()}{about[1:]}",
        help=HELP.format(about=about),
        page=GUIDE,
        security_severity=security,
        tags=(*(["security"] if security else []), "kubernetes", "network-policy"),
    )


def _notice(way: str, change: Change, counts: bool, report: DiffReport) -> Notice:
    unless = f", {words.unless(change)}" if change.unless else ""
    message = f"{WAYS[way][0].upper()} {clean(change.general)}{clean(unless)}"
    name = fingerprint("diff", way, change.general, *change.unless)
    location, related = _places(change, report)
    return replace(
        _bare(way, "error" if counts else "note", message, name),
        location=location,
        rows=tuple((row, clean(text)) for row, text in _rows(change)),
        related=related,
        steps=_steps(change.new)[:MOST_STEPS],
    )


def _places(change: Change, report: DiffReport) -> tuple[Location | None, tuple[Placed, ...]]:
    """Where to look: what the new version does, on the destination's side first; else the file
    that did something in the old one. Places of a revision are in no file at hand: the rows name
    them, and nothing links to them."""
    parts = sorted(change.because, key=lambda part: part.direction is Direction.EGRESS)
    parts = [part for part in parts if part.location.path]
    new = [part for part in parts if part.side == "new"]
    old = [part for part in parts if part.side == "old"]
    related = [(_said(part), part.location) for part in new[1:]]
    related += [(_said(part), part.location) for part in old if not _revised(part.location)]
    if new:
        return new[0].location, tuple(related)
    first = _now(old[0].location, report.texts) if old else None
    return first, tuple((text, place) for text, place in related if place != first)


def _said(part: Part) -> str:
    return f"{part.side}: {words.part_words(part)}"


def _revised(location: Location) -> bool:
    """Whether the place is in a revision, `REV:PATH`, and not in a file."""
    path = location.path
    return ":" in path and not path.startswith(NO_FILES) and not os.path.exists(path)


def _now(location: Location, texts: Mapping[str, str]) -> Location:
    """The place, or the beginning of the file that the new version has in its stead: its lines
    are others."""
    if not _revised(location):
        return location
    path = location.path.partition(":")[2]
    same = os.path.abspath(path)
    new = next((each for each in texts if os.path.abspath(each) == same), None)
    return location if new is None else Location(new, 1, 1)


def _steps(decided: Decided) -> tuple[Placed, ...]:
    """What the example meets in the new version."""
    return tuple(step for step in steps_of(decided) if not _revised(step[1]))


def _rows(change: Change) -> Iterator[Row]:
    yield "who", words.who(change)
    readings = [f"{point}={' or '.join(r)}" for point, r in sorted(change.readings.items())]
    if readings:
        yield "readings", ", ".join(readings)
    for fact in change.facts:
        yield "fact", fact
    yield "such as", flow_words(change.example)
    for text in words.free_sides(change):
        side, _, rest = text.partition(": ")
        yield side, rest
    for part in change.because:
        place = f", {part.location}" if part.location.path else ""
        yield part.side, f"{words.part_words(part)}{place}"


def _told(word: str, answer: Answer) -> str:
    """What there is instead of nothing."""
    if answer.changes:
        return f"{plural(len(answer.changes), 'statement')} of what {word}"
    return words.missing(word, answer)


def _test(way: str, answer: Answer, counts: bool) -> Trial:
    word, _ = WAYS[way]
    outcome: Outcome = "passed"
    if answer.found is not False:
        outcome = "error" if answer.found is None else "failed"
    if outcome != "passed" and not counts:
        outcome = "skipped"
    said = [(word, clean(change.general)) for change in answer.changes]
    if text := words.missing(word, answer):
        said.append(("but", clean(text)))
    return Trial(
        id=f"nothing {word}",
        title=_told(word, answer) or f"nothing {word}",
        kind="unknown" if answer.found is None else "proved" if outcome == "passed" else way,
        outcome=outcome,
        seconds=0,
        text=as_text(said),
    )
