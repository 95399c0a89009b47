"""Where suppressions come from: comments and annotations in the input, entries of the
configuration."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from verifier.analysis.suppressing.grammar import (
    MisspelledError,
    Words,
    words_of_annotation,
    words_of_comment,
)
from verifier.analysis.suppressing.paths import is_matched
from verifier.location import Location
from verifier.manifests.extents import Extent, Extents, value_in
from verifier.query import Ignored

ANNOTATION = "netproof.dev/ignore"
REASON = "netproof.dev/ignore-reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """Findings of some codes that are not shown, at some places; `written` is how it is written.

    `line` is that of a comment, `extent` the lines of an annotated object, `paths` the patterns of
    an entry of the configuration (none: every path). One of the three is set.
    """

    codes: tuple[str, ...]
    reason: str
    until: date | None
    location: Location
    written: str
    object: str = ""
    line: Location | None = None
    extent: Extent | None = None
    paths: tuple[str, ...] | None = None

    def covers(self, place: Location, lines: Extent | None) -> bool:
        """A finding at a place, which takes up `lines`, is where this suppression holds."""
        if self.line is not None:
            return lines is not None and lines.holds(self.line)
        if self.extent is not None:
            return self.extent.holds(place)
        folder = os.path.dirname(self.location.path)
        return not self.paths or any(is_matched(p, place.path, folder) for p in self.paths)


@dataclass(frozen=True, slots=True)
class Misspelled:
    """A suppression that cannot be followed; `written` is how it is written."""

    location: Location
    written: str
    problem: str


Found = Suppression | Misspelled


def in_texts(extents: Extents, texts: Mapping[str, str]) -> Iterator[Found]:
    """The comments and annotations of the input, in order of paths and lines."""
    for path, text in sorted(texts.items()):
        if "netproof" in text:
            yield from in_comments(extents, path)
            yield from in_annotations(extents, path)


def in_comments(extents: Extents, path: str) -> Iterator[Found]:
    """Comments speak of the lines that they are in or belong to."""
    for comment in extents.comments(path):
        place = Location(path, comment.line, comment.column)
        try:
            words = words_of_comment(comment.text)
        except MisspelledError as error:
            yield Misspelled(place, "comment", str(error))
            continue
        if words is not None:
            yield suppression(words, place, "comment", line=place)


def in_annotations(extents: Extents, path: str) -> Iterator[Found]:
    """Annotations speak of their object; each line of one is a suppression."""
    for annotations, place, extent, value in extents.annotations(path, ANNOTATION):
        for line in filter(None, map(str.strip, value.splitlines())):
            try:
                words = words_of_annotation(line, value_in(annotations, REASON) or "")
            except MisspelledError as error:
                yield Misspelled(place, "annotation", str(error))
                continue
            yield suppression(words, place, "annotation", extent=extent)


def suppression(
    words: Words,
    place: Location,
    written: str,
    *,
    line: Location | None = None,
    extent: Extent | None = None,
) -> Suppression:
    """What a comment or an annotation says."""
    return Suppression(
        codes=words.codes,
        reason=words.reason,
        until=words.until,
        location=place,
        written=written,
        line=line,
        extent=extent,
    )


def in_configuration(entries: Iterable[Ignored]) -> Iterator[Suppression]:
    """The entries under `lint: ignore:` of the configuration."""
    for entry in entries:
        yield Suppression(
            codes=entry.codes,
            reason=entry.reason,
            until=None if entry.until is None else date.fromisoformat(entry.until),
            location=entry.location,
            written="entry",
            paths=entry.paths,
        )
