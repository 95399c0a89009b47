"""How a suppression is written: codes, a last day, and a reason.

# netproof: ignore[NP401, NP402] kept until the migration is over
# netproof: ignore[NP401 until 2027-01-31] the old proxy goes in January
"""

import re
from dataclasses import dataclass
from datetime import date

EXAMPLE = "# netproof: ignore[NP401] the reason"
ANNOTATED = "NP401 the reason"
COMMENT = re.compile(r"#+\s*netproof\s*:?\s*ignore\b\s*(.*)", re.IGNORECASE)
BRACKETS = re.compile(r"\[([^\]]*)\]\s*[:-]?\s*(.*)")
BARE = re.compile(r"((?:NP\d+)(?:\s*,\s*NP\d+)*(?:\s+until\s+\S+)?)\s*:?\s*(.*)", re.IGNORECASE)
CODE = re.compile(r"NP\d{1,3}", re.IGNORECASE)


class MisspelledError(Exception):
    """A suppression that cannot be followed; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a suppression says; a code may be the beginning of several: `NP4`."""

    codes: tuple[str, ...]
    until: date | None
    reason: str


def words_of_comment(text: str) -> Words | None:
    """What a comment says, None where it is no suppression. Raises MisspelledError."""
    found = COMMENT.match(text)
    if found is None:
        return None
    inside = BRACKETS.fullmatch(found[1])
    if inside is None:
        raise MisspelledError(f"names no code: expected `{EXAMPLE}`")
    return words(inside[1], inside[2], EXAMPLE)


def words_of_annotation(line: str, reason: str) -> Words:
    """What a line of an annotation says; `reason` counts where it has none of its own. Raises
    MisspelledError."""
    inside = BRACKETS.fullmatch(line) or BARE.fullmatch(line)
    if inside is None:
        raise MisspelledError(f"names no code: expected `{ANNOTATED}`")
    return words(inside[1], inside[2] or reason, ANNOTATED)


def words(inside: str, reason: str, example: str) -> Words:
    """Codes with a last day or without, and the reason. Raises MisspelledError."""
    listed, until, day = inside.partition("until")
    codes = tuple(dict.fromkeys(code.upper() for code in re.split(r"[,\s]+", listed) if code))
    if not codes:
        raise MisspelledError(f"names no code: expected `{example}`")
    for code in codes:
        if not CODE.fullmatch(code):
            raise MisspelledError(f"`{code}` is not a code: expected one such as NP401")
    if not reason.strip():
        raise MisspelledError(f"gives no reason: expected `{example}`")
    return Words(codes, day_of(day) if until else None, reason.strip())


def day_of(text: str) -> date:
    """The day that `2027-01-31` writes. Raises MisspelledError."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise MisspelledError(f"`{text.strip()}` is not a date: expected one such as 2027-01-31")
