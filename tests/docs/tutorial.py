"""Runs a tutorial: what a reader would do, block by block, in an empty folder.

A block with `title="PATH"` is a file to write. A block marked `console` holds commands behind `$ `,
each followed by what it prints. `python -m tests.docs.tutorial FILE` writes the output anew.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.cli.running import ROOT, scrubbed

FENCED = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "reader"), ("EMAIL", "reader@example.org"))
}


def play(text: str, folder: Path) -> str:
    """The tutorial with the output that its commands have, when run in `folder`."""
    programs = folder / "programs"
    programs.mkdir()
    program = programs / "netproof"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m verifier "$@"\n')
    program.chmod(0o755)
    workplace = folder / "shop"
    workplace.mkdir()
    environment = scrubbed(**IDENTITY, HOME=str(folder), GIT_CONFIG_NOSYSTEM="1")
    environment |= {
        "PATH": f"{programs}{os.pathsep}{environment['PATH']}",
        "PYTHONPATH": str(ROOT),
    }

    def block(match: re.Match[str]) -> str:
        language, title, body = match.groups()
        if title:
            path = workplace / title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")
        if language != "console":
            return match[0]
        lines = [line for line in body.splitlines() if line.startswith("$ ")]
        shown = "".join(f"{line}\n{_output(line[2:], workplace, environment)}" for line in lines)
        return f"```console\n{shown}```"

    return FENCED.sub(block, text)


def _output(command: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    return done.stdout


if __name__ == "__main__":
    for name in sys.argv[1:]:
        document = Path(name)
        with tempfile.TemporaryDirectory() as where:
            played = play(document.read_text(encoding="utf-8"), Path(where))
        document.write_text(played, encoding="utf-8")
