"""Completion, asked as a shell asks for it."""

from pathlib import Path

import pytest

from tests.cli.running import ROOT, run
from verifier.analysis.lint.registry import RULES


def offered(*words: str, cwd: Path = ROOT) -> list[str]:
    """What bash would offer for the last word."""
    ran = run(
        cwd=cwd,
        PYTHONPATH=str(ROOT),
        _NETPROOF_COMPLETE="complete_bash",
        COMP_WORDS=" ".join(("netproof", *words)),
        COMP_CWORD=str(len(words)),
    )
    assert ran.err == ""
    return ran.out.split()


@pytest.mark.parametrize(
    "words",
    [
        ("check", "specs/examples/three-tier", "--select", "b"),
        ("check", "-f", "specs/examples/three-tier/netproof.yaml", "--select", "b"),
    ],
)
def test_ids_of_the_files_that_would_be_judged(words: tuple[str, ...]) -> None:
    assert offered(*words) == ["backend-resolves-names"]


def test_ids_of_the_current_folder() -> None:
    found = offered("check", "--select", "q", cwd=ROOT / "specs/examples/three-tier")

    assert found == ["queries-arrive"]


def test_a_file_that_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    (tmp_path / "netproof.yaml").write_text("apiVersion: netproof/v1\ninvariants: [x]\n")

    assert offered("check", "--select", "", cwd=tmp_path) == []
    assert offered("check", "-f", "gone.yaml", "--select", "") == []


def test_codes() -> None:
    codes = [rule.code for rule in RULES]

    assert offered("rule", "") == codes
    assert offered("rule", "NP50") == ["NP501", "NP502"]
    assert offered("lint", "--select", "NP5") == ["NP5", "NP501", "NP502"]
    assert offered("lint", "--ignore", "x") == []


def test_formats_and_commands() -> None:
    assert offered("check", "-o", "s") == ["sarif"]
    assert offered("co") == ["coverage"]
