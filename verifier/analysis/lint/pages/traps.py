"""NP3xx: policies that mean something else than most readers take them to mean."""

from verifier.analysis.lint.pages.inputs import policy
from verifier.analysis.lint.rule import Rule

SINCE = "0.1"
SOLVED = (
    "A flow that the policy allows, and the other reading of it does not, is found among all "
    "possible pods and replayed on the reference evaluator. Where other policies allow the "
    "difference anyway, nothing is reported."
)
EGRESS = "[Egress]"
TO_DB = "    - to: [{podSelector: {matchLabels: {app: db}}}]\n      ports: [{port: 5432}]\n"
DNS = (
    "    - to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]\n"
    "      ports: [{port: 53, protocol: UDP}, {port: 53}]\n"
)
NOT_IN = (
    "    - from:\n"
    "        - podSelector:\n"
    "            matchExpressions: [{key: app, operator: NotIn, values: [web]}]\n"
)
BEHIND_A_SERVICE = """\
apiVersion: v1
kind: Pod
metadata: {{name: web, namespace: shop, labels: {{app: web}}}}
spec: {{containers: [{{name: main, image: "web:1", ports: [{{containerPort: 8080}}]}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: web, namespace: shop}}
spec: {{selector: {{app: web}}, ports: [{{port: 80, targetPort: 8080}}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: web, namespace: shop}}
spec:
  podSelector: {{matchLabels: {{app: web}}}}
  policyTypes: [Ingress]
  ingress:
    - from: [{{podSelector: {{}}}}]
      ports: [{{port: {}}}]
"""

RULES = (
    Rule(
        code="NP301",
        name="or-for-and",
        severity="warning",
        summary="namespaceSelector and podSelector as two items, where one was likely meant.",
        why="Two items of a list mean either; one item with both means both. A dash too many "
        "admits every pod of the chosen namespaces, and the chosen pods of the policy's own.",
        bad=policy(
            "{}",
            "    - from:\n"
            "        - namespaceSelector: {matchLabels: {team: web}}\n"
            "        - podSelector: {matchLabels: {app: front}}\n",
        ),
        good=policy(
            "{}",
            "    - from:\n"
            "        - namespaceSelector: {matchLabels: {team: web}}\n"
            "          podSelector: {matchLabels: {app: front}}\n",
        ),
        proof=SOLVED,
        blind="Whether either was meant. Only neighbours are compared, and no empty selectors.",
        since=SINCE,
    ),
    Rule(
        code="NP302",
        name="no-dns",
        severity="warning",
        summary="Pods that may send somewhere, and cannot resolve names.",
        why="Once a pod is isolated for egress, its lookups are cut off too: what it may reach by "
        "address it cannot find by name.",
        bad=policy("{}", TO_DB, types=EGRESS),
        good=policy("{}", TO_DB + DNS, types=EGRESS),
        proof="No pod that the policy selects is allowed any flow to a port of DNS (53, and 5353 "
        "and 853 as some clusters have it), by all policies together, for all possible pods.",
        blind="Resolvers on other ports, and on the node (the own node may be reachable anyway); "
        "whether the resolver is among the allowed destinations.",
        since=SINCE,
    ),
    Rule(
        code="NP303",
        name="not-in-admits-the-unlabelled",
        severity="warning",
        summary="A peer with NotIn that admits what lacks the label.",
        why="NotIn matches where the key is absent. A pod that nobody labelled gets in.",
        bad=policy("{}", NOT_IN),
        good=policy(
            "{}",
            NOT_IN.replace(
                "[{key: app, operator: NotIn, values: [web]}]",
                "[{key: app, operator: NotIn, values: [web]}, {key: app, operator: Exists}]",
            ),
        ),
        proof=SOLVED + " The other reading asks for the key besides.",
        blind="NotIn in the policy's own selector, where it isolates more pods rather than fewer.",
        since=SINCE,
    ),
    Rule(
        code="NP304",
        name="egress-isolates-ingress",
        severity="warning",
        summary="Egress rules without policyTypes, which also isolate ingress.",
        why="Without policyTypes every policy is about ingress, and about egress as well if it has "
        "egress rules. With no ingress rule, nobody reaches the pods.",
        bad=policy("{}", TO_DB + DNS, types=EGRESS).replace("  policyTypes: [Egress]\n", ""),
        good=policy("{}", TO_DB + DNS, types=EGRESS),
        proof=SOLVED + " The other reading has policyTypes [Egress].",
        blind="",
        since=SINCE,
    ),
    Rule(
        code="NP305",
        name="empty-egress-isolates-nothing",
        severity="error",
        summary="`egress: []` without policyTypes.",
        why="It reads like deny all egress. The API server takes an empty list for an absent one, "
        "so policyTypes become [Ingress], and all egress stays open.",
        bad="apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        "metadata: {name: db, namespace: shop}\n"
        "spec: {podSelector: {}, ingress: [], egress: []}\n",
        good="apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        "metadata: {name: db, namespace: shop}\n"
        "spec: {podSelector: {}, policyTypes: [Ingress, Egress], ingress: [], egress: []}\n",
        proof="Read off the policy: effective policyTypes are [Ingress].",
        blind="An egress that is written as null, or not at all.",
        since=SINCE,
    ),
    Rule(
        code="NP306",
        name="port-of-a-service",
        severity="warning",
        summary="The port of a Service, where policies match the port of the pods behind it.",
        why="A connection to a Service is sent on to a pod before policies judge it, so its port "
        "is then the targetPort. The rule admits a port on which nobody receives, and not the one "
        "that was meant.",
        bad=BEHIND_A_SERVICE.format(80),
        good=BEHIND_A_SERVICE.format(8080),
        proof="A Service of the input leads from this port to another one of the declared pods "
        "that the rule leads to, and none of those declares the port itself or receives on it by "
        "any Service.",
        blind="Ranges of ports, Services whose endpoints somebody else writes, and rules that lead "
        "to pods which are not declared.",
        since=SINCE,
    ),
    Rule(
        code="NP307",
        name="range-may-hold-pods",
        severity="info",
        summary="An ipBlock with addresses that pods may have.",
        why="The API leaves open whether a range matches pods, and plugins differ: the same policy "
        "admits pods in one cluster and not in another. Addresses of pods change, too.",
        bad=policy("{}", "    - from: [{ipBlock: {cidr: 10.0.0.0/8}}]\n"),
        good=policy("{}", "    - from: [{ipBlock: {cidr: 198.51.100.0/24}}]\n"),
        proof="An address of the range that is in no except, and in the ranges that pods usually "
        "have (10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7) or that of a declared pod.",
        blind="The pod range of your cluster. Ranges wider than /8: they are reported as open.",
        since=SINCE,
    ),
)
