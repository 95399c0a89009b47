"""`lint --fix` and `--diff`: files rewritten where the fix is proved, or shown as a difference."""

import difflib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli.exits import Exit
from verifier.cli.interrupts import say
from verifier.errors import UsageError
from verifier.report.terminal import Canvas, clean, plural

if TYPE_CHECKING:
    from verifier.analysis.fixes.fixing import FixedFile, Fixes
    from verifier.analysis.lint.findings import Finding
    from verifier.manifests import Manifests

Fix = Annotated[
    bool,
    typer.Option(
        "--fix",
        help="Rewrite files without what can go, comments and layout kept, once it is proved that "
        "nothing allowed or denied changes; then report what is left.",
    ),
]
Diff = Annotated[
    bool, typer.Option("--diff", help="Show what --fix would change, and write nothing.")
]


class Mode(Enum):
    """What becomes of fixes."""

    NONE = "none"
    WRITE = "write"
    DIFF = "diff"

    @staticmethod
    def of(fix: bool, diff: bool, paths: Sequence[str], baseline: str | None) -> "Mode":
        """The mode that `--fix` and `--diff` ask for. Raises UsageError where they cannot work."""
        if (fix or diff) and baseline is not None:
            raise UsageError("--write-baseline goes with neither --fix nor --diff")
        if diff:
            return Mode.DIFF
        unwritten = [path for path in paths if path == "-" or path.startswith("git:")]
        if fix and unwritten:
            raise UsageError(f"--fix: {unwritten[0]} is never written; --diff shows the fixes")
        return Mode.WRITE if fix else Mode.NONE


def unwritable(path: str, before: str) -> str | None:
    """Why a text cannot be written back to where it came from, None where it can."""
    if not os.path.isfile(path):
        return "it is no file of this folder: standard input and git revisions are never written"
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        return f"it cannot be read again: {error.strerror}"
    if content.removeprefix(b"\xef\xbb\xbf") != before.removeprefix("\ufeff").encode():
        return "it has changed since it was read, or is not UTF-8"
    return None if os.access(path, os.W_OK) else "it is not writable"


def write_files(files: Sequence["FixedFile"]) -> dict[str, str]:
    """Write each file, whole or not at all; why some could not be, by path."""
    refused: dict[str, str] = {}
    for file in files:
        reason = unwritable(file.path, file.before)
        if reason is None:
            try:
                replace_file(file.path, file.after)
            except OSError as error:
                reason = f"cannot be written: {error.strerror}"
        if reason is not None:
            refused[file.path] = reason
    return refused


def replace_file(path: str, text: str) -> None:
    """Put a text in the place of a file's, in one step; a byte order mark and the permissions
    stay. Raises OSError."""
    target = os.path.realpath(path)
    mark = b"\xef\xbb\xbf"
    with open(target, "rb") as old:
        marked = old.read(3) == mark
    handle, fresh = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".netproof-")
    try:
        with os.fdopen(handle, "wb") as new:
            new.write((mark if marked else b"") + text.removeprefix("\ufeff").encode())
        shutil.copymode(target, fresh)
        os.replace(fresh, target)
    except OSError:
        with suppress(OSError):
            os.unlink(fresh)
        raise


def planned(
    manifests: "Manifests",
    findings: "Sequence[Finding]",
    select: Sequence[str],
    namespace: str,
    timeout_ms: int,
) -> "Fixes":
    """The proved fixes of findings; those of info only where `select` names their code."""
    from verifier.analysis.fixes.fixing import fix

    named = {code.strip().upper() for text in select for code in text.split(",")}
    wanted = [f for f in findings if f.severity != "info" or f.code in named]
    unnamed = [f.code for f in findings if f.removable and f.severity == "info"]
    if codes := sorted(set(unnamed) - named):
        several = plural(sum(code in codes for code in unnamed), "finding")
        say(f"netproof: {several} of severity info: --select {','.join(codes)} fixes such, too")
    return fix(manifests, wanted, namespace=namespace, timeout_ms=timeout_ms)


def show(fixes: "Fixes", canvas: Canvas) -> Exit:
    """Print the differences that fixes would make: FAILED where there are some."""
    text = "".join(line for file in fixes.files for line in difference(file, canvas))
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()
    tell(fixes, {}, written=False)
    return Exit.FAILED if fixes.files else Exit.HOLDS


def difference(file: "FixedFile", canvas: Canvas) -> Iterator[str]:
    """The unified difference of a file, with the line ends of the file, as `patch` reads it."""
    roles = {"+": "proved", "-": "error", "@": "faint"}
    name = file.path.lstrip("/")
    before, after = (text.splitlines(keepends=True) for text in (file.before, file.after))
    for line in difflib.unified_diff(before, after, f"a/{name}", f"b/{name}"):
        body = line.rstrip("\r\n")
        end = line[len(body) :] or "\n\\ No newline at end of file\n"
        if canvas.colour:
            body = canvas.paint(roles.get(line[:1], "strong"), clean(body))
        yield body + end


def write(fixes: "Fixes") -> bool:
    """Write all files that can be written, and tell of the others: whether some were."""
    refused = write_files(fixes.files)
    tell(fixes, refused, written=True)
    return len(refused) < len(fixes.files)


def tell(fixes: "Fixes", refused: Mapping[str, str], *, written: bool) -> None:
    """Say on standard error what was fixed, and what was not, and why."""
    done = [file.path for file in fixes.files if file.path not in refused]
    gone = sum(finding.location.path in done for finding in fixes.fixed)
    if done:
        verb = "fixed" if written else "would fix"
        say(
            f"netproof: {verb} {plural(gone, 'finding')} in {plural(len(done), 'file')}; proved: "
            "every verdict stays the same, for all possible pods"
        )
    for path, reason in sorted(refused.items()):
        say(clean(f"netproof: {path} is not written: {reason}"))
    for left in fixes.left:
        place, code = left.finding.location, left.finding.code
        say(clean(f"netproof: {place}: {code} is not fixed: {left.reason}"))
    if not (done or refused or fixes.left):
        say("netproof: nothing to fix")
