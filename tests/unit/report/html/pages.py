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
UNITS = """\
apiVersion: v1
kind: Pod
metadata:
  {name: one, namespace: here, labels: {app: x}, ownerReferences: [{kind: ReplicaSet,
    name: r, controller: true, apiVersion: apps/v1, uid: a}]}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: Pod
metadata:
  {name: two, namespace: here, labels: {app: w}, ownerReferences: [{kind: ReplicaSet,
    name: r, controller: true, apiVersion: apps/v1, uid: a}]}
spec: {containers: [{name: c, image: i}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: s, namespace: here}
spec:
  selector: {matchLabels: {app: z}}
  template: {metadata: {labels: {app: z}}, spec: {containers: [{name: c, image: i}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: t, namespace: there}
spec:
  selector: {matchLabels: {app: x}}
  template: {metadata: {labels: {app: x}}, spec: {containers: [{name: c, image: i}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: some, namespace: here}
spec:
  podSelector: {matchExpressions: [{key: app, operator: In, values: [x, z]}]}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: w}}}, {ipBlock: {cidr: 198.51.100.0/24}}]
    - from: [{podSelector: {matchLabels: {statefulset.kubernetes.io/pod-name: s-0}}}]
      ports: [{port: 80}]
  egress:
    - to: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.0/30]}}, {namespaceSelector: {}}]
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
    folder.mkdir(exist_ok=True)
    text = "".join(POD.format(number=n, space=n % spaces) for n in range(pods))
    (folder / "pods.yaml").write_text(text)
    (folder / "policy.yaml").write_text(POLICY.format(hostile=HOSTILE), encoding="utf-8")
    spec = read_spec(SPEC.format(hostile=HOSTILE.replace("\u202e", "")), "spec.yaml")
    return survey(load_manifests([str(folder)]), [spec], most=most)
