"""The hooks for pre-commit, installed and run by pre-commit itself."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import ROOT, run
from tests.integrations.repositories import LOOSENED, STRICT, commit

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
UNREACHABLE = re.compile("No matching distribution|Connection|Temporary failure|Network is")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="pre-commit installs from a repository")
def test_the_hooks_find_what_is_refuted(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    commit(repository, LOOSENED)
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "--all-files", "--color=never"],
        cwd=repository,
        env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if UNREACHABLE.search(done.stdout + done.stderr):
        pytest.skip("the registry of packages is out of reach")

    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"netproof check\.+Failed", done.stdout)
    assert re.search(r"netproof invariants files\.+Passed", done.stdout)
    assert "k8s/policy.yaml:13:11" in done.stdout


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
def test_each_hook_passes_where_all_holds(hook: dict[str, Any], tmp_path: Path) -> None:
    commit(tmp_path, STRICT)
    ran = run(*hook["entry"].split()[1:], cwd=tmp_path, PYTHONPATH=str(ROOT))

    assert (ran.code, ran.err) == (0, "")
    assert not hook["pass_filenames"]


def test_the_hook_for_invariants_refuses_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "netproof.yaml").write_text("apiVersion: netproof/v1\ninvariants: [a reaches]\n")
    (hook,) = (hook for hook in HOOKS if hook["id"] == "netproof-spec")
    ran = run(*hook["entry"].split()[1:], cwd=tmp_path, PYTHONPATH=str(ROOT))

    assert ran.code == 2
    assert "netproof.yaml:2:" in ran.err


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("netproof.yaml", True),
        ("k8s/netproof.yaml", True),
        ("teams/shop.invariants.yaml", True),
        ("k8s/notnetproof.yaml", False),
        ("k8s/policy.yaml", False),
    ],
)
def test_the_hook_for_invariants_runs_for_their_files(path: str, wanted: bool) -> None:
    (hook,) = (hook for hook in HOOKS if hook["id"] == "netproof-spec")

    assert bool(re.search(hook["files"], path)) == wanted
