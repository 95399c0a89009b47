"""Runs the command as a user does: its own process, no terminal, nothing inherited."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ("PATH", "SYSTEMROOT", "PYTHONPATH", "PYTHONHASHSEED", "COVERAGE_PROCESS_START")


@dataclass(frozen=True)
class Ran:
    """What a run wrote, and how it ended."""

    code: int
    out: str
    err: str


def scrubbed(**more: str) -> dict[str, str]:
    """An environment that says nothing about colours, widths or languages."""
    return {name: os.environ[name] for name in KEPT if name in os.environ} | more


def run(*arguments: str, stdin: str = "", cwd: Path = ROOT, **environment: str) -> Ran:
    """`netproof ARGUMENTS...`, from the root of the project unless `cwd` says otherwise."""
    done = subprocess.run(
        [sys.executable, "-m", "verifier", *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env=scrubbed(**environment),
        check=False,
        timeout=300,
    )
    return Ran(done.returncode, done.stdout, done.stderr)
