"""Where notices point: paths as CI systems want them, and the extent of what is meant."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from verifier.location import Location
from verifier.report.excerpt import extent, lines_of

NO_FILES = ("<", "cluster:")  # standard input, and what a cluster answered


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and columns from 1; `end_column` is the first one behind. None where only the
    beginning is known."""

    line: int
    column: int
    end_line: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Paths of a run in `folder`, told relative to `root`, the root of the repository; both are
    absolute, or both "" where paths are told as they are."""

    texts: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    root: str = ""

    def path(self, location: Location) -> str:
        """The path relative to the root, with forward slashes; that of a file of a revision is
        the path in the revision."""
        path = location.path
        if path.startswith(NO_FILES):
            return path
        if ":" in path and not os.path.exists(path):
            path = path.partition(":")[2]
        if self.root:
            whole = os.path.normpath(os.path.join(self.folder, path))
            inside = whole.startswith(os.path.join(self.root, ""))
            path = os.path.relpath(whole, self.root) if inside else whole
        return path.replace(os.sep, "/")

    def uri(self, location: Location) -> str:
        """The path as a URI reference; an absolute one outside the root becomes `file:`."""
        path = self.path(location)
        return ("file://" if path.startswith("/") else "") + quote(path)

    def region(self, location: Location) -> Region:
        """From the location to the end of the YAML node that begins there."""
        lines = lines_of(self.texts.get(location.path, ""))
        if not 0 < location.line <= len(lines):
            return Region(location.line, location.column)
        return Region(location.line, location.column, *extent(lines, location))

    def excerpt(self, location: Location, most: int = 8) -> list[str]:
        """The lines of the YAML node at a place, at most so many; none where there is no text."""
        region = self.region(location)
        if region.end_line is None:
            return []
        lines = lines_of(self.texts[location.path])
        last = min(region.end_line, location.line + most - 1)
        return list(lines[location.line - 1 : last])


def repository_root(folder: str) -> str:
    """The nearest folder from `folder` upward that holds `.git`; else `folder` itself."""
    at = folder
    while not os.path.exists(os.path.join(at, ".git")):
        above = os.path.dirname(at)
        if above == at:
            return folder
        at = above
    return at
