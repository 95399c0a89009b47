"""`kubectl netproof`: kubectl finds the program `kubectl-netproof` on the path."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli.running import ROOT, scrubbed
from verifier.cli import called


def test_the_program_is_installed_under_the_name_that_kubectl_wants() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["scripts"]["kubectl-netproof"] == project["scripts"]["netproof"]


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("/usr/bin/netproof", "netproof"),
        ("/home/me/.krew/bin/kubectl-netproof", "kubectl netproof"),
        ("C:\\bin\\kubectl-netproof.exe", "kubectl netproof"),
        ("/src/verifier/__main__.py", "netproof"),
    ],
)
def test_it_calls_itself_as_the_user_does(program: str, name: str) -> None:
    assert called(program) == name


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
def test_kubectl_runs_it(tmp_path: Path) -> None:
    plugin = tmp_path / "kubectl-netproof"
    plugin.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from verifier.cli import main\nmain()\n"
    )
    plugin.chmod(0o755)
    environment = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
    done = subprocess.run(
        ["kubectl", "netproof", "check", "--help"],
        env=scrubbed() | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage: kubectl netproof check ")
