"""What rendered documents say of their origin, and where that lies."""

from pathlib import Path

import pytest

from verifier.manifests.origins import Origin, document_around, find_source, origin_of

HELM = """\
---
# Source: shop/templates/db.yaml
apiVersion: v1
kind: Pod
---
# a comment
# Source: shop/charts/redis/templates/a b.yaml

apiVersion: v1
---
apiVersion: v1
# Source: not/at/the/top.yaml
kind: Pod
"""
KUSTOMIZE = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  annotations:
    config.kubernetes.io/origin: |
      {fields}
    other: "path: x"
  name: db
"""


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        (3, Origin("shop/templates/db.yaml", "shop")),
        (4, Origin("shop/templates/db.yaml", "shop")),
        (9, Origin("shop/charts/redis/templates/a b.yaml", "shop")),
        (11, None),
        (13, None),
    ],
)
def test_the_comment_of_helm(line: int, origin: Origin | None) -> None:
    lines = HELM.splitlines()

    assert origin_of([lines[index] for index in document_around(lines, line)]) == origin


@pytest.mark.parametrize(
    ("fields", "origin"),
    [
        ("path: ../../base/db.yaml", Origin("../../base/db.yaml")),
        (
            "path: db.yaml\n      repo: https://example.com/x\n      ref: v1",
            Origin("db.yaml", remote=True),
        ),
        (
            "configuredIn: kustomization.yaml\n      configuredBy:\n        kind: G",
            Origin("kustomization.yaml"),
        ),
        ("ref: v1", None),
    ],
)
def test_the_annotation_of_kustomize(fields: str, origin: Origin | None) -> None:
    assert origin_of(KUSTOMIZE.format(fields=fields).splitlines()) == origin


def test_a_document_without_origin() -> None:
    assert origin_of(["apiVersion: v1", "kind: Pod"]) is None
    assert origin_of([]) is None


def put(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_chart_lies_in_a_folder_of_any_name(tmp_path: Path) -> None:
    put(tmp_path / "deploy/app/Chart.yaml", "apiVersion: v2\nname: shop # the shop\n")
    put(tmp_path / "deploy/app/templates/db.yaml")
    put(tmp_path / "deploy/other/Chart.yaml", 'name: "other"\n')
    put(tmp_path / "deploy/other/templates/db.yaml")

    assert find_source(Origin("shop/templates/db.yaml", "shop"), str(tmp_path)) == str(
        tmp_path / "deploy/app/templates/db.yaml"
    )
    assert find_source(Origin("gone/templates/db.yaml", "gone"), str(tmp_path)) is None


def test_a_file_that_may_be_one_of_several_is_none(tmp_path: Path) -> None:
    put(tmp_path / "a/base/db.yaml")
    assert find_source(Origin("../../base/db.yaml"), str(tmp_path)) == str(
        tmp_path / "a/base/db.yaml"
    )

    put(tmp_path / "b/base/db.yaml")
    assert find_source(Origin("../../base/db.yaml"), str(tmp_path)) is None


@pytest.mark.parametrize("path", ["shop/../../secret", "shop/", "../..", "x/../y"])
def test_an_origin_leads_nowhere_else(path: str, tmp_path: Path) -> None:
    put(tmp_path / "secret")
    put(tmp_path / "in/Chart.yaml", "name: shop\n")

    assert find_source(Origin(path, "shop"), str(tmp_path / "in")) is None
    assert find_source(Origin(path), str(tmp_path / "in")) is None


def test_other_repositories_are_not_searched(tmp_path: Path) -> None:
    put(tmp_path / "db.yaml")

    assert find_source(Origin("db.yaml", remote=True), str(tmp_path)) is None
