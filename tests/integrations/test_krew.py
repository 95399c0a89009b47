"""The plugin for krew: packed, installed as krew does it, and run by kubectl."""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import ROOT, scrubbed
from tests.integrations.repositories import LOOSENED, command_in

HOME = "https://git.example.org/team/netproof"
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive and the manifest."""
    folder = tmp_path_factory.mktemp("krew")
    script = ROOT / "integrations/krew/build.py"
    subprocess.run([sys.executable, str(script), f"{HOME}/", str(folder)], check=True)
    return folder


def manifest_in(folder: Path) -> Any:
    return yaml.safe_load((folder / "netproof.yaml").read_text())


def installed(built: Path, store: Path) -> Path:
    """The folder for the PATH that krew makes: a link to the program in its store."""
    (platform,) = manifest_in(built)["spec"]["platforms"]
    archive = built / platform["uri"].rpartition("/")[2]
    assert hashlib.sha256(archive.read_bytes()).hexdigest() == platform["sha256"]
    place = store / "store" / "netproof" / f"v{VERSION}"
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    programs = store / "bin"
    programs.mkdir(parents=True)
    (programs / "kubectl-netproof").symlink_to(place / platform["bin"])
    return programs


def kubectl(
    programs: Path, *arguments: str, path: list[Path], home: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    """`kubectl netproof ...`; without kubectl, the plugin as kubectl runs it."""
    tool = shutil.which("kubectl")
    command = [tool, "netproof"] if tool else [str(programs / "kubectl-netproof")]
    found = os.pathsep.join(map(str, (programs, *path)))
    environment = {"PATH": f"{found}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(home)}
    return subprocess.run(
        [*command, *arguments],
        cwd=home,
        env=scrubbed() | environment | more,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_manifest_has_what_krew_wants(built: Path) -> None:
    manifest = manifest_in(built)
    spec = manifest["spec"]
    (platform,) = spec["platforms"]
    (systems,) = platform["selector"]["matchExpressions"]

    assert set(manifest) == {"apiVersion", "kind", "metadata", "spec"}
    assert manifest["apiVersion"] == "krew.googlecontainertools.github.com/v1alpha2"
    assert manifest["kind"] == "Plugin"
    assert manifest["metadata"] == {"name": "netproof"}
    assert {"version", "homepage", "shortDescription", "description", "platforms"} <= set(spec)
    assert spec["version"] == f"v{VERSION}"
    assert len(spec["shortDescription"]) <= 50
    assert set(platform) == {"selector", "uri", "sha256", "files", "bin"}
    assert platform["uri"] == (
        f"{HOME}/releases/download/v{VERSION}/kubectl-netproof-{VERSION}.tar.gz"
    )
    assert systems == {"key": "os", "operator": "In", "values": ["linux", "darwin"]}
    assert "caveats" in spec


def test_the_archive_holds_the_launcher_the_wheel_and_the_license(built: Path) -> None:
    with tarfile.open(built / f"kubectl-netproof-{VERSION}.tar.gz") as archive:
        modes = {entry.name: entry.mode for entry in archive}

    assert modes == {
        "LICENSE": 0o644,
        "kubectl-netproof": 0o755,
        f"netproof-{VERSION}-py3-none-any.whl": 0o644,
    }


def test_the_netproof_that_is_installed_runs(built: Path, tmp_path: Path) -> None:
    programs = installed(built, tmp_path)
    ran = kubectl(
        programs, "check", str(LOOSENED), path=[command_in(tmp_path / "tools")], home=tmp_path
    )

    assert (ran.returncode, ran.stderr) == (1, "")
    assert "1 proved, 1 refuted" in ran.stdout
    assert not (tmp_path / ".cache").exists()


def test_without_one_it_installs_its_own_once(built: Path, tmp_path: Path) -> None:
    """What netproof needs is there already: this test asks no registry."""
    programs = installed(built, tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python3").symlink_to(sys.executable)
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1"}
    (tmp_path / "yaml.py").write_text("raise SystemExit('of the current folder')\n")
    first = kubectl(programs, "--version", path=[tools], home=tmp_path, **offline)
    (home,) = (tmp_path / ".cache/kubectl-netproof").iterdir()
    (packages,) = home.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
    ran = kubectl(programs, "check", str(LOOSENED), path=[tools], home=tmp_path, **offline)
    helped = kubectl(programs, "check", "--help", path=[tools], home=tmp_path, **offline)

    assert first.stderr.startswith(f"kubectl netproof: installing into {home}, once\n")
    assert (ran.returncode, ran.stderr) == (1, "")
    assert "1 proved, 1 refuted" in ran.stdout
    assert helped.stdout.startswith("Usage: kubectl netproof check ")


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("#!/bin/sh\necho 3.9 1\n", "needs Python 3.11 or newer, and "),
        ('#!/bin/sh\n[ "$1" = -I ] && echo 3.12 0\n', "cannot make a virtual environment"),
    ],
)
def test_what_is_missing_is_said(built: Path, tmp_path: Path, python: str, said: str) -> None:
    programs = installed(built, tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python3").write_text(python)
    (tools / "python3").chmod(0o755)
    ran = kubectl(programs, "check", path=[tools], home=tmp_path)

    assert ran.returncode != 0
    assert f"kubectl netproof: {said}" in ran.stderr
    assert not list(tmp_path.glob(".cache/kubectl-netproof/*"))
