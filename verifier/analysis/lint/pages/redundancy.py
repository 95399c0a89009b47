"""NP4xx: parts that can be removed, and nobody would notice."""

from verifier.analysis.lint.rule import Rule

SINCE = "0.1"
PROOF = (
    "For every possible pod and address, under every namespace label and every dialect, the "
    "policies admit the same with the part and without it, each direction by itself. All removable "
    "parts of a report are proved together: they can go at once."
)
BLIND = (
    "What only the other side of the flow blocks is defence in depth, and not reported. Of two "
    "equal parts one is reported."
)
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
"""
API = "    - from: [{podSelector: {matchLabels: {app: api}}}]\n      ports: [{port: 5432}]\n"
NARROW = (
    "    - from: [{podSelector: {matchLabels: {app: api, tier: back}}}]\n"
    "      ports: [{port: 5432}]\n"
)
EQUAL = (POLICY + API).replace("name: db,", "name: db-again,")
DENY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
"""
OPEN = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: open, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
    - {}
"""
WITHIN = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: within, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {}}]
"""
POD = """\
---
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop, labels: {labels}}}
spec: {{containers: [{{name: main, image: "{name}:1"}}]}}
"""
EITHER = (
    DENY
    + "---\n"
    + POLICY
    + "    - from:\n"
    + "        - podSelector: {matchLabels: {app: api}}\n"
    + "        - podSelector: {matchLabels: {tier: back}}\n"
    + POD.format(name="db", labels="{app: db}")
)

RULES = (
    Rule(
        code="NP401",
        name="redundant-policy",
        severity="warning",
        summary="A policy whose removal changes nothing.",
        why="Other policies isolate the same pods and admit all that it admits. It only makes the "
        "next change harder: whoever tightens one of them finds the other still open.",
        bad=POLICY + API + "---\n" + EQUAL,
        good=POLICY + API,
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP402",
        name="redundant-rule",
        severity="warning",
        summary="A rule that other rules cover.",
        why="All that the rule admits is admitted without it. Tightening it has no effect, which "
        "nobody expects who reads it.",
        bad=POLICY + API + NARROW,
        good=POLICY + API,
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP403",
        name="redundant-peer",
        severity="warning",
        summary="An item of `from` or `to` that others cover.",
        why="The pods or addresses of the item are admitted without it.",
        bad=POLICY
        + "    - from:\n"
        + "        - podSelector: {matchLabels: {app: api}}\n"
        + "        - podSelector: {matchLabels: {app: api, tier: back}}\n",
        good=POLICY + "    - from: [{podSelector: {matchLabels: {app: api}}}]\n",
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP404",
        name="redundant-port",
        severity="warning",
        summary="An item of `ports` that others cover.",
        why="The ports of the item are admitted without it.",
        bad=POLICY
        + "    - from: [{podSelector: {matchLabels: {app: api}}}]\n"
        + "      ports: [{port: 5000, endPort: 6000}, {port: 5432}]\n",
        good=POLICY
        + "    - from: [{podSelector: {matchLabels: {app: api}}}]\n"
        + "      ports: [{port: 5000, endPort: 6000}]\n",
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP405",
        name="redundant-except",
        severity="warning",
        summary="An `except` that excludes nothing.",
        why="Another item admits the excluded addresses, or another except excludes them already. "
        "In the first case the exclusion that somebody meant does not happen.",
        bad=POLICY
        + "    - from:\n"
        + "        - ipBlock:\n"
        + "            cidr: 198.51.100.0/24\n"
        + "            except: [198.51.100.0/28, 198.51.100.8/29]\n",
        good=POLICY
        + "    - from:\n"
        + "        - ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.0/28]}\n",
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP406",
        name="redundant-selector-term",
        severity="warning",
        summary="A label or expression of a selector that changes nothing.",
        why="The other terms imply it, or what it keeps out is admitted elsewhere. In the second "
        "case the restriction that somebody meant does not happen.",
        bad=POLICY
        + "    - from:\n"
        + "        - podSelector:\n"
        + "            matchLabels: {app: api}\n"
        + "            matchExpressions: [{key: app, operator: Exists}]\n",
        good=POLICY + "    - from: [{podSelector: {matchLabels: {app: api}}}]\n",
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP407",
        name="redundant-default-deny",
        severity="info",
        summary="A policy without rules, whose pods other policies isolate already.",
        why="It isolates no pod that would not be isolated without it. As a safety net it may be "
        "worth keeping: the others may be removed one day.",
        bad=DENY + "---\n" + WITHIN,
        good=WITHIN,
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP408",
        name="redundant-allow-all",
        severity="info",
        summary="A policy that isolates pods and admits everything again.",
        why="No other policy isolates these pods, so all is admitted without it too. Some keep it "
        "so that a later default deny does not cut the pods off.",
        bad=OPEN,
        good=OPEN.replace("    - {}\n", "    - from: [{podSelector: {}}]\n"),
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP409",
        name="covered-as-declared",
        severity="info",
        summary="A policy, rule or peer that others cover for the pods and namespaces of the "
        "input, and not for all that could exist.",
        why="As things are, nothing changes without it; the first pod or namespace with other "
        "labels may need it. Two rules that mean the same pods by different labels are often one "
        "that somebody forgot to delete.",
        bad=EITHER + POD.format(name="api", labels="{app: api, tier: back}"),
        good=EITHER
        + POD.format(name="api", labels="{app: api}")
        + POD.format(name="worker", labels="{tier: back}"),
        proof="Each declared pod that the policy may select, with each declared peer and each "
        "port, is admitted by other rules too, by the labels that pods and namespaces have in the "
        "input. Labels that only a controller knows, and those of namespaces without a Namespace "
        "object, count as unknown. It is never among what can be removed together, and never "
        "fixed.",
        blind="Ports, excepts and terms of selectors; rules that admit addresses; cover by the "
        "numbers that containers give to named ports; policies without rules, which are there for "
        "pods to come.",
        since=SINCE,
    ),
)
