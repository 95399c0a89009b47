"""Which declared pods are open: what the Admin and Baseline tiers decide counts, too."""

import pytest

from verifier.analysis.lint.run import lint
from verifier.manifests import load_texts

CLUSTER = """\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {{name: guard}}
spec:
  tier: {tier}
  priority: 1
  subject: {subject}
  {direction}: [{rules}]
---
apiVersion: v1
kind: Pod
metadata: {{name: db, namespace: a, labels: {{app: db}}}}
spec: {{containers: [{{name: c, image: i}}]}}
"""
ALL = "{namespaces: {}}"
DENY = "{action: Deny, from: [{namespaces: {}}]}"
ACCEPT = "{action: Accept, from: [{namespaces: {matchLabels: {team: x}}}]}"
PASS = "{action: Pass, from: [{namespaces: {}}]}"


def found(tier: str, *rules: str, subject: str = ALL, direction: str = "ingress") -> list[str]:
    """The codes about the namespace's pods."""
    text = CLUSTER.format(tier=tier, subject=subject, direction=direction, rules=", ".join(rules))
    report = lint(load_texts({"input.yaml": text}))
    assert report.unknown == ()
    return [f.code for f in report.findings if f.object == "Namespace a"]


@pytest.mark.parametrize("tier", ["Admin", "Baseline"])
def test_what_denies_closes(tier: str) -> None:
    assert found(tier, DENY) == []
    assert found(tier, ACCEPT, DENY) == []


@pytest.mark.parametrize("tier", ["Admin", "Baseline"])
@pytest.mark.parametrize("rule", [ACCEPT, PASS])
def test_what_only_admits_leaves_open(tier: str, rule: str) -> None:
    if (tier, rule) != ("Baseline", PASS):  # there is no tier to pass to
        assert found(tier, rule) == ["NP201"]


def test_whom_it_does_not_select_stays_open() -> None:
    others = "{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}}"
    assert found("Admin", DENY, subject=others) == ["NP201"]


def test_the_other_direction_stays_open() -> None:
    rule = DENY.replace("from", "to")
    assert found("Admin", rule, direction="egress") == ["NP201"]
