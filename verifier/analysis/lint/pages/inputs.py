"""The inputs of the pages' examples: one policy in namespace shop, and its pods."""

API = "    - from: [{podSelector: {matchLabels: {app: api}}}]\n"
DB = """\
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: [{name: db, image: db, ports: [{name: sql, containerPort: 5432}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, image: api, ports: [{name: sql, containerPort: 5432}]}]}
"""


def policy(selector: str, rules: str, name: str = "db", types: str = "[Ingress]") -> str:
    """A policy with these rules of its first type."""
    field = types.strip("[]").partition(",")[0].lower()
    text = (
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        f"metadata: {{name: {name}, namespace: shop}}\n"
        f"spec:\n  podSelector: {selector}\n  policyTypes: {types}\n"
    )
    return text + (f"  {field}:\n{rules}" if rules else "")
