"""Text for terminals: colours, display width, and what must never reach a screen raw."""

import re
import textwrap
import unicodedata
from dataclasses import dataclass

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
CODES = {
    "proved": "1;32",
    "allowed": "1;32",
    "refuted": "1;31",
    "error": "1;31",
    "not allowed": "1;31",
    "unknown": "1;33",
    "vacuous": "1;33",
    "depends": "1;33",
    "warning": "1;33",
    "mark": "1;31",
    "strong": "1",
    "faint": "2",
}


@dataclass(frozen=True, slots=True)
class Canvas:
    """How to draw: with or without colour, in lines of `width` columns where words allow it."""

    colour: bool = False
    width: int = 100

    def paint(self, role: str, text: str) -> str:
        """`text` in the colour of its role; unchanged without colour."""
        return f"\x1b[{CODES[role]}m{text}\x1b[0m" if self.colour and text else text

    def wrap(self, text: str, indent: int, first: str = "") -> str:
        """`text` in lines of the canvas's width: `first`, then lines indented by `indent`."""
        lead = " " * cells(COLOUR.sub("", first))
        lines = textwrap.wrap(
            clean(text),
            max(self.width, indent + 20),
            initial_indent=lead,
            subsequent_indent=" " * indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return first + "\n".join(lines or [lead])[len(lead) :]


def clean(text: str) -> str:
    """`text` without control characters: inputs must not steer a terminal."""
    return UNPRINTABLE.sub(lambda match: " " if match[0] in "\t\n\r" else "?", text)


def cells(text: str) -> int:
    """How many columns `text` takes on a terminal."""
    return sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def plural(count: int, noun: str) -> str:
    """`1 policy`, `2 policies`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("y") else f"{count:,} {noun}s"


def listed(items: list[str], shown: int = 3) -> str:
    """`a`, `a and b`, `a, b, c and 4 more`."""
    if len(items) > shown + 1:
        return f"{', '.join(items[:shown])} and {len(items) - shown:,} more"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
