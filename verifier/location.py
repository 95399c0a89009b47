"""Where something was written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in an input text: `line` and `column` count from 1.

    Resources and specs carry one for every field that a message can name. It never takes part in
    comparing the things that carry it.
    """

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"
