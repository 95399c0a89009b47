"""Definitions written inside a sentence: `{namespace: production, pods: tier in (web, api)}`.

The braces of YAML, but with selectors that need no quotes: a comma begins a new entry only where
`key:` follows it.
"""

from dataclasses import dataclass

from verifier.invariants.definitions import DEFINITION, DEFINITION_KEYS
from verifier.invariants.passage import Passage, outside, split, unquote
from verifier.invariants.vocabulary import listed, suggest
from verifier.resources import LabelSelector


@dataclass(frozen=True, slots=True)
class InlineValue:
    """The value of one entry: a text, or a list in brackets."""

    whole: Passage

    def passage(self) -> Passage:
        text = unquote(self.whole)
        if not text.text.strip():
            raise self.whole.refuse(DEFINITION, "expected a value here")
        return text

    def one_or_more(self) -> "list[InlineValue]":
        if not self.is_list():
            return [self]
        inner = self.whole.cut(1, len(self.whole.text) - 1)
        return [InlineValue(item) for item in split(inner, ",", DEFINITION)]

    def is_list(self) -> bool:
        text = self.whole.text
        return text.startswith("[") and text.endswith("]")

    def selector(self) -> LabelSelector | None:
        if self.whole.text.startswith("{"):
            raise self.whole.refuse(
                DEFINITION,
                "an end in a sentence takes a selector string: expected one such as `app=web`",
                "define a group to use matchLabels and matchExpressions",
            )
        return None


def inline_values(passage: Passage) -> dict[str, InlineValue]:
    """The entries of `{key: value, ...}` by key. Raises InputError."""
    text = passage.text
    if not text.endswith("}"):
        end = outside(passage, DEFINITION).rfind("\0") + 1
        raise passage.refuse(DEFINITION, f"`{text[end:]}` behind `}}`: expected `,`", at=end)
    values: dict[str, InlineValue] = {}
    for key, value in entries(passage.cut(1, len(text) - 1)):
        if key.text not in DEFINITION_KEYS:
            raise key.refuse(
                DEFINITION,
                f"unknown key `{key.text}`: expected {listed(DEFINITION_KEYS)}",
                suggest(key.text, DEFINITION_KEYS),
            )
        if key.text in values:
            raise key.refuse(DEFINITION, f"`{key.text}` stands twice: expected it once")
        values[key.text] = InlineValue(value)
    return values


def entries(inner: Passage) -> list[tuple[Passage, Passage]]:
    """The keys and values between the braces."""
    visible = outside(inner, DEFINITION)
    starts = [0]
    for index, character in enumerate(visible):
        following = visible[index + 1 :].split(",", 1)[0]
        if character == "," and (":" in following or not following.strip()):
            starts.append(index + 1)
    found: list[tuple[Passage, Passage]] = []
    for start, stop in zip(
        starts, [*(start - 1 for start in starts[1:]), len(visible)], strict=True
    ):
        colon = visible.find(":", start, stop)
        entry = inner.cut(start, stop).strip()
        if colon < 0:
            raise entry.refuse(
                DEFINITION, f"expected `key: value` in the braces, found `{entry.text}`"
            )
        key = inner.cut(start, colon).strip()
        found.append((unquote(key), inner.cut(colon + 1, stop).strip()))
    return found
