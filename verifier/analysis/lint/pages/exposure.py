"""NP2xx: what policies leave open."""

from verifier.analysis.lint.pages.inputs import API, DB, policy
from verifier.analysis.lint.rule import Rule

SINCE = "0.1"
READ = "Read off the rule: the API gives an absent or empty list this meaning."
TENANT = """\
---
apiVersion: v1
kind: Namespace
metadata: {name: other-tenant}
"""
EGRESS = "[Egress]"
WITHIN = "    - to: [{podSelector: {}}]\n"

RULES = (
    Rule(
        code="NP201",
        name="not-isolated-for-ingress",
        severity="warning",
        summary="Declared pods that every source may reach.",
        why="Where no policy selects a pod for ingress, everything reaches it: every pod, and "
        "every address that is routed to it.",
        bad=policy("{matchLabels: {app: db}}", API) + DB,
        good=policy("{}", API) + DB,
        proof="No policy of the input may select the pods; unknown labels may have any value.",
        blind="Policies that are not in the input. Pods on the host network are left out: policies "
        "do not select them.",
        since=SINCE,
    ),
    Rule(
        code="NP202",
        name="not-isolated-for-egress",
        severity="info",
        summary="Declared pods that may reach everything, in namespaces that isolate others.",
        why="A pod that was taken over may send anywhere. Many start with ingress alone.",
        bad=policy("{}", API) + policy("{matchLabels: {app: db}}", "", "db-out", EGRESS) + DB,
        good=policy("{}", API) + policy("{}", WITHIN, "out", EGRESS) + DB,
        proof="No policy of the input may select the pods; unknown labels may have any value.",
        blind="Namespaces where no policy speaks of egress at all; policies that are not in the "
        "input.",
        since=SINCE,
    ),
    Rule(
        code="NP203",
        name="ingress-from-anywhere",
        severity="info",
        summary="An ingress rule that admits every source, or most of the internet.",
        why="Right for what faces the world, and for little else.",
        bad=policy("{}", "    - ports: [{port: 443}]\n"),
        good=policy("{}", API),
        proof=READ + " For a range: an address of the internet that it holds is shown.",
        blind="Ranges of /8 and narrower.",
        since=SINCE,
    ),
    Rule(
        code="NP204",
        name="egress-to-anywhere",
        severity="info",
        summary="An egress rule that admits every destination, or most of the internet.",
        why="What a pod may send anywhere, it may also leak.",
        bad=policy("{}", "    - ports: [{port: 443}, {protocol: UDP, port: 53}]\n", types=EGRESS),
        good=policy(
            "{}",
            "    - to: [{ipBlock: {cidr: 198.51.100.0/24}}]\n"
            "      ports: [{port: 443}, {protocol: UDP, port: 53}]\n",
            types=EGRESS,
        ),
        proof=READ + " For a range: an address of the internet that it holds is shown.",
        blind="Ranges of /8 and narrower.",
        since=SINCE,
    ),
    Rule(
        code="NP205",
        name="every-namespace",
        severity="info",
        summary="A namespaceSelector that selects every namespace, in an input with several.",
        why="In a cluster with several tenants it admits pods of all of them: whoever may create a "
        "pod may give it any label.",
        bad=policy("{}", "    - from: [{namespaceSelector: {}}]\n") + TENANT,
        good=policy("{}", "    - from: [{namespaceSelector: {matchLabels: {team: shop}}}]\n")
        + TENANT,
        proof="The selector asks nothing of a namespace.",
        blind="Egress to chosen pods of every namespace, the usual way to write DNS.",
        since=SINCE,
    ),
    Rule(
        code="NP206",
        name="empty-list-admits-all",
        severity="warning",
        summary="`from: []` or `to: []`, which admits everything.",
        why="It reads like nobody, and means everybody: to the API an empty list is as if absent.",
        bad=policy("{}", "    - from: []\n      ports: [{port: 443}]\n"),
        good=policy("{}", API),
        proof=READ,
        blind="",
        since=SINCE,
    ),
)
