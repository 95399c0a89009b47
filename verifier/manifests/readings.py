"""Texts to the objects in them; what is large is read in several processes, piece by piece."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from verifier.errors import Problem
from verifier.manifests.nodes import compose
from verifier.manifests.objects import Header, Reader, Untyped
from verifier.manifests.sources import Text
from verifier.parallel import processes, run_together

LARGE = 300_000  # characters from which on another process is worth its start
PIECE = 100_000  # characters that a process takes at a time
BREAKS = "\r\x85\u2028\u2029"  # ends of lines to YAML, beside "\n"
BLANK = ("", " ", "\t", "\n")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text holds. `unparsed`: what is wrong with it as YAML, and `problems` with its
    objects; both are left out of `found`."""

    found: list[Header | Untyped]
    unparsed: list[Problem]
    problems: list[Problem]
    warnings: list[Problem]

    @property
    def sound(self) -> bool:
        """Nothing is to be said of it."""
        return not (self.unparsed or self.problems or self.warnings)


def read(text: Text, namespace: str) -> Reading:
    """The objects of one text; `namespace` is that of objects that name none."""
    unparsed: list[Problem] = []
    reader = Reader(text.path, namespace, text.named, [], [])
    roots = compose(text.text, text.path, unparsed)
    found = [each for root in roots for each in reader.read(root)]
    return Reading(found, unparsed, reader.problems, reader.warnings)


def read_all(
    texts: Sequence[Text], namespace: str, meanwhile: Callable[[], object]
) -> list[Reading]:
    """Each text's reading; `meanwhile` is done in this process, before or while others read."""
    size = sum(len(text.text) for text in texts)
    workers = processes(size // PIECE) if size >= LARGE else 1
    if workers < 2:
        meanwhile()
        return [read(text, namespace) for text in texts]
    pieces = [(index, piece) for index, text in enumerate(texts) for piece in cut(text)]
    jobs = shares([piece for _, piece in pieces])
    done = run_together(
        len(jobs),
        lambda job: [read(pieces[at][1], namespace) for at in jobs[job]],
        workers,
        meanwhile,
    )
    found = dict(zip(chain.from_iterable(jobs), chain.from_iterable(done), strict=True))
    parts: list[list[Reading]] = [[] for _ in texts]
    for at, (index, _) in enumerate(pieces):
        parts[index].append(found[at])
    return [joined(some, text, namespace) for some, text in zip(parts, texts, strict=True)]


def shares(pieces: Sequence[Text]) -> list[list[int]]:
    """Pieces, by number, to read at a time. Those with most policies come last: made of many small
    objects, these are costly to hand over, and this process, which takes its shares from the end,
    has them already."""
    found: list[list[int]] = []
    size = PIECE
    for at in sorted(range(len(pieces)), key=lambda at: policies_in(pieces[at])):
        if size >= PIECE:
            found.append([])
            size = 0
        found[-1].append(at)
        size += len(pieces[at].text)
    return found


def joined(parts: Sequence[Reading], text: Text, namespace: str) -> Reading:
    """The reading of a text, of those of its pieces. Where one is no YAML, that hides what follows,
    and its words look at the whole text: so that is read again."""
    if len(parts) == 1:
        return parts[0]
    if any(part.unparsed for part in parts):
        return read(text, namespace)
    return Reading(
        [each for part in parts for each in part.found],
        [],
        [problem for part in parts for problem in part.problems],
        [warning for part in parts for warning in part.warnings],
    )


def cut(text: Text) -> list[Text]:
    """A text in pieces that each hold whole documents, in their lines: a line that starts with
    `---` always starts a document, but for directives before it."""
    whole = text.text
    if len(whole) < 2 * PIECE or "\n%" in f"\n{whole}" or any(mark in whole for mark in BREAKS):
        return [text]
    starts = [0]
    while (found := document_after(whole, starts[-1] + PIECE)) is not None:
        starts.append(found)
    ends = [*starts[1:], len(whole)]
    pieces, lines = [], 0
    for start, end in zip(starts, ends, strict=True):
        piece = whole[start:end]
        pieces.append(replace(text, text="\n" * lines + piece))
        lines += piece.count("\n")
    return pieces


def document_after(text: str, at: int) -> int | None:
    """Where the first document starts that does so after `at`."""
    while (found := text.find("\n---", at)) >= 0:
        if text[found + 4 : found + 5] in BLANK:
            return found + 1
        at = found + 1
    return None


def policies_in(piece: Text) -> float:
    """About how much of a piece is policies."""
    return piece.text.count("Policy") / max(len(piece.text), 1)
