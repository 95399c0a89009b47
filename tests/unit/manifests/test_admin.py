"""What the policies of policy.networking.k8s.io decode to: every field, and its place."""

import json

import pytest
import yaml

from tests.unit.manifests.admin import (
    admin,
    baseline,
    cluster,
    egress,
    only_policy,
    ports,
    ports_v1alpha1,
)
from verifier.location import Location
from verifier.resources import (
    AdminPeer,
    AdminPolicy,
    AdminPort,
    AdminRule,
    LabelSelector,
    LabelSelectorRequirement,
    NamespacedPod,
    PortNumber,
    Subject,
)

CLUSTER = """\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata:
  name: tenants
  annotations: {note: "7"}
spec:
  tier: Baseline
  priority: 0
  subject:
    pods:
      namespaceSelector: {matchLabels: {team: a}}
      podSelector:
        matchExpressions: [{key: app, operator: NotIn, values: [db]}]
  ingress:
  - name: from-b
    action: Pass
    from:
    - namespaces: {matchLabels: {team: b}}
    - pods: {podSelector: {}}
    protocols:
    - tcp: {destinationPort: {number: 80}}
    - udp:
        destinationPort:
          range: {start: 53, end: 54}
    - sctp: {destinationPort: {number: 3868}}
    - destinationNamedPort: web
  egress:
  - action: Accept
    to:
    - networks: [10.0.0.0/8, "fd00::/8"]
    - nodes: {matchLabels: {zone: x}}
    - domainNames: [example.com, "*.example.org"]
status: {conditions: []}
"""
ADMIN = """\
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: first}
spec:
  priority: 1000
  subject: {namespaces: {}}
  ingress: []
  egress:
  - action: Allow
    to:
    - pods: {namespaceSelector: {}, podSelector: {}}
    - networks: [0.0.0.0/0]
    - nodes: {}
    - domainNames: [a.b.]
    ports:
    - portNumber: {port: 80}
    - portNumber: {protocol: UDP, port: 53}
    - portRange: {start: 1, end: 1}
    - portRange: {protocol: SCTP, start: 1, end: 65535}
    - namedPort: web
"""
BASELINE = """\
apiVersion: policy.networking.k8s.io/v1alpha1
kind: BaselineAdminNetworkPolicy
metadata: {name: default}
spec:
  subject: {pods: {namespaceSelector: {}, podSelector: {}}}
  ingress:
  - {name: all, action: Deny, from: [{namespaces: {}}]}
  egress:
  - {action: Allow, to: [{nodes: {}}, {networks: ["::/0"]}]}
"""
TCP = PortNumber(number=80)


def test_a_cluster_network_policy_with_everything() -> None:
    expression = LabelSelectorRequirement(key="app", operator="NotIn", values=("db",))
    ingress = AdminRule(
        name="from-b",
        action="Pass",
        peers=(
            AdminPeer(namespaces=LabelSelector(match_labels=(("team", "b"),))),
            AdminPeer(pods=NamespacedPod(pod_selector=LabelSelector())),
        ),
        ports=(
            AdminPort(protocol="TCP", port=TCP),
            AdminPort(protocol="UDP", port=PortNumber(number=53, last=54)),
            AdminPort(protocol="SCTP", port=PortNumber(number=3868)),
            AdminPort(named_port="web"),
        ),
    )
    assert only_policy(CLUSTER) == AdminPolicy(
        kind="ClusterNetworkPolicy",
        name="tenants",
        tier="Baseline",
        priority=0,
        subject=Subject(
            pods=NamespacedPod(
                namespace_selector=LabelSelector(match_labels=(("team", "a"),)),
                pod_selector=LabelSelector(match_expressions=(expression,)),
            )
        ),
        ingress=(ingress,),
        egress=(
            AdminRule(
                action="Accept",
                peers=(
                    AdminPeer(networks=("10.0.0.0/8", "fd00::/8")),
                    AdminPeer(nodes=LabelSelector(match_labels=(("zone", "x"),))),
                    AdminPeer(domain_names=("example.com", "*.example.org")),
                ),
            ),
        ),
    )


