"""The scripts and the Containerfile, read by linters of others."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.running import ROOT

PROGRAMS = Path(sys.executable).parent
FOLDER = ROOT / "integrations"
SCRIPTS = [*sorted(FOLDER.glob("github/*.sh")), FOLDER / "krew/kubectl-netproof", ROOT / ".ci/run"]


def linted(
    program: str, *arguments: str | Path, text: str = ""
) -> subprocess.CompletedProcess[str]:
    """What a linter says; nothing, where all is well."""
    return subprocess.run(
        [PROGRAMS / program, *arguments],
        input=text,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_scripts(script: Path) -> None:
    ran = linted("shellcheck", "--severity=warning", script)

    assert (ran.returncode, ran.stdout) == (0, "")


def test_scripts_in_manifests() -> None:
    task = yaml.safe_load((FOLDER / "tekton/task.yaml").read_text())
    job = yaml.safe_load((FOLDER / "argo-cd/presync.yaml").read_text())
    (step,) = task["spec"]["steps"]
    (container,) = job["spec"]["template"]["spec"]["containers"]
    gitlab = yaml.safe_load((FOLDER / "gitlab/netproof.gitlab-ci.yml").read_text())["netproof"]
    compare, _ = gitlab["script"]  # the other one splits variables into words on purpose
    for text in (
        step["script"],
        f"#!/bin/sh\n{compare}",
        f"#!/bin/sh\nset -eu\n{container['args'][0]}",
    ):
        ran = linted("shellcheck", "--severity=warning", "-", text=text)
        assert (ran.returncode, ran.stdout) == (0, "")


def test_the_containerfile() -> None:
    ran = linted("hadolint", FOLDER / "container/Containerfile")

    assert (ran.returncode, ran.stdout) == (0, "")


def test_the_linters_find_something() -> None:
    assert linted("shellcheck", "-", text="#!/bin/sh\ncd $1\n").returncode == 1
    assert linted("hadolint", "-", text="FROM debian\nRUN sudo x\n").returncode == 1
