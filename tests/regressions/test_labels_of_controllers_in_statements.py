"""A statement said that a controller labels a pod "without label pod-template-hash or with ...":
the label is always there, and only its value is open (M-02)."""

from pathlib import Path

from tests.cli.running import run

OBJECTS = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: db, namespace: shop}
spec:
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: main}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress: [{from: [{podSelector: {matchLabels: {pod-template-hash: abc}}}]}]
"""
SPEC = """\
apiVersion: netproof/v1
groups: {hashed: {namespace: shop, pods: pod-template-hash=abc, undeclared: true}}
invariants: [{never: {from: hashed, to: shop/db}, level: declared}]
"""


def test_the_label_is_there(tmp_path: Path) -> None:
    (tmp_path / "objects.yaml").write_text(OBJECTS)
    (tmp_path / "netproof.yaml").write_text(SPEC)
    ran = run("check", str(tmp_path), "--all", "--quiet")

    assert ran.code == 1, ran.err
    assert ran.out.count("the source's controller labels it with pod-template-hash=abc") == 2
    assert "without label" not in ran.out
