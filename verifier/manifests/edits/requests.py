"""What can be asked of a text: parts of an object removed, replaced or written."""

from dataclasses import dataclass

from verifier.location import Location


@dataclass(frozen=True, slots=True)
class Remove:
    """Take the list item or the key `field` out; never the last one of its list or mapping."""

    field: str


@dataclass(frozen=True, slots=True)
class Replace:
    """Put another value at `field`: `value` is a scalar's text, or `{}` for an empty mapping."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Write:
    """Give the mapping at `field` the key `name`, which it lacks, with a list of plain words;
    `before` is a key that it has."""

    field: str
    name: str
    words: tuple[str, ...]
    before: str


@dataclass(frozen=True, slots=True)
class RemoveObject:
    """Take the whole object out of its file, or out of the List that it is an item of."""


Edit = Remove | Replace | Write | RemoveObject


class NotEditableError(Exception):
    """The text is left alone; the message says why, `location` where."""

    def __init__(self, reason: str, location: Location) -> None:
        super().__init__(reason)
        self.reason = reason
        self.location = location
