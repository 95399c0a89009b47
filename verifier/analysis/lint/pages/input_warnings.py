"""NP9xx: inputs that are taken, with a warning."""

from verifier.analysis.lint.pages.inputs import API, policy
from verifier.analysis.lint.rule import Rule

SINCE = "0.1"
READ = "Read off the input; no pods are needed."
ONE = policy("{}", API)
ADMIN = """\
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: web}
spec:
  priority: 10
  subject: {namespaces: {}}
  ingress:
    - action: Deny
      from: [{namespaces: {matchLabels: {team: dev}}}]
      ports: [{namedPort: NAME}]
"""

RULES = (
    Rule(
        code="NP914",
        name="sloppy-cidr",
        severity="warning",
        summary="A CIDR that the API server takes with a warning: host bits, leading zeros.",
        why="It is read as another range than it seems to say, and later versions of Kubernetes "
        "refuse it.",
        bad=policy("{}", "    - from: [{ipBlock: {cidr: 198.51.100.9/24}}]\n"),
        good=policy("{}", "    - from: [{ipBlock: {cidr: 198.51.100.0/24}}]\n"),
        proof=READ,
        blind="",
        since=SINCE,
    ),
    Rule(
        code="NP915",
        name="repeated-object",
        severity="info",
        summary="The same object twice; it counts once.",
        why="An edit of one copy makes the two differ, which is an error.",
        bad=ONE + ONE,
        good=ONE,
        proof=READ,
        blind="",
        since=SINCE,
    ),
    Rule(
        code="NP917",
        name="never-matches",
        severity="warning",
        summary="A part of an admin policy that can match nothing.",
        why="The API server takes it, and it admits or blocks nothing.",
        bad=ADMIN.replace("NAME", "Http_Port"),
        good=ADMIN.replace("NAME", "http"),
        proof=READ,
        blind="",
        since=SINCE,
    ),
)
