"""What other linters and analysers are known to get wrong: each a case that this one gets right."""

import pytest

from verifier.analysis.lint.run import lint
from verifier.manifests import load_texts

POLICY = """\
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}, namespace: {namespace}}}
spec: {spec}
"""
POD = """\
---
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: {namespace}, labels: {labels}}}
spec: {{hostNetwork: {host}, containers: [{{name: c, image: i, ports: {ports}}}]}}
"""
NAMESPACE = """\
---
apiVersion: v1
kind: Namespace
metadata: {{name: {name}, labels: {labels}}}
"""


def policy(spec: str, name: str = "p", namespace: str = "a") -> str:
    """A policy."""
    return POLICY.format(name=name, namespace=namespace, spec=spec)


def pod(
    labels: str, name: str = "x", namespace: str = "a", ports: str = "[]", host: str = "false"
) -> str:
    """A pod."""
    return POD.format(name=name, namespace=namespace, labels=labels, ports=ports, host=host)


def space(name: str, labels: str) -> str:
    """A namespace."""
    return NAMESPACE.format(name=name, labels=labels)


def found(*texts: str) -> list[tuple[str, str]]:
    """Code and object of each finding."""
    report = lint(load_texts({"input.yaml": "".join(texts)}))
    assert report.unknown == ()
    return [(finding.code, finding.object) for finding in report.findings]


DENY = "{podSelector: {}, policyTypes: [Ingress]}"
FROM_DB = "{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: db}}}]}]}"


def test_a_policy_isolates_its_own_namespace_alone() -> None:
    """Checkov CKV2_K8S_6, k8sgpt: one policy anywhere passes every pod."""
    here, there = pod("{app: db}"), pod("{app: db}", namespace="b")
    assert found(policy(DENY), here, there) == [("NP201", "Namespace b")]


def test_match_expressions_count() -> None:
    """Checkov CKV2_K8S_6: matchExpressions are not looked at."""
    chosen = "{matchExpressions: [{key: app, operator: In, values: [db]}]}"
    spec = f"{{podSelector: {chosen}, policyTypes: [Ingress]}}"
    assert found(policy(spec), pod("{app: db}")) == []
    assert ("NP101", "NetworkPolicy a/p") in found(policy(spec), pod("{app: web}"))


def test_a_policy_that_selects_a_controllers_pods_targets_them() -> None:
    """KICS: policies are said to target no pod."""
    deployment = (
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: db, namespace: a}\n"
        "spec: {template: {metadata: {labels: {app: db}}}}\n"
    )
    spec = "{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress]}"
    assert found(policy(spec), deployment) == []


def test_rules_need_not_match_the_pod_itself() -> None:
    """Popeye: rules are compared with the pod that the policy selects."""
    spec = (
        "{podSelector: {matchLabels: {app: db}}, "
        "ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}"
    )
    assert found(policy(spec), policy(DENY, "deny"), pod("{app: db}"), pod("{app: web}", "w")) == []


def test_deny_all_is_no_fault() -> None:
    """Polaris: at least one rule per direction is demanded."""
    assert found(policy("{podSelector: {}, policyTypes: [Ingress, Egress]}")) == []


@pytest.mark.parametrize("ports", ["", ", ports: [{port: 5432}]"])
def test_two_peers_are_either_and_one_is_both(ports: str) -> None:
    """kubectl-np-viewer: both are shown as either."""
    spaces = "namespaceSelector: {matchLabels: {team: x}}"
    pods = "podSelector: {matchLabels: {app: web}}"
    either = f"{{podSelector: {{}}, ingress: [{{from: [{{{spaces}}}, {{{pods}}}]{ports}}}]}}"
    both = f"{{podSelector: {{}}, ingress: [{{from: [{{{spaces}, {pods}}}]{ports}}}]}}"
    assert found(policy(either)) == [("NP301", "NetworkPolicy a/p")]
    assert found(policy(both)) == []


