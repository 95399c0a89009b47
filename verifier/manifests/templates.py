"""Which line of a template became a line of the rendered text: the one that reads most like it,
among lines that read like its neighbours.

Rendering drops lines, repeats them (`range`), fills them (`{{ }}`) and, with kustomize, changes
their order, so no line can be counted; the text around decides between lines that look alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

ACTION = re.compile(r"\{\{.*?\}\}")
WRITES = re.compile(r"\{\{(?!-?\s*(?:if|else|end|range|with|define|/\*|\$\w+\s*:?=))[^}]*\}\}")
CONTEXT = 60  # rendered lines that are looked at on either side
AHEAD = 12  # lines of the template that one rendered line may be away from the next
FADING = 0.93  # of the weight of a neighbour, with each rendered line
SKIPPING = 0.8  # and with each line of the template that nothing comes from
FORWARD = 1.2  # a key belongs to what follows it


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A line of a template: what it may become, and how many characters of it are fixed."""

    shape: re.Pattern[str]
    fixed: int


def template_line(rendered: Sequence[str], index: int, template: Sequence[str]) -> int:
    """The number, from 1, of the line of the template that `rendered[index]` was made from.

    `rendered` is one document. A line that no line of the template looks like was filled in by the
    action behind the nearest line above it that does.
    """
    chosen = _documents_like(rendered, template)
    for above in range(index, -1, -1):
        scores = [
            (_score(rendered, above, template, at), -at)
            for at in chosen
            if _likeness(template[at], rendered[above]) > 0
            and _is_supported(rendered, above, template, at)
        ]
        if scores:
            line = -max(scores)[1]
            action = _action_behind(template, line) if above < index else None
            return (line if action is None else action) + 1
    return chosen[0] + 1 if chosen else 1


def _is_supported(rendered: Sequence[str], index: int, template: Sequence[str], at: int) -> bool:
    """Whether a neighbour comes from the same side of the template's line: values that are filled
    in may hold a line that looks like another part of the template. Of a key with fields of its
    own the first field must, or be written by an action."""
    before = _near(rendered[index - 1], template, at, -1) if index else at
    behind = _near(rendered[index + 1], template, at, 1) if index + 1 < len(rendered) else at
    if index + 1 < len(rendered) and _depth(rendered[index + 1]) > _depth(rendered[index]):
        return behind is not None or _action_behind(template, at) is not None
    return before is not None or behind is not None


def _depth(line: str) -> int:
    """The column of what a line says, behind the dash of a list."""
    return len(line) - len(line.lstrip(" -"))


def _near(line: str, template: Sequence[str], at: int, step: int) -> int | None:
    """The first index on one side of `at`, not far from it, that can have become the line."""
    stop = max(at + step * AHEAD, -1) if step < 0 else min(at + step * AHEAD, len(template))
    return next(
        (near for near in range(at + step, stop, step) if _likeness(template[near], line) > 0),
        None,
    )


def _documents_like(rendered: Sequence[str], template: Sequence[str]) -> list[int]:
    """The indices of the lines of those documents of the template that can have become this one:
    of the same kind and name; all of them where none can."""
    heads = [line for line in rendered if re.match(r"kind: |  name: ", line)][:2]
    documents: list[list[int]] = [[]]
    for at, line in enumerate(template):
        if line.startswith("---"):
            documents.append([])
        documents[-1].append(at)
    fitting = [
        document
        for document in documents
        if all(any(_likeness(template[at], head) > 0 for at in document) for head in heads)
    ]
    return [at for document in fitting or documents for at in document]


def _score(rendered: Sequence[str], index: int, template: Sequence[str], at: int) -> float:
    """How well the line and its neighbours on both sides fit."""
    return (
        3 * _likeness(template[at], rendered[index])
        + _neighbours(rendered, index, template, at, -1)
        + FORWARD * _neighbours(rendered, index, template, at, 1)
    )


def _neighbours(
    rendered: Sequence[str], index: int, template: Sequence[str], at: int, step: int
) -> float:
    """From 0 to 1: how much of one side comes from the same side of the template's line, in its
    order and without leaving out lines of the template; near lines count most."""
    score, most, distance, skipped = 0.0, 0.0, 1.0, 1.0
    end = max(index - CONTEXT, -1) if step < 0 else min(index + CONTEXT, len(rendered))
    for each in range(index + step, end, step):
        distance *= FADING
        most += distance
        near = _near(rendered[each], template, at, step)
        if near is not None:
            passed = template[min(at, near) + 1 : max(at, near)]
            skipped *= SKIPPING ** sum(_pattern(line).fixed > 0 for line in passed)
            score += distance * skipped * _likeness(template[near], rendered[each])
            at = near
    return score / most if most else 1.0


def _likeness(line: str, rendered: str) -> float:
    """From 0 to 1: how much of the rendered line the template's line fixes; 0 where it cannot have
    become it, or fixes nothing."""
    written, pattern = rendered.strip(), _pattern(line)
    if not written or not pattern.fixed or not pattern.shape.fullmatch(written):
        return 0.0
    return min(pattern.fixed / len(written), 1.0)


@lru_cache(maxsize=4096)
def _pattern(line: str) -> _Pattern:
    pieces = [piece.strip() for piece in ACTION.split(line)]
    if len(pieces) == 1:
        pieces = [re.sub(r" +#.*$", "", pieces[0])]
    shape = r"\s*.*?\s*".join(map(re.escape, pieces))
    fixed = 0 if pieces[0].startswith("#") else sum(map(len, pieces))
    return _Pattern(re.compile(shape), fixed)


def _action_behind(template: Sequence[str], at: int) -> int | None:
    """The index of the next line of text, if that is nothing but an action which writes."""
    for behind in range(at + 1, len(template)):
        if WRITES.fullmatch(template[behind].strip()):
            return behind
        if _pattern(template[behind]).fixed:
            return None
    return None
