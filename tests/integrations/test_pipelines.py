"""GitLab, Tekton and Argo CD: their files, and the scripts in them run by a shell."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from junitparser import JUnitXml

from tests.cli.running import ROOT, scrubbed
from tests.integrations.repositories import LOOSENED, STRICT, command_in, commit, git

FOLDER = ROOT / "integrations"


def read(path: str) -> Any:
    return yaml.safe_load((FOLDER / path).read_text())


def shell(
    script: str, at: Path, temp: Path, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a script with `netproof` on the path, and a `pip` that says what it is to do."""
    tools = command_in(temp / "bin")
    (tools / "pip").write_text('#!/bin/sh\necho "pip $*"\n')
    (tools / "pip").chmod(0o755)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-euc", script, "sh", *arguments],
        cwd=at,
        env=scrubbed() | environment | {"PATH": path},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(("manifests", "code"), [(STRICT, 0), (LOOSENED, 1)])
def test_the_job_of_gitlab(manifests: Path, code: int, tmp_path: Path) -> None:
    job = read("gitlab/netproof.gitlab-ci.yml")["netproof"]
    commit(tmp_path / "r", manifests)
    variables = {**job["variables"], "NETPROOF_PATHS": "k8s", "NETPROOF_PACKAGE": "netproof==1.2.3"}
    script = "\n".join([*job["before_script"], *job["script"]])
    ran = shell(script, tmp_path / "r", tmp_path, **variables)
    reports = job["artifacts"]["reports"]
    findings = json.loads((tmp_path / "r" / reports["codequality"]).read_text())
    (suite,) = list(JUnitXml.fromfile(str(tmp_path / "r" / reports["junit"])))

    assert ran.returncode == code
    assert ran.stdout.splitlines()[0].endswith(" netproof==1.2.3")
    assert [entry["location"]["path"] for entry in findings] == ["k8s/policy.yaml"] * code
    assert (suite.tests, suite.failures) == (2, code)
    assert job["artifacts"]["when"] == "always"
    assert set(reports.values()) == set(job["artifacts"]["paths"])


def test_the_job_of_gitlab_compares_with_a_branch(tmp_path: Path) -> None:
    job = read("gitlab/netproof.gitlab-ci.yml")["netproof"]
    commit(tmp_path / "origin", STRICT)
    git(tmp_path, "clone", "-q", str(tmp_path / "origin"), "r")
    commit(tmp_path / "r", LOOSENED)
    variables = {**job["variables"], "NETPROOF_PATHS": "k8s", "NETPROOF_BASE": "main"}
    ran = shell("\n".join(job["script"]), tmp_path / "r", tmp_path, **variables)

    assert (ran.returncode, ran.stderr) == (1, "")
    for report in job["artifacts"]["reports"].values():
        assert "proved in git:FETCH_HEAD:k8s" in (tmp_path / "r" / report).read_text()


@pytest.mark.parametrize(("manifests", "verdict"), [(STRICT, "holds"), (LOOSENED, "fails")])
def test_the_task_of_tekton(manifests: Path, verdict: str, tmp_path: Path) -> None:
    task = read("tekton/task.yaml")
    (step,) = task["spec"]["steps"]
    commit(tmp_path / "r", manifests)
    result = tmp_path / "verdict"
    ran = shell(
        step["script"], tmp_path / "r", tmp_path, "k8s", FAIL_ON="error", VERDICT=str(result)
    )

    assert ran.returncode == (verdict == "fails")
    assert result.read_text() == verdict
    assert (tmp_path / "r" / "netproof.sarif").exists()
    assert [entry["name"] for entry in step["env"]] == ["FAIL_ON", "VERDICT"]
    assert "$(" not in step["script"], "parameters in the script would be run as code"


@pytest.mark.parametrize(("manifests", "code"), [(STRICT, 0), (LOOSENED, 1)])
def test_the_hook_of_argo_cd(manifests: Path, code: int, tmp_path: Path) -> None:
    job = read("argo-cd/presync.yaml")
    (container,) = job["spec"]["template"]["spec"]["containers"]
    commit(tmp_path / "origin", manifests)
    environment = {entry["name"]: entry["value"] for entry in container["env"]}
    environment |= {"REPOSITORY": f"file://{tmp_path / 'origin'}", "HOME": str(tmp_path)}
    script = container["args"][0].replace("/work/", f"{tmp_path}/")
    ran = shell(script, tmp_path, tmp_path, **environment)

    assert ran.returncode == code, ran.stderr
    assert job["metadata"]["annotations"]["argocd.argoproj.io/hook"] == "PreSync"
    assert job["spec"]["backoffLimit"] == 0
    assert container["command"] == ["sh", "-euc"]


def test_the_image_runs_as_nobody_and_ends_in_the_command(tmp_path: Path) -> None:
    """What is copied into the stage that builds is enough to build the package."""
    lines = (FOLDER / "container/Containerfile").read_text().splitlines()
    stages = [line for line in lines if line.startswith("FROM ")]
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--" not in line]
    for names in copied:
        for name in names:
            place = tmp_path / ("" if len(names) > 1 else name)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, place, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, tmp_path)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "out")]
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True)

    assert len(list(tmp_path.glob("out/*.whl"))) == 1
    assert stages == ["FROM ${BASE} AS build", "FROM ${BASE}"]
    assert lines[-2:] == ["USER 65532:65532", 'ENTRYPOINT ["netproof"]']


def test_the_image_holds_what_the_tests_ran_with() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = (FOLDER / "container/constraints.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if not line.startswith("#"))
    tried = dict(
        line.split("==") for line in project["optional-dependencies"]["dev"] if "==" in line
    )
    wanted = [*project["dependencies"], *project["optional-dependencies"]["cluster"]]

    for name in (re.split("[>=]", each)[0] for each in wanted):
        assert pins[name] == tried[name]
    assert all(re.fullmatch(r"[0-9][0-9a-z.]*", version) for version in pins.values())