def test_a_named_port_has_a_protocol() -> None:
    """netpol-analyzer: a name was matched with another protocol."""
    spec = (
        "{podSelector: {}, ingress: [{from: [{podSelector: {}}], "
        "ports: [{port: dns, protocol: PROTOCOL}]}]}"
    )
    udp = pod("{app: db}", ports="[{name: dns, containerPort: 53, protocol: UDP}]")
    assert found(policy(spec.replace("PROTOCOL", "UDP")), udp) == []
    assert found(policy(spec.replace("PROTOCOL", "TCP")), udp) == [("NP105", "NetworkPolicy a/p")]


def test_policies_do_not_isolate_the_host_network() -> None:
    """Antrea's evaluation applies policies to hostNetwork pods."""
    assert found(policy(FROM_DB), pod("{app: db}"), pod("{app: agent}", "agent", host="true")) == []


def test_a_rule_without_ports_is_read() -> None:
    """illuminatio crashes on rules without `port`."""
    assert found(policy(FROM_DB), pod("{app: db}")) == []


def test_exists_with_a_namespace_selector_selects_other_namespaces() -> None:
    """NCA: such peers never match pods outside the policy's own namespace, so that a rule which
    admits them seems to add nothing."""
    wide = "{namespaceSelector: {matchLabels: {t: x}}, podSelector: {matchExpressions: [EXISTS]}}"
    peer = wide.replace("EXISTS", "{key: app, operator: Exists}")
    own = "{podSelector: {matchExpressions: [{key: app, operator: Exists}]}}"
    spec = f"{{podSelector: {{}}, ingress: [{{from: [{own}]}}, {{from: [{peer}]}}]}}"
    assert found(policy(spec)) == []


def test_an_empty_value_is_not_an_absent_key() -> None:
    """NCA: namespaceSelector `In [""]` matches namespaces without the key."""
    empty = "{namespaceSelector: {matchExpressions: [{key: t, operator: In, values: ['']}]}}"
    absent = "{namespaceSelector: {matchExpressions: [{key: t, operator: DoesNotExist}]}}"
    spec = f"{{podSelector: {{}}, ingress: [{{from: [{empty}, {absent}]}}]}}"
    assert found(policy(spec)) == []


def test_quoted_digits_are_a_label() -> None:
    """NCA: a value of digits in quotes ends the run."""
    spec = '{podSelector: {matchLabels: {shard: "1"}}, policyTypes: [Ingress]}'
    assert found(policy(spec), pod('{shard: "1"}')) == []


def test_the_order_of_policy_types_is_irrelevant() -> None:
    """NCA: [Egress, Ingress] is refused."""
    one = policy("{podSelector: {}, policyTypes: [Egress, Ingress]}", "one")
    other = policy("{podSelector: {}, policyTypes: [Ingress, Egress]}", "other")
    assert found(one) == []
    assert found(one, other) == [("NP407", "NetworkPolicy a/other")]


def test_of_two_equal_policies_one_can_go() -> None:
    """NCA: each of two equal policies is called removable."""
    assert found(policy(FROM_DB, "one"), policy(FROM_DB, "two")) == [
        ("NP401", "NetworkPolicy a/two")
    ]


def test_three_policies_of_which_two_make_the_third() -> None:
    """The third covers each of the others, and they together cover it: all three cannot go."""
    one = "{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: x}}}]}]}"
    two = "{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: z}}}]}]}"
    expressions = "[{key: app, operator: In, values: [x, z]}]"
    three = (
        "{podSelector: {}, ingress: [{from: [{podSelector: "
        f"{{matchExpressions: {expressions}}}}}]}}]}}"
    )
    report = found(policy(one, "one"), policy(two, "two"), policy(three, "whole"))
    assert report == [("NP401", "NetworkPolicy a/whole")]


def test_what_the_other_side_blocks_is_no_redundancy() -> None:
    """Defence in depth: the sources may not send, and the rule stays."""
    no_egress = policy("{podSelector: {}, policyTypes: [Egress]}", "no-egress")
    assert found(policy(FROM_DB), no_egress) == []


def test_a_listed_namespace_label_is_no_proof_of_redundancy() -> None:
    """Labels of namespaces change: the second peer is not covered by the first."""
    spec = (
        "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: x}}}, "
        "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}}]}]}"
    )
    assert found(policy(spec), space("b", "{team: x}")) == []
