"""NP41x and NP31x: policies of administrators among themselves, and above NetworkPolicies."""

from verifier.analysis.lint.rule import Rule

SINCE = "0.1"
HEAD = """\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: NAME}
spec:
  tier: Admin
  priority: PRIORITY
  subject: {namespaces: {matchLabels: {tenant: blue}}}
  ingress:
"""
ACCEPT = (
    "    - action: Accept\n"
    "      from: [{namespaces: {matchLabels: {tenant: blue}}}]\n"
    "      protocols: [{tcp: {destinationPort: {number: 8080}}}]\n"
)
DENY = "    - action: Deny\n      from: [{namespaces: {}}]\n"
OWNER = """\
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress:
    - to: [{namespaceSelector: {matchLabels: {purpose: dns}}}]
      ports: [{port: 53, protocol: UDP}]
"""
ALL_EGRESS = """\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: lockdown}
spec:
  tier: Admin
  priority: 1
  subject: {namespaces: {}}
  egress:
    - action: ACTION
      to: [{networks: ["0.0.0.0/0", "::/0"]}]
"""


def head(name: str, priority: int) -> str:
    """The begin of a policy."""
    return HEAD.replace("NAME", name).replace("PRIORITY", str(priority))


RULES = (
    Rule(
        code="NP311",
        name="tie-of-priorities",
        severity="warning",
        summary="Policies of equal priority that decide otherwise.",
        why="Of policies of one priority in one tier that match a connection, an implementation "
        "may apply any. Two plugins may treat the same traffic differently, or one plugin on two "
        "days.",
        bad=head("a", 5) + ACCEPT + "---\n" + head("b", 5) + DENY,
        good=head("a", 5) + ACCEPT + "---\n" + head("b", 6) + DENY,
        proof="Some flow of a possible pod gets another verdict when the other policy decides. The "
        "flow is replayed on the reference evaluator.",
        blind="Whether such pods exist today.",
        since=SINCE,
    ),
    Rule(
        code="NP411",
        name="shadowed-rule",
        severity="warning",
        summary="A rule of an administrators' policy that never decides.",
        why="Rules before it, in its own policy or in one of a lower number or a higher tier, "
        "decide about every flow that it matches. Whoever reads it believes in an effect that it "
        "lacks.",
        bad=head("a", 5) + DENY + ACCEPT,
        good=head("a", 5) + ACCEPT + DENY,
        proof="Whatever action the rule had, no verdict would change, for every possible pod and "
        "address, under every namespace label, and however ties end.",
        blind="NetworkPolicies that hide the Baseline tier in every declared namespace: the next "
        "namespace may have none.",
        since=SINCE,
    ),
    Rule(
        code="NP412",
        name="overridden-policy",
        severity="warning",
        summary="A NetworkPolicy about whose pods the Admin tier decides alone.",
        why="An Accept or a Deny of the Admin tier is final. The owner of the policy can change it "
        "at will, and nothing happens.",
        bad=ALL_EGRESS.replace("ACTION", "Deny") + OWNER,
        good=ALL_EGRESS.replace("ACTION", "Pass") + OWNER,
        proof="No flow of a possible pod that the policy selects, in a direction that it speaks "
        "about, gets past the Admin tier.",
        blind="Pods on the host network, of which the Admin tier says nothing.",
        since=SINCE,
    ),
)
