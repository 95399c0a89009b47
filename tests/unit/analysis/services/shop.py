"""A shop behind Services, in YAML, and its parts."""

from verifier.manifests import Manifests, load_texts
from verifier.resources import Service

PODS = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web, version: one}}
    spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web-two, namespace: shop}
spec:
  template:
    metadata: {labels: {app: web, version: two}}
    spec:
      containers:
      - {name: c, ports: [{name: http, containerPort: 8081}, {name: dns, containerPort: 54}]}
      - name: d
        ports: [{name: http, containerPort: 9}, {name: dns, containerPort: 53, protocol: UDP}]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: c, ports: [{containerPort: 5432}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: elsewhere, labels: {app: web}}
spec: {containers: [{name: c, ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: ended, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, ports: [{name: http, containerPort: 80}]}]}
status: {phase: Succeeded}
"""

# Two pods of one workload, of which one has a port that is called http.
MIX = """\
apiVersion: v1
kind: Pod
metadata:
  name: one
  namespace: shop
  labels: {app: mix}
  ownerReferences: [{apiVersion: a/v1, kind: Set, name: mix, controller: true, uid: u}]
spec: {containers: [{name: c, ports: [{name: http, containerPort: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata:
  name: two
  namespace: shop
  labels: {app: mix}
  ownerReferences: [{apiVersion: a/v1, kind: Set, name: mix, controller: true, uid: u}]
spec: {containers: [{name: c, ports: [{name: other, containerPort: 80}]}]}
"""


def service(spec: str, name: str = "s", namespace: str = "shop") -> str:
    """A Service with this spec."""
    meta = f"{{name: {name}, namespace: {namespace}}}"
    return f"apiVersion: v1\nkind: Service\nmetadata: {meta}\nspec: {spec}\n"


def shop(*more: str) -> Manifests:
    """The shop with further documents."""
    return load_texts({"shop.yaml": "---\n".join((PODS, *more))})


def only_service(manifests: Manifests) -> Service:
    """The one Service."""
    (found,) = manifests.services
    return found
