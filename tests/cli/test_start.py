"""Starting: what must be fast and what must be said before any work."""

import subprocess
import sys

import pytest

from tests.cli.running import ROOT, run, scrubbed


def test_version_is_one_line() -> None:
    ran = run("--version")

    assert ran.code == 0
    assert ran.out.startswith("netproof ")
    assert ran.out.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["check", "--help"], ["rule"], ["rule", "NP401"]]
)
def test_starting_leaves_the_solver_and_rich_out(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom verifier.cli import main\n"
        f"sys.argv = ['netproof', *{arguments!r}]\n"
        "try:\n    main()\n"
        "except SystemExit:\n"
        "    heavy = {'z3', 'rich', 'yaml', 'hypothesis'} & set(sys.modules)\n"
        "    sys.exit(', '.join(heavy) or 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=scrubbed(),
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [[], ["check"], ["ask"], ["why"]])
def test_help_is_short_and_ends_well(command: list[str]) -> None:
    ran = run(*command, "--help")

    assert ran.code == 0
    assert len(ran.out.splitlines()) < 70
    assert run(*command, "-h").out == ran.out


def test_nothing_asked_shows_the_help() -> None:
    ran = run()

    assert "Usage: netproof" in ran.out + ran.err
    assert ran.code in (0, 2)
