"""The guides for contributors name what exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ["CONTRIBUTING.md", "SECURITY.md", "specs/ci.md", "specs/cluster.md"]


@pytest.mark.parametrize("guide", GUIDES)
def test_the_links_lead_somewhere(guide: str) -> None:
    text = (ROOT / guide).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]

    assert [link for link in links if not ((ROOT / guide).parent / link).exists()] == []


def test_the_files_named_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:verifier|tests|specs|\.ci)/[\w./]*)`", text)
    created = {"verifier/report/ci/NAME.py"}

    assert len(named) > 15
    assert [name for name in named if name not in created and not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("verifier/cli/formats.py", ["CI = (", "def _render("]),
        ("tests/unit/report/ci/test_golden.py", ["WRITERS"]),
        ("verifier/analysis/lint/run.py", ["FAMILIES"]),
        ("verifier/analysis/lint/context.py", ["def finding("]),
        ("verifier/query/queries.py", ["class Verb("]),
        ("verifier/manifests/objects.py", ["MODELLED"]),
    ],
)
def test_the_names_in_them_exist(path: str, names: list[str]) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")

    assert [name for name in names if name not in text] == []
