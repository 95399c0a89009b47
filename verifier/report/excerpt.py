"""Source excerpts with a caret under the place that matters, as good compilers print them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from verifier.location import Location
from verifier.report.terminal import Canvas, cells, clean

CLOSING = {"{": "}", "[": "]"}


def excerpt(
    texts: Mapping[str, str],
    location: Location,
    canvas: Canvas,
    *,
    label: str = "",
    height: int = 5,
    indent: int = 2,
) -> str:
    """The lines of the YAML node at `location`, at most `height`, the first one underlined.

    Only the place is named where its text is not at hand.
    """
    arrow = canvas.paint("faint", "-->")
    text = texts.get(location.path)
    lines = lines_of(text) if text is not None else []
    if not 0 < location.line <= len(lines):
        return " " * indent + f"{arrow} {clean(str(location))}"
    last = _last_line(lines, location, height)
    gutter = len(str(last))
    bar = canvas.paint("faint", f"{'':{gutter}} |")
    shown = [f"{'':{gutter}} {arrow} {clean(str(location))}", bar]
    for number in range(location.line, last + 1):
        margin = canvas.paint("faint", f"{number:>{gutter}} |")
        column = location.column if number == location.line else 1
        line, start, end = _window(lines[number - 1], column, canvas.width - gutter - indent - 3)
        shown.append(f"{margin} {line}".rstrip())
        if number == location.line:
            carets = "^" * max(cells(line[start:end]), 1)
            marked = canvas.paint("mark", f"{carets} {label}".rstrip())
            shown.append(f"{bar} {' ' * cells(line[:start])}{marked}")
    if height > 1 and last < _last_line(lines, location, len(lines)):
        shown.append(canvas.paint("faint", f"{'':{gutter}} | ..."))
    return "\n".join(" " * indent + line for line in shown)


@lru_cache(maxsize=4)
def lines_of(text: str) -> Sequence[str]:
    """The lines of a text. Most findings are about the text of the one before."""
    return text.splitlines()


def extent(lines: Sequence[str], location: Location) -> tuple[int, int]:
    """Where the YAML node at `location`, which lies within `lines`, ends: the last line, and the
    first column behind it, both counted from 1."""
    last = _last_line(lines, location, len(lines))
    if last > location.line:
        return last, len(lines[last - 1].rstrip()) + 1
    line = lines[location.line - 1]
    start = min(location.column - 1, len(line))
    return last, start + max(_extent(line[start:], _stops(line[:start])), 1) + 1


def _last_line(lines: Sequence[str], location: Location, height: int) -> int:
    """The last line to show: the node goes on while lines are indented as deep as it starts."""
    last = location.line
    for number in range(location.line + 1, min(location.line + height, len(lines) + 1)):
        line = lines[number - 1]
        if line.startswith("---") or (line.strip() and _indent(line) < location.column - 1):
            break
        if line.strip():
            last = number
    return last


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _window(line: str, column: int, width: int) -> tuple[str, int, int]:
    """The part of `line` around the column that fits `width`, and what to underline of it."""
    start = min(column - 1, len(line))
    end = start + _extent(line[start : start + width], _stops(line[:start]))
    cut = max(start - width // 3, 0) if len(line) > width else 0
    shown = clean(line[cut : cut + width])
    if cut:
        shown = "..." + shown[3:]
    if cut + width < len(line):
        shown = shown[:-3] + "..."
    return shown, start - cut, min(end - cut, len(shown))


def _stops(before: str) -> str:
    """The characters that end a plain scalar which begins behind `before`."""
    if before.strip() and before.rstrip()[-1] not in ":-,[{?":
        return " ,}]"
    depth = sum(before.count(opening) - before.count(CLOSING[opening]) for opening in CLOSING)
    return ",}]" if depth > 0 else ""


def _extent(rest: str, stops: str) -> int:
    """How many characters of `rest` belong to the node that starts it."""
    if rest[:1] in CLOSING and rest:
        depth = 0
        for index, char in enumerate(rest):
            depth += (char in CLOSING) - (char in CLOSING.values())
            if depth == 0:
                return index + 1
    if rest[:1] in "\"'" and rest and (closing := rest.find(rest[0], 1)) > 0:
        return closing + 1
    for index, char in enumerate(rest):
        if char in stops or rest[index : index + 2] == " #":
            return len(rest[:index].rstrip())
    return len(rest.rstrip())
