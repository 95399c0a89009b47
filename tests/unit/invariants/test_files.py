"""Where invariants files are found, and how they are opened."""

from pathlib import Path

import pytest

from tests.unit.invariants.wrong import HEAD
from verifier.errors import InputError
from verifier.invariants import find_specs, load_spec


def test_files_are_found_below_folders_and_beside_files(tmp_path: Path) -> None:
    for name in ("netproof.yaml", "a/x.invariants.yml", "a/pods.yaml", ".git/netproof.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(HEAD)
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
