"""Where invariants files are found, and how their text is read."""

import os
from collections.abc import Iterable, Iterator

from verifier.errors import InputError, Problem
from verifier.invariants.entry import FILE
from verifier.location import Location
from verifier.manifests.encoding import NotTextError, read_text

NAMES = ("netproof.yaml", "netproof.yml")
SUFFIXES = (".invariants.yaml", ".invariants.yml")


def text_of(path: str) -> str:
    """The text of the invariants file at `path`. Raises InputError."""
    try:
        return read_text(path)
    except OSError as error:
        raise unreadable(path, f"cannot be read: {error.strerror}") from None
    except NotTextError as error:
        raise unreadable(path, f"is {error}", error.advice, error.line) from None


def unreadable(path: str, message: str, advice: str = "", line: int = 1) -> InputError:
    """The error for a file that yields no text."""
    place = Location(path, line, 1)
    return InputError((Problem(FILE, f"the invariants file {message}", place, advice=advice),))


def find_specs(paths: Iterable[str]) -> list[str]:
    """The invariants files in the folders of `paths` and below them, and beside its files; what
    is neither (`-`, `git:...`) has none. Each file once, in the order of `paths`, then by name."""
    return each_once(spec for path in paths for spec in specs_at(path))


def named_specs(names: Iterable[str]) -> list[str]:
    """The invariants files that `names` gives: a folder stands for those in it and below. Each
    file once. Raises InputError for a folder that holds none."""
    found: list[str] = []
    for name in names:
        specs = list(specs_at(name)) if os.path.isdir(name) else [name]
        if not specs:
            raise unreadable(
                name,
                "cannot be read: it is a folder without any",
                "they are called netproof.yaml or NAME.invariants.yaml",
            )
        found += specs
    return each_once(found)


def find_above(paths: Iterable[str]) -> list[str]:
    """The invariants files of the nearest folder above a path of `paths` that has some.

    The search ends with the folder that holds `.git`, with the home folder, and with the root of
    a mounted file system. What is no file or folder (`-`, `git:...`) lies in the current folder.
    """
    return each_once(spec for path in paths for spec in nearest_above(path))


def nearest_above(path: str) -> list[str]:
    """The invariants files of the nearest folder at or above `path` that has some."""
    whole = os.path.isabs(path)
    start = os.path.realpath(path if os.path.exists(path) else ".")
    for folder in folders_above(start if os.path.isdir(start) else os.path.dirname(start)):
        if found := specs_in(folder if whole else os.path.relpath(folder)):
            return found
    return []


def folders_above(folder: str) -> Iterator[str]:
    """The folder and those above it, as far as a search may go."""
    home = os.path.realpath(os.path.expanduser("~"))
    while folder != os.path.dirname(folder):
        yield folder
        if (
            os.path.exists(os.path.join(folder, ".git"))
            or folder == home
            or os.path.ismount(folder)
        ):
            return
        folder = os.path.dirname(folder)


def specs_at(path: str) -> Iterator[str]:
    """The invariants files in or beside `path`; hidden folders are passed over."""
    if os.path.isfile(path):
        yield from specs_in(os.path.dirname(path))
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        specs = sorted(filter(is_spec, names))
        yield from (os.path.normpath(os.path.join(folder, name)) for name in specs)


def specs_in(folder: str) -> list[str]:
    """The invariants files of one folder ("" is the current one), by name; none where it cannot
    be listed."""
    try:
        names = sorted(filter(is_spec, os.listdir(folder or ".")))
    except OSError:
        return []
    return [
        path
        for path in (os.path.join("" if folder == "." else folder, name) for name in names)
        if os.path.isfile(path)
    ]


def each_once(paths: Iterable[str]) -> list[str]:
    """Each file once, under the path that names it first."""
    found: dict[str, str] = {}
    for path in paths:
        found.setdefault(os.path.realpath(path), path)
    return list(found.values())


def is_spec(name: str) -> bool:
    """Iff a file of that name is an invariants file."""
    return name in NAMES or name.endswith(SUFFIXES)
