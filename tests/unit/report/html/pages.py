"""Overviews of small inputs, written out."""

from pathlib import Path

from verifier.analysis.overview.results import Overview
from verifier.analysis.overview.surveying import survey
from verifier.invariants import read_spec
from verifier.manifests import load_manifests

ROOT = Path(__file__).resolve().parents[4]
SHOP = ROOT / "specs/examples/three-tier"
HOSTILE = "</script><img src=x onerror=alert(1)>\u202e"
POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: p-{number}, namespace: n-{space}, labels: {{app: a-{number}}}}}
spec: {{containers: [{{name: c, image: i}}]}}
---
"""
POLICY = """\
# {hostile}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: only-p0, namespace: n-0}}
spec:
  podSelector: {{matchLabels: {{app: a-0}}}}
  ingress:
    - from: [{{podSelector: {{matchLabels: {{app: a-1}}}}}}]  # {hostile}
      ports: [{{port: 5432}}]
"""
SPEC = """\
apiVersion: netproof/v1
groups:
  one: {{namespace: n-0, pods: app=a-0}}
  two: {{namespace: n-0, pods: app=a-1}}
invariants:
  - {{id: x, title: "{hostile}", never: {{from: two, to: one}}}}
"""


def crowd(folder: Path, pods: int, spaces: int, most: int = 10) -> Overview:
    """`pods` pods in `spaces` namespaces, one of them isolated; hostile text wherever the API lets
    text be free."""
    text = "".join(POD.format(number=n, space=n % spaces) for n in range(pods))
    (folder / "pods.yaml").write_text(text)
    (folder / "policy.yaml").write_text(POLICY.format(hostile=HOSTILE), encoding="utf-8")
    spec = read_spec(SPEC.format(hostile=HOSTILE.replace("\u202e", "")), "spec.yaml")
    return survey(load_manifests([str(folder)]), [spec], most=most)
