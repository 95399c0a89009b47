"""What other linters and analysers are known to get wrong: each a case that this one gets right."""

import pytest

from verifier.analysis.lint.run import lint
from verifier.errors import InputError
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


def test_a_policy_that_opens_what_it_isolates_is_told_so_beside_others_that_do() -> None:
    """Which rules happen to cover it must not decide what is said."""
    spec = "{{podSelector: {{matchLabels: {{app: {0}, part: x}}}}, policyTypes: [Ingress, Egress], "
    opened = "ingress: [{{}}], egress: [{{}}]}}"
    guarded = (
        "ingress: [{{from: [{{podSelector: {{matchLabels: {{app: p}}}}}}]}}], egress: [{{}}]}}"
    )
    texts = [policy((spec + guarded).format(app), app) for app in ("d", "e", "f", "g")]
    report = found(policy((spec + opened).format("c"), "c"), *texts)
    assert [f for f in report if f[0][:3] == "NP4"] == [("NP408", "NetworkPolicy a/c")]


CILIUM = """\
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: c, namespace: a}
spec: {endpointSelector: {}}
"""
CALICO = """\
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {name: p, namespace: a}
spec: {selector: all(), types: [Ingress]}
"""


def peers(*texts: str, ports: str = "") -> str:
    """A policy on every pod with one rule."""
    return f"{{podSelector: {{}}, ingress: [{{from: [{', '.join(texts)}]{ports}}}]}}"


APP_X = "{podSelector: {matchLabels: {app: x}}}"
TEAM = "{namespaceSelector: {matchLabels: {team: TEAM}}}"


def test_an_empty_selector_of_namespaces_matches_pods_of_all() -> None:
    """Popeye: an empty namespaceSelector is said to match nothing."""
    spec = peers("{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}")
    report = found(
        policy(spec),
        policy(DENY, namespace="b"),
        pod("{app: db}"),
        pod("{app: web}", namespace="b"),
    )
    assert report == [("NP205", "NetworkPolicy a/p")]


def test_a_policy_of_another_kind_and_the_same_name_is_not_read_as_one() -> None:
    """Popeye: where Calico is installed, the wrong resource is asked for."""
    report = lint(load_texts({"input.yaml": pod("{app: db}") + CALICO}))
    assert [(f.code, f.object) for f in report.findings] == [("NP201", "Namespace a")]


def test_a_policy_that_exists_need_not_protect() -> None:
    """Kubescape, netfetch: a pod is protected where any policy selects it."""
    opened = policy("{podSelector: {}, ingress: [{}]}")
    assert found(opened, pod("{app: db}")) == [("NP408", "NetworkPolicy a/p")]
    other_way = policy("{podSelector: {}, policyTypes: [Egress]}")
    assert found(other_way, pod("{app: db}")) == [("NP201", "Namespace a")]


def test_policies_that_are_not_read_leave_open_what_can_go() -> None:
    """Kubescape, netfetch: Cilium's policies are passed over in silence."""
    twice = policy(FROM_DB, "one") + policy(FROM_DB, "two")
    report = lint(load_texts({"input.yaml": twice + CILIUM}), select=["NP4"])
    assert report.findings == ()
    assert "CiliumNetworkPolicy" in report.unknown[0].reason


def test_policy_types_have_a_default() -> None:
    """Radar: none is known. Ingress is isolated always, egress where there are rules for it."""
    ingress = policy("{podSelector: {}, ingress: []}", "one")
    assert found(ingress, policy(DENY, "two")) == [("NP407", "NetworkPolicy a/two")]
    egress = "{podSelector: {}, egress: [{to: [{podSelector: {}}]}]}"
    assert found(policy(egress)) == [("NP304", "NetworkPolicy a/p")]


def test_ports_tell_rules_apart() -> None:
    """Radar: ports are ignored."""
    one = policy(peers(APP_X, ports=", ports: [{port: 80}]"), "one")
    assert found(one, policy(peers(APP_X, ports=", ports: [{port: 81}]"), "two")) == []
    assert found(one, policy(peers(APP_X, ports=", ports: [{port: 80, protocol: UDP}]"), "u")) == []
    wider = policy(peers(APP_X, ports=", ports: [{port: 79, endPort: 81}]"), "wider")
    assert found(one, wider) == [("NP401", "NetworkPolicy a/one")]


def test_labels_of_namespaces_tell_peers_apart() -> None:
    """Radar: namespaces' labels are ignored."""
    x, z = TEAM.replace("TEAM", "x"), TEAM.replace("TEAM", "z")
    assert found(policy(peers(x, z))) == []
    assert found(policy(peers(x)), space("b", "{team: z}"), pod("{app: db}", namespace="b")) == [
        ("NP201", "Namespace b")
    ]


def test_a_range_of_addresses_is_no_selector_of_pods() -> None:
    """Radar: ipBlock is ignored. Whether it matches pods is the plugin's choice: it covers none."""
    everything = "{ipBlock: {cidr: 0.0.0.0/0, except: [203.0.113.0/24]}}"
    assert found(policy(peers(everything, APP_X))) == [("NP203", "NetworkPolicy a/p")]
    inner = "{ipBlock: {cidr: 198.51.100.0/24}}"
    report = found(policy(peers(everything, inner)))
    assert report == [("NP203", "NetworkPolicy a/p"), ("NP403", "NetworkPolicy a/p")]


def test_rules_that_policy_types_leave_out_are_read_and_have_no_effect() -> None:
    """NCA: ingress rules with policyTypes [Egress] end the run."""
    spec = "{podSelector: {}, policyTypes: [Egress], ingress: [{from: [{podSelector: {}}]}]}"
    assert found(policy(spec)) == [("NP104", "NetworkPolicy a/p")]


def test_a_policy_without_pod_selector_selects_every_pod() -> None:
    """NCA: podSelector omitted ends the run."""
    assert found(policy("{policyTypes: [Ingress]}"), pod("{app: db}")) == []


def test_a_port_in_quotes_is_refused_as_the_api_server_does() -> None:
    """NCA: "80" is taken as number 80."""
    with pytest.raises(InputError) as raised:
        found(policy(peers(APP_X, ports=", ports: [{port: '80'}]")))
    assert "must contain at least one letter" in str(raised.value.problems[0].message)


def test_two_different_policies_of_one_name_are_refused() -> None:
    """NCA: the second one is passed over with a warning."""
    with pytest.raises(InputError):
        found(policy(FROM_DB), policy(DENY))
