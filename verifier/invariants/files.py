"""Where invariants files are found, and how they are opened."""

import os
from collections.abc import Iterable, Iterator

from verifier.errors import InputError, Problem
from verifier.invariants.entry import FILE
from verifier.invariants.spec import read_spec
from verifier.location import Location
from verifier.manifests.encoding import NotTextError, read_text
from verifier.query import Spec

NAMES = ("netproof.yaml", "netproof.yml")
SUFFIXES = (".invariants.yaml", ".invariants.yml")


def load_spec(path: str) -> Spec:
    """The invariants file at `path`. Raises InputError."""
    try:
        text = read_text(path)
    except OSError as error:
        raise unreadable(path, f"cannot be read: {error.strerror}") from None
    except NotTextError as error:
        raise unreadable(path, f"is {error}", error.advice, error.line) from None
    return read_spec(text, path)


def unreadable(path: str, message: str, advice: str = "", line: int = 1) -> InputError:
    """The error for a file that yields no text."""
    place = Location(path, line, 1)
    return InputError((Problem(FILE, f"the invariants file {message}", place, advice=advice),))


def find_specs(paths: Iterable[str]) -> list[str]:
    """The invariants files in the folders of `paths` and below them, and beside its files; what
    is neither (`-`, `git:...`) has none. Each file once, in the order of `paths`, then by name."""
    found: dict[str, str] = {}
    for path in paths:
        for spec in specs_at(path):
            found.setdefault(os.path.realpath(spec), spec)
    return list(found.values())


def specs_at(path: str) -> Iterator[str]:
    """The invariants files in or beside `path`; hidden folders are passed over."""
    if os.path.isfile(path):
        folder = os.path.dirname(path)
        names = sorted(os.listdir(folder or "."))
        beside = [os.path.join(folder, name) for name in names if is_spec(name)]
        yield from filter(os.path.isfile, beside)
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(folder, name) for name in sorted(names) if is_spec(name))


def is_spec(name: str) -> bool:
    """Iff a file of that name is an invariants file."""
    return name in NAMES or name.endswith(SUFFIXES)
