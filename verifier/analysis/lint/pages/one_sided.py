"""NP5xx: what one side of the flow admits and the other side blocks."""

from verifier.analysis.lint.pages.inputs import API, DB, policy
from verifier.analysis.lint.rule import Rule

SINCE = "0.1"
PROOF = (
    "Every declared pod that the peer means is isolated on the other side, and no rule there may "
    "admit a flow with the selected pods on these ports; what is not known may be anything."
)
BLIND = "Peers of which some pods pass. Pods that nobody declares. Peers that are ranges."
ELSEWHERE = "    - to: [{podSelector: {matchLabels: {app: api}}}]\n"
TO_DB = "    - to: [{podSelector: {matchLabels: {app: db}}}]\n"
DNS = "    - to: [{ipBlock: {cidr: 198.51.100.53/32}}]\n      ports: [{port: 53, protocol: UDP}]\n"
EGRESS = "[Egress]"
PORT = "      ports: [{port: 5432}]\n"
BOTH = policy("{matchLabels: {app: db}}", API + PORT, "db") + policy(
    "{matchLabels: {app: api}}", "", "api"
)
DENY_DB = policy("{matchLabels: {app: db}}", "", "db") + policy(
    "{matchLabels: {app: api}}", API, "api"
)

RULES = (
    Rule(
        code="NP501",
        name="source-may-not-send",
        severity="warning",
        summary="An ingress rule admits pods whose own egress policies block the flow.",
        why="Both sides must allow a flow. Somebody wrote this rule for it to pass.",
        bad=BOTH + policy("{}", DNS, "out", EGRESS) + DB,
        good=BOTH + policy("{}", DNS + TO_DB, "out", EGRESS) + DB,
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP502",
        name="destination-does-not-admit",
        severity="warning",
        summary="An egress rule admits pods whose own ingress policies block the flow.",
        why="Both sides must allow a flow. Somebody wrote this rule for it to pass.",
        bad=DENY_DB + policy("{}", DNS + TO_DB, "out", EGRESS) + DB,
        good=BOTH + policy("{}", DNS + TO_DB, "out", EGRESS) + DB,
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
)
