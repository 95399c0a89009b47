"""What lint finds in published manifests and in the examples: each finding is reviewed, and it is
said why it is true."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.conformance.cases import ROOT
from verifier.analysis.lint.run import lint
from verifier.manifests import load_manifests

REVIEWED = Path(__file__).parent / "reviewed"
REAL = ROOT.parent / "shared" / "real"
EXAMPLES = ROOT / "specs" / "examples"
PUBLISHED = ("argo-cd", "kube-prometheus", "online-boutique")
FOLDERS = {
    "three-tier": "three-tier",
    "notin-gap-strict": "notin-gap/strict",
    "notin-gap-loosened": "notin-gap/loosened",
    "selectors": "selectors",
    "defaults": "defaults",
    "several-files": "several-files",
    "tiers": "tiers",
    "services": "services",
}


def reviewed(name: str) -> Iterator[tuple[str, str, str]]:
    """Code, object and field of each finding that someone looked at."""
    text = (REVIEWED / f"{name}.yaml").read_text(encoding="utf-8")
    for entry in yaml.safe_load(text):
        assert set(entry) == {"code", "object", "field", "why"}
        assert len(entry["why"].split()) > 5, entry
        yield entry["code"], entry["object"], entry["field"]


def found(folder: Path) -> list[tuple[str, str, str]]:
    """Code, object and field of each finding."""
    report = lint(load_manifests((str(folder),)))
    assert report.unknown == ()
    return [(f.code, f.object, f.field) for f in report.findings]


@pytest.mark.parametrize("name", PUBLISHED)
def test_what_is_found_in_published_manifests_is_reviewed(name: str) -> None:
    if not (REAL / name).exists():
        pytest.skip(f"no manifests: {REAL / name} does not exist")
    assert sorted(found(REAL / name)) == sorted(reviewed(name))


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_found_in_the_examples_is_reviewed(name: str) -> None:
    assert sorted(found(EXAMPLES / FOLDERS[name])) == sorted(reviewed(name))


def test_nothing_is_left_over() -> None:
    assert {path.stem for path in REVIEWED.iterdir()} == {*PUBLISHED, *FOLDERS}
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == {
        folder.partition("/")[0] for folder in FOLDERS.values()
    }
