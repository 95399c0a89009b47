"""NP1xx: parts of policies that match nothing."""

from verifier.analysis.lint.pages.inputs import API, DB, policy
from verifier.analysis.lint.rule import Rule

SINCE = "0.1"
DECLARED = (
    "Every declared pod is compared; labels that controllers add, and labels of namespaces without "
    "a Namespace object, may have any value."
)
ELSEWHERE = (
    "Pods that nobody declares here. Nothing is reported where they must be expected: in a "
    "namespace without any declared pod, and for selectors that any namespace may meet."
)
TYPO = API.replace("app: api}}}", "app: apii}}}")

RULES = (
    Rule(
        code="NP101",
        name="policy-selects-nothing",
        severity="warning",
        summary="A policy that selects no declared pod.",
        why="The pods that it was written for are not protected. Most often a label is misspelt.",
        bad=policy("{matchLabels: {app: dbb}}", API) + policy("{}", "", "deny") + DB,
        good=policy("{matchLabels: {app: db}}", API) + policy("{}", "", "deny") + DB,
        proof=DECLARED,
        blind=ELSEWHERE,
        since=SINCE,
    ),
    Rule(
        code="NP102",
        name="peer-selects-nothing",
        severity="warning",
        summary="An item of `from` or `to` that matches no declared pod.",
        why="What it was written for is not admitted. Most often a label is misspelt.",
        bad=policy("{}", TYPO) + DB,
        good=policy("{}", API) + DB,
        proof=DECLARED,
        blind=ELSEWHERE,
        since=SINCE,
    ),
    Rule(
        code="NP103",
        name="contradictory-selector",
        severity="error",
        summary="A selector that no labels can meet.",
        why="Nothing matches, now or ever: the policy isolates nobody, or the peer admits nobody.",
        bad=policy(
            "{matchLabels: {app: db}, matchExpressions: [{key: app, operator: DoesNotExist}]}", API
        ),
        good=policy(
            "{matchLabels: {app: db}, matchExpressions: [{key: old, operator: DoesNotExist}]}", API
        ),
        proof="For each key, its absence, every mentioned value and any other value fail.",
        blind="Contradictions with labels that admission controllers set.",
        since=SINCE,
    ),
    Rule(
        code="NP104",
        name="rules-without-effect",
        severity="error",
        summary="Rules of a direction that policyTypes leaves out.",
        why="The API server accepts them and every plugin ignores them: pods stay open in a "
        "direction that somebody wrote rules for.",
        bad=policy("{}", API).replace("[Ingress]", "[Egress]"),
        good=policy("{}", API),
        proof="Read off the policy; no pods are needed.",
        blind="",
        since=SINCE,
    ),
    Rule(
        code="NP105",
        name="unknown-port-name",
        severity="warning",
        summary="A named port that no destination has.",
        why="The item matches nothing: a name is looked up in the containers of the destination, "
        "with the protocol of the rule (TCP unless it says otherwise).",
        bad=policy("{}", API + "      ports: [{port: postgres}]\n") + DB,
        good=policy("{}", API + "      ports: [{port: sql}]\n") + DB,
        proof=DECLARED,
        blind=ELSEWHERE,
        since=SINCE,
    ),
    Rule(
        code="NP106",
        name="port-without-listener",
        severity="info",
        summary="A port that no destination declares.",
        why="Nobody may be listening there; sometimes it is the port of the Service, which "
        "policies never see.",
        bad=policy("{}", API + "      ports: [{port: 3306}]\n") + DB,
        good=policy("{}", API + "      ports: [{port: 5432}]\n") + DB,
        proof=DECLARED + " Only where every pod that the rule reaches declares ports of the "
        "protocol.",
        blind=ELSEWHERE + " Containers may listen on ports that they do not declare.",
        since=SINCE,
    ),
)
