"""The comments of a YAML text, which parsers drop."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from yaml.nodes import Node, ScalarNode

from verifier.manifests.nodes import written

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\r\n]*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Comment:
    """`text` starts with `#`; `start` is its index in the text without a byte order mark; `line`
    and `column` count from 1; `alone`: nothing else is on its line."""

    text: str
    start: int
    line: int
    column: int
    alone: bool

    @property
    def end(self) -> int:
        """The index after its last character."""
        return self.start + len(self.text)


def comments(text: str) -> list[Comment]:
    """The comments of a text that is sound YAML, in order: what begins with `#` after a blank or
    at the start of a line, and lies in no scalar."""
    text = text.removeprefix("\ufeff")
    return comments_in(text, written(text)) if "#" in text else []


def comments_in(text: str, roots: Sequence[Node]) -> list[Comment]:
    """The comments of a text with these documents."""
    spans = sorted(set(_scalars(text, roots)))
    starts = [start for start, _ in spans]
    found: list[Comment] = []
    line, line_start, at = 1, 0, 0
    for match in _COMMENT.finditer(text):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < spans[before][1]:
            continue
        line += text.count("\n", at, match.start())
        at = match.start()
        line_start = text.rfind("\n", 0, at) + 1
        alone = not text[line_start:at].strip()
        found.append(Comment(match[0].rstrip(), at, line, at - line_start + 1, alone))
    return found


def _scalars(text: str, roots: Sequence[Node]) -> Iterator[tuple[int, int]]:
    """Where the scalars begin and end; the line that opens a block scalar is outside of it."""
    waiting: list[Node] = list(roots)
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, ScalarNode):
            if node.style in ("|", ">"):
                line_end = text.find("\n", start, end)
                start = end if line_end < 0 else line_end + 1
            yield start, end
        else:
            for child in node.value:
                waiting += child if isinstance(child, tuple) else (child,)
