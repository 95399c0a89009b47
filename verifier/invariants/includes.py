"""What an invariants file can build on: the files that it includes, and what they use up."""

from typing import Protocol

from verifier.invariants.entry import FILE, Entry
from verifier.location import Location
from verifier.query import Group


class Around(Protocol):
    """The files that one file is read together with."""

    def include(self, entry: Entry) -> tuple[Group, ...]:
        """The groups of the files that `include` names. Raises InputError."""

    def ids(self) -> dict[str, Location]:
        """The ids in use, and where each stands; the file adds its own."""


class Alone:
    """A text on its own: no folder to look for others in."""

    def include(self, entry: Entry) -> tuple[Group, ...]:
        """Raises InputError."""
        for item in entry.one_or_more():
            item.passage()
        raise entry.refuse(FILE, "a text that is not read from a file cannot include others")

    def ids(self) -> dict[str, Location]:
        """None so far."""
        return {}


ALONE = Alone()
