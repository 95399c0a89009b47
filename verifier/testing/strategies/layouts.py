"""One content in the many ways that people lay it out as YAML, with comments that have owners."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

_PLAIN = re.compile(r"[A-Za-z][-A-Za-z0-9./]*")
_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


@dataclass(slots=True)
class LaidOut:
    """`text` is one YAML document; `owners` says of each comment which field it belongs to."""

    text: str = ""
    owners: dict[str, str] = field(default_factory=dict)


@st.composite
def layouts(draw: st.DrawFn, content: Mapping[str, object]) -> LaidOut:
    """The mapping in block and flow style, any indentation, quotes, blank lines and comments."""
    writer = _Writer(draw)
    lines = list(writer.block(content, 0, ""))
    return LaidOut("".join(f"{line}\n" for line in lines), writer.owners)


class _Writer:
    """Writes lines, and draws how."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.owners: dict[str, str] = {}

    def maybe(self) -> bool:
        """In one of four cases."""
        return self.draw(st.integers(0, 3)) == 3

    def comment(self, owner: str) -> str:
        """A new comment."""
        text = f"# {len(self.owners)} it's, \"[ {{"
        self.owners[text] = owner
        return text

    def tail(self, owner: str) -> str:
        """A comment behind something, or nothing."""
        return f"  {self.comment(owner)}" if self.maybe() else ""

    def above(self, column: int, owner: str) -> Iterator[str]:
        """Blank lines and comments above an item or a pair."""
        if self.maybe():
            yield ""
        if self.maybe():
            yield f"{' ' * column}{self.comment(owner)}"

    def block(self, value: object, column: int, path: str) -> Iterator[str]:
        """A mapping or list that is not empty, in block style."""
        if isinstance(value, Mapping):
            for index, (key, inner) in enumerate(value.items()):
                at = f"{path}.{key}" if path else str(key)
                if index or not path:
                    yield from self.above(column, at)
                yield from self.entry(f"{' ' * column}{key}:", inner, column, at)
        elif isinstance(value, Sequence):
            for index, inner in enumerate(value):
                at = f"{path}[{index}]"
                yield from self.above(column, at)
                yield from self.item(inner, column, at)
                if self.maybe():
                    yield f"{' ' * (column + 1)}{self.comment(at)}"

    def entry(self, key: str, value: object, column: int, path: str) -> Iterator[str]:
        """One pair."""
        if self.is_flow(value):
            yield f"{key} {self.flow(value)}{self.tail(path)}"
            return
        yield f"{key}{self.tail(path)}"
        least = 0 if isinstance(value, list) else 1
        yield from self.block(value, column + self.draw(st.integers(least, 4)), path)

    def item(self, value: object, column: int, path: str) -> Iterator[str]:
        """One item, behind its dash or below it."""
        lead = " " * column + "-"
        if self.is_flow(value):
            yield f"{lead} {self.flow(value)}{self.tail(path)}"
            return
        if self.maybe():
            yield f"{lead}{self.tail(path)}"
            yield from self.block(value, column + self.draw(st.integers(2, 4)), path)
            return
        gap = self.draw(st.integers(1, 3))
        first, *rest = self.block(value, column + 1 + gap, path)
        yield f"{lead}{' ' * gap}{first.strip()}"
        yield from rest

    def is_flow(self, value: object) -> bool:
        """Written between brackets, or a scalar."""
        return not isinstance(value, (list, dict)) or not value or self.maybe()

    def flow(self, value: object) -> str:
        """A value in one line."""
        gap = self.draw(st.sampled_from(("", " ")))
        if isinstance(value, Mapping):
            pairs = (f"{key}: {self.flow(inner)}" for key, inner in value.items())
            return f"{{{gap}{f', {gap}'.join(pairs)}{gap}}}"
        if isinstance(value, list):
            return f"[{gap}{f', {gap}'.join(map(self.flow, value))}{gap}]"
        return self.scalar(value)

    def scalar(self, value: object) -> str:
        """A text that reads back as the same text, or a number."""
        if not isinstance(value, str):
            return str(value)
        forms = [f'"{value}"', f"'{value}'"]
        if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
            forms.append(value)
        return self.draw(st.sampled_from(forms))
