"""What a policy decodes to: absent is None, empty is the empty tuple, null is absent."""

import json

import pytest

from verifier.location import Location
from verifier.manifests import Manifests, load_texts
from verifier.resources import (
    IPBlock,
    LabelSelector,
    LabelSelectorRequirement,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
    NetworkPolicySpec,
)

POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: production
  annotations: {note: "7"}
  creationTimestamp: 2020-01-01T00:00:00Z
spec:
  podSelector:
    matchLabels: {app: db, tier: ""}
    matchExpressions:
    - {key: env, operator: NotIn, values: [dev]}
    - {key: old, operator: DoesNotExist}
  policyTypes: [Ingress, Egress]
  ingress:
  - from:
    - podSelector: {}
      namespaceSelector: {matchLabels: {team: a}}
    - ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}
    ports:
    - {port: 5432, endPort: 5440}
    - {protocol: UDP, port: dns}
    - {}
  egress: []
status: {}
"""


def load(text: str) -> Manifests:
    return load_texts({"x.yaml": text})


def policy(spec: str) -> NetworkPolicySpec:
    """The spec of a policy written in flow style."""
    head = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n"
    (loaded,) = load(f"{head}spec: {spec}\n").policies
    return loaded.spec


def test_a_policy_with_everything() -> None:
    (loaded,) = load(POLICY).policies
    assert loaded == NetworkPolicy(
        name="db",
        namespace="production",
        spec=NetworkPolicySpec(
            pod_selector=LabelSelector(
                match_labels=(("app", "db"), ("tier", "")),
                match_expressions=(
                    LabelSelectorRequirement(key="env", operator="NotIn", values=("dev",)),
                    LabelSelectorRequirement(key="old", operator="DoesNotExist"),
                ),
            ),
            policy_types=("Ingress", "Egress"),
            ingress=(
                NetworkPolicyRule(
                    peers=(
                        NetworkPolicyPeer(
                            pod_selector=LabelSelector(),
                            namespace_selector=LabelSelector(match_labels=(("team", "a"),)),
                        ),
                        NetworkPolicyPeer(
                            ip_block=IPBlock(cidr="10.0.0.0/8", except_=("10.1.0.0/16",))
                        ),
                    ),
                    ports=(
                        NetworkPolicyPort(port=5432, end_port=5440),
                        NetworkPolicyPort(protocol="UDP", port="dns"),
                        NetworkPolicyPort(),
                    ),
                ),
            ),
            egress=(),
        ),
    )


def test_places_of_a_policy() -> None:
    (loaded,) = load("---\n" + POLICY).policies
    assert loaded.location == Location("x.yaml", 5, 9)
    (rule,) = loaded.spec.ingress or ()
    assert rule.location == Location("x.yaml", 17, 5)
    assert [peer.location.line for peer in rule.peers or ()] == [18, 20]
    assert [port.location.line for port in rule.ports or ()] == [22, 23, 24]
    assert loaded.spec.pod_selector is not None
    assert loaded.spec.pod_selector.location.line == 11


def test_json_and_yaml_give_the_same() -> None:
    written = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "p"},
        "spec": {"podSelector": {}, "ingress": [{"ports": [{"port": 80}, {"port": "web"}]}]},
    }
    (loaded,) = load(json.dumps(written, indent=1)).policies
    (rule,) = loaded.spec.ingress or ()
    assert [port.port for port in rule.ports or ()] == [80, "web"]
    assert [port.location.line for port in rule.ports or ()] == [12, 15]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("", NetworkPolicySpec()),
        ("{}", NetworkPolicySpec()),
        ("{podSelector: }", NetworkPolicySpec()),
        ("{podSelector: ~, ingress: null, egress: Null, policyTypes: NULL}", NetworkPolicySpec()),
        ("{podSelector: {}}", NetworkPolicySpec(pod_selector=LabelSelector())),
        (
            "{podSelector: {matchLabels: }, ingress: []}",
            NetworkPolicySpec(pod_selector=LabelSelector(), ingress=()),
        ),
        ("{ingress: [{}]}", NetworkPolicySpec(ingress=(NetworkPolicyRule(),))),
        (
            "{ingress: [{from: , ports: []}]}",
            NetworkPolicySpec(ingress=(NetworkPolicyRule(ports=()),)),
        ),
    ],
)
def test_absent_empty_and_null(spec: str, expected: NetworkPolicySpec) -> None:
    assert policy(spec) == expected


@pytest.mark.parametrize(
    ("written", "port"),
    [
        ("80", 80),
        ("0x50", 80),
        ("80.0", 80),
        ("web", "web"),
        ("'web'", "web"),
        ("!!int '80'", 80),
        ("!!str web", "web"),
    ],
)
def test_ports(written: str, port: int | str) -> None:
    (rule,) = policy(f"{{ingress: [{{ports: [{{port: {written}}}]}}]}}").ingress or ()
    assert [item.port for item in rule.ports or ()] == [port]


@pytest.mark.parametrize(
    ("written", "value"), [("'80'", "80"), ("!!str 80", "80"), ("v1", "v1"), ("2020-01-01",) * 2]
)
def test_label_values(written: str, value: str) -> None:
    selector = policy(f"{{podSelector: {{matchLabels: {{a: {written}}}}}}}").pod_selector
    assert selector == LabelSelector(match_labels=(("a", value),))


def test_label_keys_that_look_like_numbers() -> None:
    selector = policy("{podSelector: {matchLabels: {8080: a}}}").pod_selector
    assert selector == LabelSelector(match_labels=(("8080", "a"),))


def test_anchors_and_merge_keys() -> None:
    text = """\
apiVersion: v1
kind: Pod
metadata:
  name: p
  labels: &labels {app: web}
  annotations: {<<: *labels}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p}
spec:
  podSelector: &all {}
  ingress: [{from: [{podSelector: *all}]}]
"""
    assert len(load(text).policies) == 1
