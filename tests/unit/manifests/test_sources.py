"""Where texts come from: files, folders, links, pipes, standard input, encodings."""

import codecs
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from verifier.errors import InputError, Problem
from verifier.location import Location
from verifier.manifests import Code, Manifests, load_manifests

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: %s}\n"


def pod(name: str) -> str:
    return POD % name


def names(loaded: Manifests) -> list[str]:
    return [each.name for each in loaded.pods]


def refusals(*sources: str) -> tuple[Problem, ...]:
    """The problems of sources that cannot be loaded."""
    with pytest.raises(InputError) as raised:
        load_manifests(sources)
    return raised.value.problems


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    for path in ("b.yaml", "a.yml", "c.json", "sub/d.yaml", "z.txt", ".git/e.yaml", ".f.yaml"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(pod(path[0].strip(".") + "-" + path[-4:].strip(".")))
    loaded = load_manifests([str(tmp_path)])
    assert names(loaded) == ["a-yml", "b-yaml", "c-json", "s-yaml"]
    assert next(iter(loaded.texts)) == str(tmp_path / "a.yml")


def test_a_named_file_needs_no_suffix_and_must_hold_an_object(tmp_path: Path) -> None:
    (tmp_path / "manifest").write_text(pod("a"))
    (tmp_path / "values.yaml").write_text("replicas: 3\n")
    assert names(load_manifests([str(tmp_path / "manifest")])) == ["a"]
    (problem,) = refusals(str(tmp_path / "values.yaml"))
    assert problem.code == Code.NO_OBJECT


def test_untyped_documents_of_folders_are_named(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("replicas: 3\n---\n- a\n")
    (tmp_path / "pod.yaml").write_text(pod("a"))
    path = str(tmp_path / "values.yaml")
    assert load_manifests([str(tmp_path)]).untyped == (Location(path, 1, 1), Location(path, 3, 1))


def test_an_object_without_api_version_is_an_error_in_folders_too(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text("kind: Pod\n")
    (problem,) = refusals(str(tmp_path))
    assert problem.advice == "add apiVersion: v1"


def test_each_file_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(pod("a"))
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    loaded = load_manifests([str(tmp_path), str(tmp_path / "a.yaml"), str(tmp_path)])
    assert names(loaded) == ["a"]
    assert [warning.code for warning in loaded.warnings] == [Code.NO_POLICY]


def test_loops_of_links_end(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.yaml").write_text(pod("a"))
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    assert names(load_manifests([str(tmp_path)])) == ["a"]


def test_linked_folders_are_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.yaml").write_text(pod("a"))
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "link").symlink_to(tmp_path / "real")
    assert names(load_manifests([str(tmp_path / "root")])) == ["a"]


def test_a_folder_that_is_called_like_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    (tmp_path / "x.yaml" / "a.yaml").write_text(pod("a"))
    assert names(load_manifests([str(tmp_path)])) == ["a"]
    assert names(load_manifests([str(tmp_path / "x.yaml")])) == ["a"]


@pytest.mark.parametrize(
    ("source", "advice"),
    [("nowhere", "spelling"), ("*.yaml", "pattern"), ("HEAD:k8s", "git:REV[:PATH]")],
)
def test_sources_that_do_not_exist(source: str, advice: str) -> None:
    (problem,) = refusals(source)
    assert problem.message == f"{source}: no such file or folder"
    assert advice in problem.advice


def test_nothing_in_a_folder(tmp_path: Path) -> None:
    (problem,) = refusals(str(tmp_path))
    assert problem.message == f"no Kubernetes object in {tmp_path}"


def test_standard_input_is_read_once() -> None:
    loaded = load_manifests(["-", "-"], stdin=lambda: pod("a"))
    assert names(loaded) == ["a"]
    assert loaded.pods[0].location.path == "<stdin>"


@pytest.mark.parametrize(
    "encoded",
    [
        pod("a").encode(),
        pod("a").encode("utf-8-sig"),
        pod("a").encode("utf-16"),
        codecs.BOM_UTF16_BE + pod("a").encode("utf-16-be"),
        pod("a").encode("utf-32"),
        pod("a").replace("\n", "\r\n").encode(),
    ],
)
def test_encodings(tmp_path: Path, encoded: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(encoded)
    assert names(load_manifests([str(tmp_path)])) == ["a"]


@pytest.mark.parametrize(
    ("content", "message", "line"),
    [
        (b"a: 1\nb: \xff\n", "not UTF-8 text: byte 8 is wrong", 2),
        (b"\x7fELF\0\0", "a binary file", 1),
        (codecs.BOM_UTF16_LE + b"a", "not UTF-16 text", 1),
    ],
)
def test_what_is_no_text(tmp_path: Path, content: bytes, message: str, line: int) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    (problem,) = refusals(str(tmp_path))
    assert problem.code == Code.UNREADABLE
    assert message in problem.message
    assert problem.location == Location(str(tmp_path / "a.yaml"), line, 1)
    assert problem.advice


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def make_secret(path: Path) -> None:
    path.write_text("")
    path.chmod(0)


@pytest.mark.parametrize("make", [make_fifo, make_dangling_link, make_secret])
def test_what_cannot_be_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "a.yaml"
    make(path)
    if make is make_secret and os.access(path, os.R_OK):
        pytest.skip("root can read everything")
    (problem, *_) = refusals(str(tmp_path))
    assert problem.code == Code.UNREADABLE
    assert problem.location == Location(str(path), 1, 1)
    assert problem.advice


def test_devices_are_refused() -> None:
    (problem, *_) = refusals("/dev/zero")
    assert "neither a file nor a folder" in problem.message


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="the system has no /dev/fd")
def test_process_substitution_is_read() -> None:
    end, start = os.pipe()
    with open(start, "w", encoding="utf-8") as writer:
        writer.write(pod("a"))
    try:
        assert names(load_manifests([f"/dev/fd/{end}"])) == ["a"]
    finally:
        os.close(end)


def test_unreadable_files_can_be_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(pod("a"))
    (tmp_path / "b.yaml").write_text(pod("b") + "---\nb: [\n")
    (tmp_path / "c.yaml").write_bytes(b"\xff")
    loaded = load_manifests([str(tmp_path)], skip_unreadable=True)
    assert names(loaded) == ["a"]
    assert [problem.code for problem in loaded.skipped] == [Code.UNREADABLE, Code.SYNTAX]
    assert list(loaded.texts) == [str(tmp_path / "a.yaml")]


def test_what_the_api_server_refuses_is_never_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(pod("UPPER"))
    with pytest.raises(InputError):
        load_manifests([str(tmp_path)], skip_unreadable=True)


def test_names_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a\udcff.yaml").write_text(pod("a"))
    assert load_manifests([str(tmp_path)]).pods[0].location.path.endswith("a\ufffd.yaml")
