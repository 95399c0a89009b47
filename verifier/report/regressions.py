"""How verdicts that changed since another version read."""

from verifier.analysis.results import CheckReport, VerdictChange
from verifier.query import Invariant
from verifier.report.diff_words import part_words
from verifier.report.terminal import clean, plural
from verifier.report.words import flow_words

UNTOUCHED = "no policy decides this flow otherwise: what is declared differs"


def headline(report: CheckReport) -> str:
    """How many verdicts changed."""
    count = len(report.changes)
    return changed_since(count, report.since) + (":" if count else "")


def changed_since(count: int, since: str) -> str:
    """`2 verdicts changed since git:main:k8s`."""
    return f"{plural(count, 'verdict')} changed since {clean(since)}"


def title(change: VerdictChange) -> str:
    """`proved -> refuted: only a reaches b`."""
    return f"{change.before} -> {change.after}: {change.invariant.title}"


def reasons(change: VerdictChange) -> list[str]:
    """The flow, and what each version does about it, with places."""
    if change.flow is None:
        return []
    found = [f"{part.side}: {part_words(part)}, {part.location}" for part in change.because]
    return [f"such as {flow_words(change.flow)}", *(found or [UNTOUCHED])]


def earlier_rows(invariant: Invariant, report: CheckReport) -> list[tuple[str, str]]:
    """What the other version said of an invariant whose verdict changed, as named rows."""
    for change in report.changes:
        if (change.invariant.id, change.invariant.location) == (invariant.id, invariant.location):
            old = [part for part in change.because if part.side == "old"]
            before = ("before", f"{change.before} in {report.since}")
            return [before, *(("old", f"{part_words(part)}, {part.location}") for part in old)]
    return []


def as_json(report: CheckReport) -> dict[str, object]:
    """The keys that `check --since` adds to netproof.check/v1."""
    return {
        "since": report.since,
        "changed": [
            {
                "id": change.invariant.id,
                "before": change.before,
                "after": change.after,
                "flow": None if change.flow is None else flow_words(change.flow),
                "because": [
                    {
                        "side": part.side,
                        "direction": part.direction.value.lower(),
                        "policy": part.policy,
                        "rule": part.rule,
                        "peer": part.peer,
                        "location": {
                            "path": part.location.path,
                            "line": part.location.line,
                            "column": part.location.column,
                        },
                    }
                    for part in change.because
                ],
            }
            for change in report.changes
        ],
    }
