"""Repositories made for a test, and a `netproof` on the path."""

import subprocess
import sys
from pathlib import Path

from tests.cli.running import ROOT, scrubbed

STRICT = ROOT / "specs/examples/notin-gap/strict"
LOOSENED = ROOT / "specs/examples/notin-gap/loosened"


def git(folder: Path, *arguments: str) -> str:
    """What git answers in a folder."""
    who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=scrubbed(HOME=str(folder), GIT_CONFIG_NOSYSTEM="1"),
    )
    return done.stdout


def commit(folder: Path, manifests: Path) -> None:
    """Make the manifests of an example the content of `k8s/`, and commit it."""
    target = folder / "k8s"
    target.mkdir(parents=True, exist_ok=True)
    for path in manifests.glob("*.yaml"):
        (target / path.name).write_text(path.read_text())
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "change")


def command_in(folder: Path) -> Path:
    """A folder that holds the command `netproof` of this tree."""
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "netproof"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m verifier "$@"\n')
    script.chmod(0o755)
    return folder
