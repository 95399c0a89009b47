"""The manifests of a git revision, without checking it out."""

import os
import posixpath
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

from verifier.errors import InputError, Problem
from verifier.manifests.codes import Code

_REGULAR_FILES = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class Blob:
    """A file of a revision: `path` is `REV:PATH`; `named`: the source named this very file."""

    path: str
    content: bytes
    named: bool


def git_blobs(source: str, suffixes: tuple[str, ...]) -> list[Blob]:
    """The files that `git:REV[:PATH]` stands for; PATH is relative to the current folder.

    Raises InputError where git, the repository, the revision or the path is missing.
    """
    revision, _, path = source.removeprefix("git:").partition(":")
    path = posixpath.normpath(path)
    commit = _commit(source, revision)
    entries = _entries(_git(source, "ls-tree", "-r", "-z", commit, "--", path))
    if not entries:
        advice = f"list what is there: git ls-tree -r --name-only {revision}"
        raise _refusal(source, f"no {path} in revision {revision}", advice)
    chosen = [(name, sha) for name, sha in entries if name == path or _wanted(name, suffixes)]
    contents = _contents(source, [sha for _, sha in chosen])
    return [
        Blob(f"{revision}:{name}", content, named=name == path)
        for (name, _), content in zip(chosen, contents, strict=True)
    ]


def _wanted(name: str, suffixes: tuple[str, ...]) -> bool:
    parts = name.split("/")
    return name.endswith(suffixes) and not any(
        part.startswith(".") and part not in (".", "..") for part in parts
    )


def _entries(listing: bytes) -> list[tuple[str, str]]:
    """The regular files of an `ls-tree -z` listing: name and object, sorted by name."""
    found = []
    for entry in listing.decode(errors="replace").split("\0"):
        head, _, name = entry.partition("\t")
        if head.startswith(_REGULAR_FILES):
            found.append((name, head.split()[2]))
    return sorted(found)


def _commit(source: str, revision: str) -> str:
    if not revision or revision.startswith("-"):
        raise _refusal(source, "a revision is missing", "write git:REV[:PATH], such as git:HEAD")
    _git(source, "rev-parse", "--git-dir")
    found = _run("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found.returncode == 0:
        return found.stdout.decode().strip()
    advice = "list the revisions: git branch --all; git tag"
    if _run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
        advice = (
            "this clone is shallow: fetch the revision first (git fetch --unshallow, or "
            "fetch-depth: 0 in the checkout step)"
        )
    elif _run("rev-parse", "--verify", "--quiet", f"origin/{revision}^{{commit}}").returncode == 0:
        advice = f"did you mean git:origin/{revision}?"
    raise _refusal(source, f"no revision {revision} in this repository", advice)


def _contents(source: str, shas: list[str]) -> Iterator[bytes]:
    """The contents of the objects, read by one process."""
    if not shas:
        return
    batch = _git(source, "cat-file", "--batch", stdin="\n".join(shas).encode() + b"\n")
    at = 0
    for _ in shas:
        end = batch.index(b"\n", at)
        size = int(batch[at:end].split()[2])
        yield batch[end + 1 : end + 1 + size]
        at = end + size + 2


def _run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["git", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )


def _git(source: str, *arguments: str, stdin: bytes = b"") -> bytes:
    """The output of a git command. Raises InputError with git's own words."""
    try:
        done = _run(*arguments, stdin=stdin)
    except FileNotFoundError:
        raise _refusal(source, "git is not installed", "install git, or give files") from None
    if done.returncode != 0:
        words = done.stderr.decode(errors="replace").strip().splitlines() or ["git failed"]
        raise _refusal(source, words[0], "run netproof inside the git repository")
    return done.stdout


def _refusal(source: str, message: str, advice: str) -> InputError:
    return InputError((Problem(Code.UNREADABLE, f"{source}: {message}", advice=advice),))
