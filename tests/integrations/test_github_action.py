"""The composite action: its steps, run as the runner runs them."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import ROOT, scrubbed
from tests.integrations.repositories import LOOSENED, STRICT, command_in, commit
from tests.unit.report.ci.sarif_schema import assert_valid

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
BROKEN = "only-backend-reaches-db-5432"
EXPRESSION = re.compile(r"\$\{\{ *inputs\.([a-z-]+) *\}\}")


@dataclass(frozen=True)
class Step:
    """How a step ended: its outputs as the runner reads them, its log, the summary."""

    code: int
    log: str
    outputs: dict[str, str]
    summary: str


def outputs_in(text: str) -> dict[str, str]:
    """The outputs in a file of GITHUB_OUTPUT: `name=value`, or lines up to a delimiter."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        if match := re.fullmatch(r"([a-z-]+)<<(.+)", line):
            value = []
            while (each := next(lines)) != match[2]:
                value.append(each)
            found[match[1]] = "\n".join(value)
        else:
            name, _, found[name] = line.partition("=")
    return found


def run_step(name: str, repository: Path, temp: Path, **inputs: str) -> Step:
    """Run a step of the action in a repository, with `inputs` over the defaults."""
    step = next(step for step in ACTION["runs"]["steps"] if step["name"] == name)
    given = {key: entry["default"] for key, entry in ACTION["inputs"].items()}
    given |= {key.replace("_", "-"): value for key, value in inputs.items()}
    assert "${{" not in step["run"], "inputs in the script would be run as code"
    env = {key: EXPRESSION.sub(lambda m: given[m[1]], v) for key, v in step["env"].items()}
    files = {key: temp / key for key in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_PATH")}
    for path in files.values():
        path.write_text("")
    env |= {key: str(path) for key, path in files.items()}
    env |= {"RUNNER_TEMP": str(temp), "GITHUB_ACTION_PATH": str(ROOT)}
    env["PATH"] = f"{command_in(temp / 'bin')}{os.pathsep}{os.environ['PATH']}"
    script = temp / "script.sh"
    script.write_text(step["run"])
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
        cwd=repository,
        env=scrubbed() | env,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Step(
        done.returncode,
        done.stdout + done.stderr,
        outputs_in(files["GITHUB_OUTPUT"].read_text()),
        files["GITHUB_STEP_SUMMARY"].read_text(),
    )


def check(repository: Path, temp: Path, **inputs: str) -> Step:
    temp.mkdir(exist_ok=True)
    return run_step("Check the invariants", repository, temp, **inputs)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits: the policy holds, then a change loosens it."""
    folder = tmp_path / "repository"
    commit(folder, STRICT)
    commit(folder, LOOSENED)
    return folder


def test_a_failing_change(repository: Path, tmp_path: Path) -> None:
    step = check(repository, tmp_path / "temp", paths="k8s", base_ref="HEAD~1")
    log = json.loads(Path(step.outputs["sarif-file"]).read_text())
    assert_valid(log)
    (result,) = log["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]

    assert step.code == 1
    assert step.outputs["verdict"] == "fails"
    assert step.outputs["newly-failing"] == BROKEN
    assert "::error file=k8s/policy.yaml,line=13," in step.log
    assert "#### 1 verdict changed since git:HEAD\\~1:k8s" in step.summary
    assert "- proved -\\> refuted: only backend reaches db on TCP 5432" in step.summary
    assert "%0Abefore: proved in git:HEAD~1:k8s" in step.log
    assert "### netproof check: 2 invariants: 1 proved, 1 refuted" in step.summary
    assert place["artifactLocation"] == {"uri": "k8s/policy.yaml"}


def test_a_passing_change(repository: Path, tmp_path: Path) -> None:
    commit(repository, STRICT)
    step = check(repository, tmp_path / "temp", base_ref="HEAD~1")

    assert step.code == 0
    assert step.outputs["verdict"] == "holds"
    assert step.outputs["newly-failing"] == ""
    assert "- refuted -\\> proved: only backend reaches db on TCP 5432" in step.summary
    assert json.loads(Path(step.outputs["sarif-file"]).read_text())["runs"][0]["results"] == []


def test_what_failed_before_is_not_new(repository: Path, tmp_path: Path) -> None:
    commit(repository, LOOSENED)
    step = check(repository, tmp_path / "temp", base_ref="HEAD~1")

    assert (step.code, step.outputs["newly-failing"]) == (1, "")
    assert "#### 0 verdicts changed since git:HEAD\\~1:." in step.summary


def test_further_formats_and_invariants(repository: Path, tmp_path: Path) -> None:
    step = check(
        repository,
        tmp_path / "temp",
        paths="k8s/policy.yaml k8s/pods.yaml",
        invariants="k8s/netproof.yaml",
        formats="junit=junit.xml markdown=comment.md",
    )

    assert step.code == 1
    assert (repository / "junit.xml").read_text().startswith("<?xml")
    assert (repository / "comment.md").read_text().startswith("### netproof check")
    assert "newly-failing" not in step.outputs


def test_inputs_are_never_code(repository: Path, tmp_path: Path) -> None:
    step = check(repository, tmp_path / "temp", paths="$(touch${IFS}owned) ;touch owned")

    assert (step.code, step.outputs["verdict"]) == (2, "error")
    assert not (repository / "owned").exists()


def test_a_base_that_is_missing_is_told(repository: Path, tmp_path: Path) -> None:
    step = check(repository, tmp_path / "temp", base_ref="origin/gone")

    assert (step.code, step.outputs["verdict"]) == (1, "fails")
    assert "::warning title=netproof::not compared with origin/gone" in step.log
    assert "no revision origin/gone" in step.log
    assert "newly-failing" not in step.outputs
    assert step.summary.count("### netproof check") == 1


def test_input_that_cannot_be_read_is_annotated_once(repository: Path, tmp_path: Path) -> None:
    policy = repository / "k8s" / "policy.yaml"
    policy.write_text(policy.read_text().replace("ingress:", "ingres:"))
    step = check(repository, tmp_path / "temp", paths="k8s", base_ref="HEAD~1")
    (place,) = re.findall(r"^::error file=k8s/policy.yaml,line=(\d+),.*NP908", step.log, re.M)

    assert (step.code, step.outputs) == (2, {"verdict": "error"})
    assert "ingres" in policy.read_text().splitlines()[int(place) - 1]


def test_every_input_is_used_and_every_output_is_set(repository: Path, tmp_path: Path) -> None:
    used = {
        name
        for step in ACTION["runs"]["steps"]
        for value in step["env"].values()
        for name in EXPRESSION.findall(value)
    }
    step = check(repository, tmp_path / "temp", base_ref="HEAD~1")

    assert used == set(ACTION["inputs"])
    assert set(step.outputs) == set(ACTION["outputs"])
    assert all(entry.get("description") for entry in ACTION["inputs"].values())


def test_what_is_installed(tmp_path: Path) -> None:
    """The environment is made and filled: pip itself is replaced by one that says what it got."""
    python = command_in(tmp_path / "bin") / "python3"
    python.write_text(
        "#!/bin/sh\n"
        'if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; '
        'else echo "$0" "$@"; fi\n'
    )
    python.chmod(0o755)
    named = run_step("Install netproof", tmp_path, tmp_path, version="1.2.3")
    own = run_step("Install netproof", tmp_path, tmp_path)
    bin_folder = f"{tmp_path}/netproof/bin"

    assert (named.code, own.code) == (0, 0)
    assert "-m pip install" in named.log
    assert named.log.rstrip().endswith(" netproof==1.2.3")
    assert own.log.rstrip().endswith(f" {ROOT}")
    assert (tmp_path / "GITHUB_PATH").read_text() == f"{bin_folder}\n"
