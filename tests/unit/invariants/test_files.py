"""Where invariants files are found, and how they are opened."""

from pathlib import Path

import pytest

from tests.unit.invariants.wrong import HEAD
from verifier.errors import InputError
from verifier.invariants import find_above, find_specs, load_spec, named_specs
from verifier.invariants.files import folders_above


def written(root: Path, *names: str) -> None:
    """Invariants files, whatever their names; a name that ends with `/` is an empty folder."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            (root / name).mkdir(exist_ok=True)
        else:
            (root / name).write_text(HEAD)


def test_files_are_found_below_folders_and_beside_files(tmp_path: Path) -> None:
    written(tmp_path, "netproof.yaml", "a/x.invariants.yml", "a/pods.yaml", ".git/netproof.yaml")
    below = [str(tmp_path / "netproof.yaml"), str(tmp_path / "a" / "x.invariants.yml")]
    assert find_specs([str(tmp_path)]) == below
    assert find_specs([str(tmp_path / "a" / "pods.yaml"), "-", "git:HEAD:k8s"]) == below[1:]
    assert find_specs([str(tmp_path), str(tmp_path / "a")]) == below
    assert load_spec(below[0]).path == below[0]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"])
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "netproof.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match="NP950"):
        load_spec(str(path))


def test_the_nearest_folder_above_gives_its_files(tmp_path: Path) -> None:
    names = ("netproof.yaml", "a/one.invariants.yaml", "a/two.invariants.yml", "a/b/c/")
    written(tmp_path, *names, "a/x.yaml", ".git/")
    nearest = [str(tmp_path / name) for name in names[1:3]]

    assert find_above([str(tmp_path / "a/b/c")]) == nearest
    assert find_above([str(tmp_path / "a/b/c"), str(tmp_path / "a/b")]) == nearest
    assert find_above([str(tmp_path)]) == [str(tmp_path / "netproof.yaml")]


@pytest.mark.parametrize("mark", [".git/", ".git"])
def test_the_search_ends_with_the_repository(tmp_path: Path, mark: str) -> None:
    written(tmp_path, "netproof.yaml", f"repository/{mark}", "repository/k8s/")

    assert find_above([str(tmp_path / "repository/k8s")]) == []


def test_the_search_ends_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "home/me/k8s/", "home/netproof.yaml")
    monkeypatch.setenv("HOME", str(tmp_path / "home/me"))

    assert find_above([str(tmp_path / "home/me/k8s")]) == []
    assert [*folders_above(str(tmp_path / "home/me/k8s"))][-1] == str(tmp_path / "home/me")


def test_the_search_never_reads_the_root_of_all() -> None:
    assert "/" not in folders_above("/usr/lib")
    assert list(folders_above("/")) == []


@pytest.mark.parametrize("path", ["-", "git:HEAD:k8s", "git:HEAD"])
def test_what_is_no_folder_lies_in_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    written(tmp_path, "netproof.yaml", "k8s/deep/x.invariants.yaml", ".git/")
    monkeypatch.chdir(tmp_path / "k8s")
    assert find_above([path]) == ["../netproof.yaml"]
    monkeypatch.chdir(tmp_path)
    assert find_above([path]) == ["netproof.yaml"]


def test_a_folder_named_stands_for_its_files(tmp_path: Path) -> None:
    written(tmp_path, "other.yaml", "a/x.invariants.yml", "a/b/netproof.yaml", "a/.c/netproof.yaml")
    other, folder = str(tmp_path / "other.yaml"), str(tmp_path / "a")
    inside = [str(tmp_path / "a/x.invariants.yml"), str(tmp_path / "a/b/netproof.yaml")]

    assert named_specs([other, folder, inside[0]]) == [other, *inside]
    assert named_specs(["gone.yaml"]) == ["gone.yaml"]


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    written(tmp_path, "a/other.yaml")
    with pytest.raises(InputError, match=r"a:1:1: NP950.*a folder without any.*netproof\.yaml"):
        named_specs([str(tmp_path / "a")])
