"""Where something was written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True, init=False)
class Location:
    """A place in an input text: `line` and `column` count from 1.

    Resources and specs carry one for every field that a message can name. It never takes part in
    comparing the things that carry it.
    """

    path: str
    line: int
    column: int

    def __init__(self, path: str, line: int, column: int) -> None:
        # What dataclass writes here takes twice as long, and large inputs have 50,000 places.
        _set_path(self, path)
        _set_line(self, line)
        _set_column(self, column)

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


_set_path, _set_line, _set_column = (
    vars(Location)[name].__set__ for name in ("path", "line", "column")
)
