"""YAML written by hand: mappings, lists and texts in block style, one key a line.

What it writes reads back as the same texts, by readers with implicit types too where the text looks
like no other type.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Union

Value = Union[str, "Sequence[Value]", "Mapping[str, Value]"]

PLAIN = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_./=!(),\[\] ]*[-A-Za-z0-9_./)\]])?")
ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def document(value: Mapping[str, Value]) -> str:
    """The mapping as a document."""
    return "".join(f"{line}\n" for line in lines(value))


def lines(value: Value) -> Iterator[str]:
    """The lines of a mapping or a list that is not empty, without indentation."""
    match value:
        case str():
            yield scalar(value)
        case Mapping():
            for key, item in value.items():
                yield from entry(f"{scalar(key)}:", item)
        case _:
            for item in value:
                first, *rest = lines(item) if item else [empty(item)]
                yield f"- {first}"
                yield from (f"  {line}" for line in rest)


def entry(key: str, value: Value) -> Iterator[str]:
    """The lines of one key with its value."""
    if isinstance(value, str) or not value:
        yield f"{key} {scalar(value) if isinstance(value, str) else empty(value)}"
        return
    yield key
    yield from (f"  {line}" for line in lines(value))


def empty(value: Value) -> str:
    """What holds nothing."""
    match value:
        case str():
            return '""'
        case Mapping():
            return "{}"
        case _:
            return "[]"


def scalar(text: str) -> str:
    """The text, in quotes where it needs them."""
    if PLAIN.fullmatch(text):
        return text
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return f'"{"".join(map(escaped, text))}"'


def escaped(character: str) -> str:
    """One character between double quotes."""
    if character in ESCAPED:
        return ESCAPED[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
