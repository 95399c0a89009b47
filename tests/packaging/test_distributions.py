"""The wheel and the source distribution: built, installed in a clean environment, and used."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.cli.running import ROOT, scrubbed

USER = """\
import verifier

manifests = verifier.load("pods.yaml", "policy.yaml")
report: verifier.CheckReport = verifier.check(manifests, "netproof.yaml")
verdicts: list[str] = [type(result.verdict).__name__ for result in report.results]
print(verdicts)
"""
MISUSE = "import verifier\nverifier.load(5)\n"
EXAMPLE = ROOT / "specs/examples/notin-gap/loosened"
SCHEMA = ROOT / "specs/schemas/invariants-v1.schema.json"


def ran(*command: str | Path, cwd: Path, code: int = 0) -> str:
    """What a command prints, in an environment that knows nothing of this tree."""
    environment = {key: value for key, value in scrubbed().items() if key != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=environment | {"HOME": str(cwd)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    ran(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=ROOT)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def installed(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel, and whose dependencies are ours."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    install = (
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        "-q",
        built[0],
    )
    ran(sys.executable, *install, cwd=folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(f"{sysconfig.get_paths()['purelib']}\n")
    return folder / "bin"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for path in EXAMPLE.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text())
    (tmp_path / "user.py").write_text(USER)
    return tmp_path


def test_the_programs_run(installed: Path, project: Path) -> None:
    version = ran(installed / "netproof", "--version", cwd=project)

    assert version.startswith("netproof ")
    assert ran(installed / "kubectl-netproof", "--version", cwd=project) == version
    assert ran(installed / "netproof", "schema", cwd=project) == SCHEMA.read_text()
    assert "1 proved, 1 refuted" in ran(installed / "netproof", "check", cwd=project, code=1)


def test_the_library_is_what_was_installed(installed: Path, project: Path) -> None:
    where = ran(
        installed / "python", "-c", "import verifier; print(verifier.__file__)", cwd=project
    )

    assert Path(where.strip()).is_relative_to(installed.parent)
    assert ran(installed / "python", "user.py", cwd=project) == "['Refuted', 'Proved']\n"


def test_users_get_the_types(installed: Path, project: Path) -> None:
    check = (sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull)
    there = ("--python-executable", installed / "python")
    (project / "misuse.py").write_text(MISUSE)

    assert "Success" in ran(*check, *there, "user.py", cwd=project)
    assert 'incompatible type "int"' in ran(*check, *there, "misuse.py", cwd=project, code=1)


def test_the_wheel_holds_the_package_and_nothing_else(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[0]) as wheel:
        names = wheel.namelist()
    tops = {name.partition("/")[0] for name in names}
    licenses = [name for name in names if name.endswith("licenses/LICENSE")]

    assert "verifier/py.typed" in names
    assert len(licenses) == 1
    assert len(tops) == 2
    assert not [name for name in names if "test_" in name or name.endswith(".pyc")]


def test_the_source_distribution_builds_the_same_wheel(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    with tarfile.open(built[1]) as sdist:
        names = sdist.getnames()
        sdist.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    ran(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, cwd=source)
    (again,) = tmp_path.glob("*.whl")

    with zipfile.ZipFile(built[0]) as first, zipfile.ZipFile(again) as second:
        assert sorted(first.namelist()) == sorted(second.namelist())
    inside = {name.partition("/")[2] for name in names}
    assert {"action.yml", ".pre-commit-hooks.yaml", "integrations/github/check.sh"} <= inside
    assert {"CHANGELOG.md", "README.md", "LICENSE", "tests/conftest.py"} <= inside


def test_the_changelog_tells_of_this_version(built: tuple[Path, Path]) -> None:
    version = built[0].name.split("-")[1]
    changelog = (ROOT / "CHANGELOG.md").read_text()

    assert f"## {version}" in changelog or "## Unreleased" in changelog
