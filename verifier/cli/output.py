"""Where reports go: `-o FORMAT[=FILE]`, colour rules, and readers that stop reading."""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from verifier.errors import UsageError
from verifier.report.terminal import Canvas

PLAIN_WIDTH = 100
CLOSED = "standard output is closed, so the report would be lost: open it, or use /dev/null"
Renderer = Callable[[Canvas], str | Iterable[str]]  # a text, or its parts


class Color(StrEnum):
    """When to use colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Output:
    """One report to write: `path` None is standard output."""

    format: str
    path: Path | None


def parse_outputs(texts: Sequence[str], formats: Sequence[str]) -> tuple[Output, ...]:
    """The outputs asked for; without a bare format, text on standard output too.

    Raises UsageError, also where standard output is closed: before any work is done for it.
    """
    if sys.stdout is None:
        raise UsageError(CLOSED)
    outputs = tuple(_parse_output(text, formats) for text in texts)
    places = [output.path for output in outputs]
    if places.count(None) > 1:
        raise UsageError("-o: only one format can go to standard output; write FORMAT=FILE")
    for path in places:
        if places.count(path) > 1:
            raise UsageError(f"-o: two formats would be written to {path}")
    return outputs if None in places else (Output("text", None), *outputs)


def _parse_output(text: str, formats: Sequence[str]) -> Output:
    name, equals, file = text.partition("=")
    if name not in formats:
        raise UsageError(f"-o: unknown format {name!r}: expected one of {', '.join(formats)}")
    if not equals:
        return Output(name, None)
    path = Path(file)
    if not file or path.is_dir():
        raise UsageError(f"-o: {text!r} names no file")
    if not path.parent.is_dir():
        raise UsageError(f"-o: there is no folder {str(path.parent)!r}")
    return Output(name, path)


def write(outputs: Sequence[Output], renderers: Mapping[str, Renderer], color: Color) -> None:
    """Write every output, files first."""
    for output in sorted(outputs, key=lambda output: output.path is None):
        render = renderers[output.format]
        if output.path is None:
            _print(render(canvas_for(sys.stdout, color)))
        else:
            text = render(Canvas(colour=color is Color.ALWAYS, width=PLAIN_WIDTH))
            _save(output.path, text)


def parts(text: str | Iterable[str]) -> Iterable[str]:
    """What was rendered, piece by piece."""
    return (text,) if isinstance(text, str) else text


def _save(path: Path, text: str | Iterable[str]) -> None:
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(parts(text))
    except OSError as error:
        raise UsageError(f"-o: cannot write {path}: {error.strerror}") from None


def _print(text: str | Iterable[str]) -> None:
    """Print; a reader that has gone away changes neither the verdict nor the exit code."""
    if sys.stdout is None:
        raise UsageError(CLOSED)
    try:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="backslashreplace")
        sys.stdout.writelines(parts(text))
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise UsageError(f"cannot write to standard output: {error.strerror}") from None


def canvas_for(stream: TextIO | None, color: Color) -> Canvas:
    """How to draw on a stream: `--color`, then NO_COLOR, then FORCE_COLOR, then what it is."""
    terminal = stream is not None and stream.isatty()
    width = min(max(shutil.get_terminal_size().columns, 60), 120) if terminal else PLAIN_WIDTH
    match color:
        case Color.ALWAYS:
            return Canvas(True, width)
        case Color.NEVER:
            return Canvas(False, width)
        case Color.AUTO:
            return Canvas(_wants_colour(terminal), width)


def _wants_colour(terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE", "0") != "0":
        return True
    return terminal and os.environ.get("TERM") != "dumb"
