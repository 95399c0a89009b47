"""The guides for contributors name what exists."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ["CONTRIBUTING.md", "SECURITY.md", "specs/ci.md", "specs/cluster.md", "specs/design.md"]
DESIGN = (ROOT / "specs/design.md").read_text(encoding="utf-8")


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


def test_no_address_is_made_up() -> None:
    """`netproof.dev/ignore` is the name of an annotation; nothing claims that there is a site."""
    where = [*ROOT.glob("*.*"), *ROOT.glob("docs/**/*.*"), *ROOT.glob("specs/**/*.*")]
    where += [*ROOT.glob("verifier/**/*.py"), *ROOT.glob("integrations/**/*.*")]
    kinds = {".md", ".py", ".yaml", ".yml", ".json", ".toml", ".sh", ".css"}
    texts = {path: path.read_text(encoding="utf-8") for path in where if path.suffix in kinds}
    made_up = [
        str(path.relative_to(ROOT))
        for path, text in texts.items()
        if re.search(r"netproof\.(dev|io|org|com)(?!/ignore)", text)
    ]

    assert len(texts) > 300
    assert made_up == []


def test_the_placeholder_is_explained_once_and_marked_everywhere() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("specs/*.md")]
    lines = [line for page in pages for line in page.read_text("utf-8").splitlines()]
    used = [line for line in lines if re.search(r"(uses|repo): .*OWNER/netproof", line)]

    assert len([line for line in lines if "`OWNER/netproof` stands for" in line]) == 1
    assert len(used) == 3
    assert all(line.endswith("# replace OWNER and REF") for line in used)


def test_the_page_on_the_design_names_every_room() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    contracts = {contract["id"]: contract for contract in tools["importlinter"]["contracts"]}
    rooms = [room for layer in contracts["layers"]["layers"] for room in layer.split(" | ")]
    section = DESIGN.split("## Rooms")[1].split("##")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    named = [room for row in rows for room in re.findall(r"`(\w+)`", row.split("|")[1])]

    assert named == [room for room in rooms if room != "__main__"]


def test_the_page_on_the_design_names_every_law() -> None:
    laws = {path.name for path in (ROOT / "tests/laws").glob("test_*.py")}

    assert {name for name in laws if name not in DESIGN} == set()


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
