"""`netproof init`: a file that `check` then proves entirely."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.running import ROOT, run

EXAMPLES = ROOT / "specs" / "examples"
REAL = ROOT.parent / "shared" / "real"
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 5432}]
"""
PODS = """\
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, image: registry.example/db:1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, image: registry.example/api:1}]}
"""


def folders() -> list[Path]:
    """Every example, and the published manifests where they are beside the project."""
    examples = sorted({path.parent for path in EXAMPLES.rglob("*.yaml")})
    leaves = [path for path in examples if not any(path in other.parents for other in examples)]
    roots = [path for path in leaves if (path / "netproof.yaml").exists()]
    real = sorted(path for path in REAL.iterdir() if path.is_dir()) if REAL.exists() else []
    return [*roots, *real]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "policy.yaml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "pods.yaml").write_text(PODS, encoding="utf-8")
    return tmp_path


def test_there_are_examples() -> None:
    assert len(folders()) >= 5


@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.name)
def test_all_that_it_writes_is_proved(folder: Path, tmp_path: Path) -> None:
    drafted = run("init", str(folder))
    file = tmp_path / "netproof.yaml"
    file.write_text(drafted.out, encoding="utf-8")
    checked = run("check", str(folder), "-f", str(file), "-o", "json")
    verdicts = [entry["verdict"] for entry in json.loads(checked.out)["invariants"]]

    assert (drafted.code, checked.code) == (0, 0), drafted.err + checked.err
    assert len(verdicts) > 1
    assert set(verdicts) == {"proved"}


@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.name)
def test_twice_gives_the_same_text(folder: Path) -> None:
    first = run("init", str(folder), PYTHONHASHSEED="1")

    assert run("init", str(folder), PYTHONHASHSEED="2").out == first.out


def test_who_reaches_the_database(shop: Path) -> None:
    ran = run("init", str(shop))

    assert "  - only api reaches db:5432\n" in ran.out
    assert "  api: {namespace: shop, pods: app=api}\n" in ran.out
    assert "isolated: {group: db, direction: ingress}" in ran.out
    assert "# Left out, workloads that no NetworkPolicy selects: 1\n#  - shop/api[Pod]\n" in ran.out
    assert "left out, workloads that no NetworkPolicy selects: 1" in ran.err


def test_write_puts_the_file_into_the_folder(shop: Path) -> None:
    shown = run("init", str(shop))
    ran = run("init", str(shop), "--write")

    assert (ran.code, ran.out) == (0, "")
    assert f"wrote {shop / 'netproof.yaml'}" in ran.err
    assert (shop / "netproof.yaml").read_text(encoding="utf-8") == shown.out
    assert run("check", str(shop)).code == 0


def test_write_beside_a_file(shop: Path) -> None:
    ran = run("init", str(shop / "policy.yaml"), "--write")

    assert ran.code == 0
    assert (shop / "netproof.yaml").exists()


def test_write_never_overwrites(shop: Path) -> None:
    (shop / "netproof.yaml").write_text("mine\n", encoding="utf-8")
    ran = run("init", str(shop), "--write")

    assert ran.code == 2
    assert "is not overwritten" in ran.err
    assert (shop / "netproof.yaml").read_text(encoding="utf-8") == "mine\n"


def test_write_follows_no_dangling_link(shop: Path) -> None:
    (shop / "netproof.yaml").symlink_to(shop / "elsewhere.yaml")
    ran = run("init", str(shop), "--write")

    assert ran.code == 2
    assert not (shop / "elsewhere.yaml").exists()


def test_manifests_from_standard_input() -> None:
    ran = run("init", "-", stdin=f"{POLICY}---\n{PODS}")

    assert ran.code == 0
    assert "only api reaches db:5432" in ran.out


def test_without_policies_there_is_nothing_to_say(tmp_path: Path) -> None:
    (tmp_path / "pods.yaml").write_text(PODS, encoding="utf-8")
    ran = run("init", str(tmp_path))

    assert ran.code == 0
    assert "invariants: []\n" in ran.out
    assert "shop/api[Pod]" in ran.out
    assert "no NetworkPolicy" in ran.err
    assert "nothing can be said" in ran.err


def test_a_kind_that_is_not_modelled_leaves_nothing_proved(shop: Path) -> None:
    text = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: x}\n"
    (shop / "cilium.yaml").write_text(text, encoding="utf-8")
    ran = run("init", str(shop))

    assert ran.code == 0
    assert "invariants: []\n" in ran.out
    assert "cilium.io/v2 CiliumNetworkPolicy" in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-such-folder"], "no such file or folder"),
        ([".", "--timeout", "0"], "--timeout"),
        ([".", "-n", "No"], "not the name of a namespace"),
    ],
)
def test_wrong_usage(arguments: list[str], words: str) -> None:
    ran = run("init", *arguments)

    assert ran.code == 2
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_an_input_without_kubernetes_is_an_error(tmp_path: Path) -> None:
    shutil.copy(ROOT / "README.md", tmp_path / "README.md")
    ran = run("init", str(tmp_path))

    assert ran.code == 2
    assert ran.out == ""
