"""NP99x: suppressions of findings that have no effect, or no effect any more."""

from verifier.analysis.lint.rule import Rule

SINCE = "0.1"
PROOF = "Read in the text, and held against all findings of the run."
BLIND = (
    "A suppression of codes that this run did not look for, or could not decide, is not called "
    "unused. Entries of baselines are told in the summary, and are no findings."
)
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
    - from: [{podSelector: {matchLabels: {app: api}}}]
      ports: [{port: 5432}]
"""
TWICE = (
    POLICY
    + """\
    - from: [{podSelector: {matchLabels: {app: api, tier: back}}}]  # COMMENT
      ports: [{port: 5432}]
"""
)
GOOD = TWICE.replace("COMMENT", "netproof: ignore[NP402] named in the audit of March")


def commented(text: str) -> str:
    """The policy without a redundant rule, with a comment."""
    return POLICY.replace("    - from:", f"    # {text}\n    - from:")


RULES = (
    Rule(
        code="NP990",
        name="unused-suppression",
        severity="warning",
        summary="A suppression that hides no finding.",
        why="It was needed once, or never. It stays behind, and would hide a finding that somebody "
        "should see.",
        bad=commented("netproof: ignore[NP402] named in the audit of March"),
        good=GOOD,
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP991",
        name="unknown-code-in-suppression",
        severity="warning",
        summary="A suppression of a code that does not exist.",
        why="A misspelled code hides nothing, and whoever wrote it believes that it does.",
        bad=commented("netproof: ignore[NP777] named in the audit of March"),
        good=GOOD,
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP992",
        name="expired-suppression",
        severity="warning",
        summary="A suppression whose last day is over.",
        why="It was meant to end, and has: the findings are shown again. Solve them, or give the "
        "suppression a new day and a reason that holds today.",
        bad=commented("netproof: ignore[NP402 until 2020-01-31] goes in January"),
        good=TWICE.replace("COMMENT", "netproof: ignore[NP402 until 9999-12-31] goes in December"),
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
    Rule(
        code="NP993",
        name="misspelled-suppression",
        severity="warning",
        summary="A suppression without a code or a reason.",
        why="A suppression names what it hides, and why: `# netproof: ignore[NP402] the reason`. "
        "One that does not has no effect.",
        bad=commented("netproof: ignore[NP402]"),
        good=GOOD,
        proof=PROOF,
        blind=BLIND,
        since=SINCE,
    ),
)
CODES = frozenset(rule.code for rule in RULES)
