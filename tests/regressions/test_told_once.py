"""Messages that said a thing twice, or something else than what is wrong."""

from pathlib import Path

import pytest

from tests.cli.running import run
from verifier.dialect import parse_dialect
from verifier.errors import InputError, UsageError
from verifier.invariants import read_spec


@pytest.mark.parametrize(
    "text",
    ["apiVersion: netproof/v1\ncases: [a, a\n", "apiVersion: netproof/v1\ncases: {a: b, a: c}"],
)
@pytest.mark.parametrize("command", ["check", "coverage"])
def test_a_file_that_is_no_yaml(command: str, text: str, tmp_path: Path) -> None:
    """It was told once of the invariants, and once of the manifests."""
    (tmp_path / "netproof.yaml").write_text(text)
    done = run(command, cwd=tmp_path)

    assert done.code == 2
    assert done.err.count("error[") == 1, done.err
    assert "./netproof.yaml" not in done.err


def test_the_advice_about_a_label_without_its_end() -> None:
    """It was: write from.namespace.labels.namespace.labels.tenant."""
    text = (
        "apiVersion: netproof/v1\n"
        "invariants: [{isolate: {by: namespace.labels.tenant, missing: deny}}]\n"
    )
    with pytest.raises(InputError, match=r"\(write from\.namespace\.labels\.tenant\)"):
        read_spec(text, "netproof.yaml")


def test_the_readings_of_ties() -> None:
    """`any` was among them twice."""
    with pytest.raises(UsageError, match=r"expected any, by-name$"):
        parse_dialect("ties=by-nam")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """It was said that no invariants file lies in it."""
    done = run("check", "nowhere", cwd=tmp_path)

    assert done.code == 2
    assert "nowhere: no such file or folder" in done.err
