"""A folder with a chart in it: one problem, with the command that renders it."""

from pathlib import Path

import pytest

from verifier.errors import InputError
from verifier.manifests import load_manifests

TEMPLATE = "{{- if .Values.open }}\nkind: NetworkPolicy\n{{- end }}\n"
BROKEN = "a: [\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    templates = tmp_path / "my charts/app/templates"
    templates.mkdir(parents=True)
    (templates.parent / "Chart.yaml").write_text("name: shop\n")
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        (templates / name).write_text(TEMPLATE)
    return tmp_path


def problems(*sources: str) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        load_manifests(sources)
    return [(str(p.location), p.message, p.advice) for p in caught.value.problems]


def test_a_chart_is_told_once(folder: Path) -> None:
    assert problems(".") == [
        (
            "my charts/app/templates/a.yaml:1:3",
            "a template of the chart my charts/app, not a manifest (and in 2 more of the chart)",
            "render the chart: helm template 'my charts/app' | netproof check -",
        )
    ]


def test_inside_the_chart(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder / "my charts/app")

    ((_, _, advice),) = problems("templates/b.yaml")
    assert advice == "render the chart: helm template . | netproof check -"


def test_other_problems_stay(folder: Path) -> None:
    (folder / "broken.yaml").write_text(BROKEN)
    (folder / "loose.yaml").write_text(TEMPLATE)
    found = problems(".")

    assert len(found) == 3
    assert [advice for place, _, advice in found if place.startswith("loose.yaml")] == [
        "this looks like a template: render it first (helm template, kustomize build)"
    ]


def test_skipped_files_are_each_an_assumption(folder: Path) -> None:
    (folder / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n")
    manifests = load_manifests(["."], skip_unreadable=True)

    assert len(manifests.skipped) == 3
    assert len(manifests.pods) == 1
