"""Sources to texts: files, folders, standard input, git revisions, clusters."""

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from verifier.errors import InputError, Problem
from verifier.location import Location
from verifier.manifests.cluster import PREFIX, read_cluster
from verifier.manifests.codes import Code
from verifier.manifests.encoding import NotTextError, decoded
from verifier.manifests.git import git_blobs
from verifier.manifests.plugins import Plugin

SUFFIXES = (".yaml", ".yml", ".json")
STDIN = "<stdin>"


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its path; `named`: it was named itself, not found in a folder."""

    path: str
    text: str
    named: bool


def read_sources(
    sources: Sequence[str], stdin: Callable[[], str] | None = None
) -> tuple[list[Text], list[Problem], list[Plugin]]:
    """All texts of the sources, each file once, what could not be read, and the network plugins of
    the clusters among them.

    Raises InputError for a source that does not exist: no option makes up for that.
    """
    reader = _Reader(stdin)
    for source in sources:
        reader.read(source)
    if reader.missing:
        raise InputError(tuple(reader.missing + reader.unreadable))
    return list(reader.texts.values()), reader.unreadable, reader.plugins


@dataclass(slots=True)
class _Reader:
    stdin: Callable[[], str] | None
    texts: dict[str, Text] = field(default_factory=dict)
    unreadable: list[Problem] = field(default_factory=list)
    missing: list[Problem] = field(default_factory=list)
    plugins: list[Plugin] = field(default_factory=list)

    def read(self, source: str) -> None:
        if source == "-":
            if STDIN not in self.texts:
                self._read_stdin()
        elif source.startswith("git:"):
            self._read_git(source)
        elif source.startswith(PREFIX):
            self._read_cluster(source)
        elif os.path.isdir(source):
            for path in self._walk(source):
                self._read_file(path, named=False)
        elif os.path.exists(source):
            self._read_file(source, named=True)
        else:
            self.missing.append(_missing(source))

    def _read_stdin(self) -> None:
        if self.stdin is not None:
            self.texts[STDIN] = Text(STDIN, self.stdin(), named=True)
        else:
            self._decode(STDIN, STDIN, sys.stdin.buffer.read(), named=True)

    def _read_git(self, source: str) -> None:
        try:
            blobs = git_blobs(source, SUFFIXES)
        except InputError as error:
            self.missing.extend(error.problems)
            return
        for blob in blobs:
            self._decode(blob.path, blob.path, blob.content, named=blob.named)

    def _read_cluster(self, source: str) -> None:
        try:
            texts, refused, plugin = read_cluster(source)
        except InputError as error:
            self.missing.extend(error.problems)
            return
        self.unreadable.extend(refused)
        self.plugins.append(plugin)
        for path, text in texts:
            self.texts[path] = Text(path, text, named=True)

    def _walk(self, folder: str) -> Iterator[str]:
        """The manifests under a folder in order; hidden entries and loops of links left out."""
        entered: set[tuple[int, int]] = set()
        for at, folders, files in os.walk(folder, followlinks=True, onerror=self._refuse):
            here = os.stat(at)
            if (here.st_dev, here.st_ino) in entered:
                folders.clear()
                continue
            entered.add((here.st_dev, here.st_ino))
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(files):
                if name.endswith(SUFFIXES) and not name.startswith("."):
                    yield os.path.normpath(os.path.join(at, name))

    def _read_file(self, path: str, *, named: bool) -> None:
        key = os.path.realpath(path)
        if key in self.texts and not named:
            return
        try:
            if not stat.S_ISREG(os.stat(path).st_mode) and not path.startswith("/dev/fd/"):
                advice = "give a file or a folder, or - for standard input"
                self._unreadable(path, "neither a file nor a folder", advice)
                return
            content = Path(path).read_bytes()
        except OSError as error:
            self._refuse(error)
            return
        self._decode(key, path, content, named=named)

    def _decode(self, key: str, path: str, content: bytes, *, named: bool) -> None:
        path = os.fsencode(path).decode(errors="replace")  # a name need not be text
        try:
            self.texts[key] = Text(path, decoded(content), named)
        except NotTextError as error:
            place = Location(path, error.line, 1)
            self.unreadable.append(Problem(Code.UNREADABLE, str(error), place, advice=error.advice))

    def _refuse(self, error: OSError) -> None:
        advice = "check the permissions and links, or go on without it: --skip-unreadable"
        self._unreadable(str(error.filename), error.strerror or str(error), advice)

    def _unreadable(self, path: str, reason: str, advice: str) -> None:
        message = f"cannot be read: {reason}"
        self.unreadable.append(
            Problem(Code.UNREADABLE, message, Location(path, 1, 1), advice=advice)
        )


def missing_in(sources: Sequence[str]) -> list[Problem]:
    """The sources that are files or folders and do not exist."""
    elsewhere = ("git:", PREFIX)
    return [
        _missing(source)
        for source in sources
        if source != "-" and not source.startswith(elsewhere) and not os.path.exists(source)
    ]


def _missing(source: str) -> Problem:
    advice = "check the spelling and the folder that netproof runs in"
    if "*" in source:
        advice = "the shell matched no file to this pattern"
    elif ":" in source:
        advice = "for a git revision write git:REV[:PATH]"
    return Problem(Code.UNREADABLE, f"{source}: no such file or folder", advice=advice)
