"""Pieces of the user's text that know where they were written, down to the column."""

import re
from dataclasses import dataclass

from verifier.errors import InputError, Problem
from verifier.location import Location

BRACKETS = {"(": ")", "[": "]", "{": "}"}
HIDDEN = "\0"
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # the line breaks of YAML 1.1


@dataclass(frozen=True, slots=True)
class Scalar:
    """A whole text: `raw` is what was written from `start` on, `value` how it reads."""

    value: str
    raw: str
    start: Location
    field: str

    def location(self, offset: int) -> Location:
        """Where character `offset` of the value was written, past quotes and folded lines.

        Points near the character where escapes make a word differ from what was written.
        """
        position, begin = 0, 0
        for word in re.finditer(r"\S+", self.value):
            if word.start() > offset:
                break
            found = self.raw.find(word.group(), position)
            if found >= 0:
                position, begin = found, word.start()
        before = self.raw[: position + offset - begin]
        lines = [match.end() for match in BREAK.finditer(before)]
        column = len(before) - lines[-1] + 1 if lines else self.start.column + len(before)
        return Location(self.start.path, self.start.line + len(lines), column)


@dataclass(frozen=True, slots=True)
class Passage:
    """The characters `start` to `stop` of a scalar."""

    scalar: Scalar
    start: int
    stop: int

    @property
    def text(self) -> str:
        return self.scalar.value[self.start : self.stop]

    @property
    def location(self) -> Location:
        return self.scalar.location(self.start)

    @property
    def field(self) -> str:
        return self.scalar.field

    def cut(self, start: int, stop: int | None = None) -> "Passage":
        """The characters `start` to `stop` of this passage."""
        end = self.stop if stop is None else self.start + stop
        return Passage(self.scalar, self.start + start, end)

    def strip(self) -> "Passage":
        """The passage without white space around it."""
        text = self.text
        start = len(text) - len(text.lstrip())
        return self.cut(start, max(start, len(text.rstrip())))

    def refuse(self, code: str, message: str, advice: str = "", *, at: int = 0) -> InputError:
        """The error that blames character `at` of this passage."""
        location = self.scalar.location(self.start + at)
        return InputError((Problem(code, message, location, self.field, advice),))


def passage_of(text: str, path: str, field: str = "") -> Passage:
    """All of `text`, as if it stood at the beginning of the file `path`."""
    return Passage(Scalar(text, text, Location(path, 1, 1), field), 0, len(text))


def outside(passage: Passage, code: str) -> str:
    """The text with all that stands in brackets or quotes hidden, so that separators in there do
    not count. Raises InputError with `code` for brackets and quotes that do not match."""
    visible: list[str] = []
    open_: list[tuple[str, int]] = []
    for index, character in enumerate(passage.text):
        closer = open_[-1][0] if open_ else ""
        hidden = bool(open_)
        if character == closer:
            open_.pop()
        elif closer in ('"', "'"):
            pass
        elif character in BRACKETS:
            open_.append((BRACKETS[character], index))
            hidden = True
        elif character in ('"', "'"):
            open_.append((character, index))
            hidden = True
        elif character in BRACKETS.values():
            expected = f"found `{character}`, expected `{closer}`"
            message = expected if closer else f"`{character}` closes nothing"
            raise passage.refuse(code, message, at=index)
        visible.append(HIDDEN if hidden else character)
    if open_:
        closer, index = open_[-1]
        raise passage.refuse(code, f"`{passage.text[index]}` has no closing `{closer}`", at=index)
    return "".join(visible)


def split(passage: Passage, separator: str, code: str) -> list[Passage]:
    """The parts between `separator`, outside of brackets and quotes, without white space around
    them. Raises InputError with `code`."""
    parts: list[Passage] = []
    start = 0
    for index, character in enumerate(outside(passage, code)):
        if character == separator:
            parts.append(passage.cut(start, index).strip())
            start = index + 1
    parts.append(passage.cut(start).strip())
    return parts


def unquote(passage: Passage) -> Passage:
    """The passage without the quotes around it, where it has some."""
    text = passage.text
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in ('"', "'")
    return passage.cut(1, len(text) - 1) if quoted else passage
