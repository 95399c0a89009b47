"""Bytes to text: UTF-8, or UTF-16 and UTF-32 with a byte order mark, as YAML allows."""

import codecs
from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class NotTextError(Exception):
    """Bytes that are no text; `line` is that of the first offending byte."""

    def __init__(self, message: str, line: int, advice: str) -> None:
        super().__init__(message)
        self.line = line
        self.advice = advice


def read_text(path: str) -> str:
    """The text of a file. Raises OSError and NotTextError."""
    return decoded(Path(path).read_bytes())


def decoded(content: bytes) -> str:
    """The text in `content`. Raises NotTextError."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"not {encoding.removesuffix('-sig').upper()} text: byte {error.start} is wrong"
        raise NotTextError(message, line, "convert the file to UTF-8") from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise NotTextError("a binary file", line, "give text, or rename the file") from None
    return text
