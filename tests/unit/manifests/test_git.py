"""Manifests of git revisions."""

import shutil
import subprocess
from pathlib import Path

import pytest

from verifier.errors import InputError, Problem
from verifier.manifests import load_manifests

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\n"


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
    command = ["git", *identity, "-c", "protocol.file.allow=always", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def commit(folder: Path, name: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", name)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with two commits; the current folder is its root."""
    root = tmp_path / "repository"
    (root / "k8s" / ".hidden").mkdir(parents=True)
    git(root, "init", "--quiet", "--initial-branch=main")
    (root / "k8s" / "a.yaml").write_text(POD % "old")
    (root / "k8s" / "ä b.yml").write_text(POD % "umlaut")
    (root / "k8s" / ".hidden" / "c.yaml").write_text("a: [")
    (root / "k8s" / "link.yaml").symlink_to("a.yaml")
    (root / "k8s" / "notes.txt").write_text("no manifest")
    commit(root, "old")
    (root / "k8s" / "a.yaml").write_text(POD % "new")
    commit(root, "new")
    monkeypatch.chdir(root)
    return root


def names(*sources: str) -> list[str]:
    return [pod.name for pod in load_manifests(sources).pods]


def refusal(source: str) -> Problem:
    with pytest.raises(InputError) as raised:
        load_manifests([source])
    (problem,) = raised.value.problems
    return problem


@pytest.mark.usefixtures("repository")
def test_a_revision_and_its_folders() -> None:
    assert names("git:HEAD") == ["new", "umlaut"]
    assert names("git:HEAD~1:k8s") == ["old", "umlaut"]
    assert names("git:main:k8s/") == ["new", "umlaut"]


@pytest.mark.usefixtures("repository")
def test_one_file_of_a_revision() -> None:
    loaded = load_manifests(["git:HEAD~1:./k8s/a.yaml"])
    assert loaded.pods[0].location.path == "HEAD~1:k8s/a.yaml"
    assert loaded.texts == {"HEAD~1:k8s/a.yaml": POD % "old"}


def test_paths_are_relative_to_the_current_folder(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "k8s")
    assert names("git:HEAD:a.yaml") == ["new"]
    assert names("git:HEAD") == ["new", "umlaut"]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("source", "message", "advice"),
    [
        ("git:nowhere", "no revision nowhere in this repository", "git branch"),
        ("git:HEAD:nowhere", "no nowhere in revision HEAD", "git ls-tree"),
        ("git:", "a revision is missing", "git:HEAD"),
        ("git:--output=x", "a revision is missing", "git:HEAD"),
    ],
)
def test_what_is_missing(source: str, message: str, advice: str) -> None:
    problem = refusal(source)
    assert problem.message == f"{source}: {message}"
    assert advice in problem.advice


def test_a_shallow_clone(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    assert "this clone is shallow" in refusal("git:HEAD~1").advice


def test_a_branch_of_the_remote(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(repository, "branch", "feature")
    git(tmp_path, "clone", "--quiet", f"file://{repository}", "clone")
    monkeypatch.chdir(tmp_path / "clone")
    assert refusal("git:feature").advice == "did you mean git:origin/feature?"


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert "not a git repository" in refusal("git:HEAD").message


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal("git:HEAD").message == "git:HEAD: git is not installed"
