"""`netproof init`: from manifests to an invariants file, on standard output or in its place."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from verifier.cli import options as o
from verifier.cli.exits import ending
from verifier.cli.interrupts import say
from verifier.cli.output import Color, Output, canvas_for, write
from verifier.cli.progress import Progress
from verifier.errors import UsageError

NAME = "netproof.yaml"


def init(
    paths: o.Paths = None,
    in_place: Annotated[
        bool,
        typer.Option("--write", help="Write netproof.yaml into PATH; never over a file."),
    ] = False,
    namespace: o.Namespace = "default",
    timeout: o.Timeout = 30,
    skip_unreadable: o.SkipUnreadable = False,
    color: o.ColorWhen = Color.AUTO,
) -> None:
    """Write an invariants file that is proved now.

    It says who reaches each workload, where default deny holds, and who may leave for the
    internet or resolve names; what cannot be proved is left out, and named in the last comment.

    \b
    netproof init k8s/ > netproof.yaml
    netproof init k8s/ --write
    """
    with ending(canvas_for(sys.stderr, color)):
        source = o.Input(tuple(paths or ["."]), namespace, skip_unreadable)
        start_file(source, in_place, o.read_timeout(timeout), color)


def start_file(source: o.Input, in_place: bool, timeout_ms: int, color: Color) -> None:
    """Draft the file, write it, and sum up on standard error. Raises InputError, and UsageError
    where a file would be overwritten."""
    target = place(source.paths[0]) if in_place else None
    if target is not None and os.path.lexists(target):
        raise UsageError(taken(target))
    manifests = source.manifests()

    from verifier.analysis.drafting.drafting import draft
    from verifier.report.draft import render_summary

    progress = Progress(True)
    with progress:
        found = draft(manifests, timeout_ms=timeout_ms, progress=progress)
    if target is None:
        write([Output("text", None)], {"text": lambda _: found.text}, color)
    else:
        save(found.text, target)
    canvas = canvas_for(sys.stderr, color)
    say(render_summary(found, manifests.warnings, manifests.texts, canvas))
    if target is not None:
        say(f"wrote {target}")


def place(path: str) -> Path:
    """Where `--write` puts the file: in the folder, or beside the file, that `path` names; in the
    current folder for what is neither (`-`, `git:...`)."""
    named = Path(path)
    if named.is_dir():
        return named / NAME
    return named.parent / NAME if named.is_file() else Path(NAME)


def save(text: str, target: Path) -> None:
    """Write a file that is not there yet. Raises UsageError."""
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(taken(target)) from None
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}") from None


def taken(target: Path) -> str:
    """The advice where a file is in the way."""
    return (
        f"{target} is there already, and is not overwritten: move it away, or leave out --write "
        "to see what would be written"
    )
