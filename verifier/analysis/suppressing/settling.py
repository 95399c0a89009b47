"""Findings less those that are suppressed, and what is to be said of the suppressions."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from verifier.analysis.lint.findings import Finding
from verifier.analysis.suppressing.sources import Found, Misspelled, Suppression
from verifier.manifests.extents import Extents

UNUSED = "NP990"
UNKNOWN_CODE = "NP991"
EXPIRED = "NP992"
MISSPELLED = "NP993"
OWN = (UNUSED, UNKNOWN_CODE, EXPIRED, MISSPELLED)
PROOF = "seen in the text; no proof is needed"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that is not shown, and what says so."""

    finding: Finding
    by: Suppression


@dataclass(frozen=True, slots=True)
class Settled:
    """`findings` are shown, with those about the suppressions themselves."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]


def settle(
    findings: Iterable[Finding],
    suppressions: Sequence[Found],
    extents: Extents,
    *,
    known: Collection[str],
    looked_for: Collection[str],
    today: date,
) -> Settled:
    """Take out what is suppressed on `today`; the last day of a suppression counts.

    `known` are all codes that there are, `looked_for` those that this run has an answer for: what
    suppresses none of their findings is unused. Findings about suppressions cannot be suppressed.
    """
    valid = [found for found in suppressions if isinstance(found, Suppression)]
    current = [found for found in valid if found.until is None or found.until >= today]
    used: set[tuple[int, str]] = set()
    shown: list[Finding] = []
    hidden: list[Suppressed] = []
    for finding in findings:
        by = covering(finding, current, extents)
        used |= {(id(one), code) for one, code in by}
        if by:
            hidden.append(Suppressed(finding, by[0][0]))
        else:
            shown.append(finding)
    shown += (
        remark(MISSPELLED, found, f"this {found.written} {found.problem}; it suppresses nothing")
        for found in suppressions
        if isinstance(found, Misspelled)
    )
    for one in valid:
        shown += about(one, current, used, known, looked_for)
    return Settled(tuple(shown), tuple(hidden))


def covering(
    finding: Finding, current: Sequence[Suppression], extents: Extents
) -> list[tuple[Suppression, str]]:
    """The suppressions of a finding, each with the code that means it."""
    meant = [(one, code) for one in current for code in one.codes if finding.code.startswith(code)]
    near = [
        (one, code)
        for one, code in meant
        if one.line is None or one.line.path == finding.location.path
    ]
    lines = None
    if any(one.line is not None for one, _ in near):
        lines = extents.of(finding.location, finding.field)
    return [(one, code) for one, code in near if one.covers(finding.location, lines)]


def about(
    one: Suppression,
    current: Sequence[Suppression],
    used: Collection[tuple[int, str]],
    known: Collection[str],
    looked_for: Collection[str],
) -> Iterator[Finding]:
    """What is wrong with a suppression: codes that do not exist, that it is out of date, or that
    it suppresses nothing."""
    there = [code for code in one.codes if any(name.startswith(code) for name in known)]
    for code in one.codes:
        if code not in there:
            message = f"this {one.written} suppresses {code}, a code that there is not"
            yield remark(UNKNOWN_CODE, one, message)
    if not any(one is other for other in current):
        message = f"this {one.written} suppresses {' and '.join(one.codes)} until {one.until}"
        yield remark(EXPIRED, one, f"{message}, which is over; it has no effect")
        return
    idle = [
        code
        for code in there
        if (id(one), code) not in used
        and all(name in looked_for for name in known if name.startswith(code))
    ]
    if idle:
        message = f"this {one.written} suppresses {' and '.join(idle)}, which is not found here"
        yield remark(UNUSED, one, message)


def remark(code: str, about: Found, message: str) -> Finding:
    """A finding about a suppression."""
    return Finding(
        code=code,
        severity="warning",
        message=message,
        object="",
        field="",
        location=about.location,
        level=None,
        proof=PROOF,
    )