def test_places_of_a_cluster_network_policy() -> None:
    policy = only_policy("---\n" + CLUSTER)
    assert policy.location == Location("x.yaml", 5, 9)
    assert policy.subject.location == Location("x.yaml", 11, 5)
    (ingress,) = policy.ingress or ()
    (rule,) = policy.egress or ()
    assert (ingress.location, rule.location.line) == (Location("x.yaml", 16, 5), 29)
    assert [peer.location.line for peer in (*ingress.peers, *rule.peers)] == [19, 20, 31, 32, 33]
    assert [port.location.line for port in ingress.ports or ()] == [22, 23, 26, 27]


def test_an_admin_network_policy_with_everything() -> None:
    every = LabelSelector()
    assert only_policy(ADMIN) == AdminPolicy(
        kind="AdminNetworkPolicy",
        name="first",
        tier="Admin",
        priority=1000,
        subject=Subject(namespaces=every),
        ingress=(),
        egress=(
            AdminRule(
                action="Allow",
                peers=(
                    AdminPeer(pods=NamespacedPod(namespace_selector=every, pod_selector=every)),
                    AdminPeer(networks=("0.0.0.0/0",)),
                    AdminPeer(nodes=every),
                    AdminPeer(domain_names=("a.b.",)),
                ),
                ports=(
                    AdminPort(port=TCP),
                    AdminPort(protocol="UDP", port=PortNumber(number=53)),
                    AdminPort(port=PortNumber(number=1, last=1)),
                    AdminPort(protocol="SCTP", port=PortNumber(number=1, last=65535)),
                    AdminPort(named_port="web"),
                ),
            ),
        ),
    )


def test_a_baseline_admin_network_policy_with_everything() -> None:
    every = LabelSelector()
    policy = only_policy(BASELINE)
    assert policy == AdminPolicy(
        kind="BaselineAdminNetworkPolicy",
        name="default",
        tier="Baseline",
        priority=None,
        subject=Subject(pods=NamespacedPod(namespace_selector=every, pod_selector=every)),
        ingress=(AdminRule(name="all", action="Deny", peers=(AdminPeer(namespaces=every),)),),
        egress=(
            AdminRule(
                action="Allow", peers=(AdminPeer(nodes=every), AdminPeer(networks=("::/0",)))
            ),
        ),
    )
    assert policy.text == "BaselineAdminNetworkPolicy default"


@pytest.mark.parametrize("text", [CLUSTER, ADMIN, BASELINE])
def test_json_and_yaml_give_the_same(text: str) -> None:

    assert only_policy(json.dumps(yaml.safe_load(text))) == only_policy(text)


@pytest.mark.parametrize(
    ("text", "ingress"),
    [
        (cluster(), None),
        (cluster("ingress: ", "egress: ~"), None),
        (cluster("ingress: []"), ()),
        (admin("ingress: []"), ()),
        (baseline(), None),
    ],
)
def test_absent_empty_and_null_rules(text: str, ingress: tuple[AdminRule, ...] | None) -> None:
    policy = only_policy(text)
    assert (policy.ingress, policy.egress) == (ingress, None)


def test_null_peers_and_ports_are_absent() -> None:
    peer = "{namespaces: ~, pods: {podSelector: {}, namespaceSelector: }, networks: null}"
    (rule,) = only_policy(egress(f"to: [{peer}], protocols: ~")).egress or ()
    assert rule.peers == (AdminPeer(pods=NamespacedPod(pod_selector=LabelSelector())),)
    assert rule.ports is None


@pytest.mark.parametrize(
    ("text", "port"),
    [
        (ports("{tcp: {destinationPort: {number: 0x50}}}"), AdminPort(protocol="TCP", port=TCP)),
        (
            ports("{tcp: {destinationPort: {number: 80, range: }}}"),
            AdminPort(protocol="TCP", port=TCP),
        ),
        (ports("{udp: ~, destinationNamedPort: dns}"), AdminPort(named_port="dns")),
        (ports_v1alpha1("{portNumber: {protocol: , port: 80}}"), AdminPort(port=TCP)),
    ],
)
def test_one_port(text: str, port: AdminPort) -> None:
    (rule,) = only_policy(text).egress or ()
    assert rule.ports == (port,)
