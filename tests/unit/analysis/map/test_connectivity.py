"""What the map says of small inputs (M-22)."""

import textwrap
from collections.abc import Sequence

import pytest

from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.filters import Filters, in_pairs, restricted
from verifier.analysis.map.results import Connections, MapReport
from verifier.dialect import dialect_from
from verifier.errors import UsageError
from verifier.flow import Protocol
from verifier.manifests import Manifests, load_texts
from verifier.query import ClusterFacts

PODS = """
kind: Deployment
apiVersion: apps/v1
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: []}}}
---
kind: Pod
apiVersion: v1
metadata: {name: db, namespace: shop, labels: {app: db}}
spec: {containers: []}
"""
POLICY = """
---
kind: NetworkPolicy
apiVersion: networking.k8s.io/v1
metadata: {name: p, namespace: shop}
spec:
"""
WEB, DB = "shop/web[Deployment]", "shop/db[Pod]"


def load(spec: str, pods: str = PODS) -> Manifests:
    """Two workloads, and one policy with this spec."""
    return load_texts({"a.yaml": pods + POLICY + textwrap.indent(textwrap.dedent(spec), "  ")})


def between(groups: Sequence[Connections], source: str, destination: str) -> list[Connections]:
    """The groups that hold a pair of names."""
    return [g for g in groups if (source, destination) in set(g.pairs())]


def ports(report: MapReport, source: str, destination: str) -> list[tuple[str, int, int]]:
    """What passes between two names under every fact."""
    found = between(report.connections, source, destination)
    return [(a.protocol.value, a.first, a.last) for g in found for a in g.allows]


def test_a_rule_shows_as_its_ports() -> None:
    report = connectivity(
        load(
            """
            podSelector: {matchLabels: {app: db}}
            ingress:
              - from: [{podSelector: {matchLabels: {app: web}}}]
                ports: [{port: 5432}, {port: 5433}, {port: 53, protocol: UDP}]
            """
        )
    )

    assert ports(report, WEB, DB) == [("TCP", 5432, 5433), ("UDP", 53, 53)]
    assert ports(report, "0.0.0.0/0", DB) == []
    assert report.conditional == ()


def test_only_workloads_of_several_pods_talk_within() -> None:
    report = connectivity(load_texts({"a.yaml": PODS}))

    assert [group.workloads for group in report.within] == [(WEB,)]
    assert not between(report.connections, WEB, WEB)


def test_equal_pods_and_a_controller_of_such_pods_reach_each_other() -> None:
    same = PODS.replace("labels: {app: db}", "labels: {app: web}")
    report = connectivity(load_texts({"a.yaml": same}))

    assert ports(report, WEB, DB) == ports(report, DB, WEB) != []
    assert [group.workloads for group in report.within] == [(WEB,)]


def test_an_address_that_is_not_known_makes_it_conditional() -> None:
    manifests = load(
        """
        podSelector: {matchLabels: {app: db}}
        ingress: [{from: [{ipBlock: {cidr: 10.2.0.0/16}}]}]
        """
    )
    report = connectivity(manifests)

    assert ports(report, WEB, DB) == []
    assert [g.when for g in between(report.conditional, WEB, DB)] == [
        ("dialect ipblock-matches-pods=yes", "source address in 10.2.0.0/16")
    ]
    settled = connectivity(manifests, dialect=dialect_from({"ipblock-matches-pods": "no"}))
    assert settled.conditional == ()
    elsewhere = connectivity(manifests, cluster=ClusterFacts(pod_cidrs=("10.3.0.0/16",)))
    assert elsewhere.conditional == ()


def test_an_address_in_many_ranges_is_named_without_them() -> None:
    report = connectivity(
        load(
            """
            podSelector: {matchLabels: {app: db}}
            ingress: [{from: [{ipBlock: {cidr: 10.2.0.0/16, except: [10.2.3.0/24]}}]}]
            """
        )
    )

    assert [g.when for g in between(report.conditional, WEB, DB)] == [
        ("dialect ipblock-matches-pods=yes", "source address")
    ]


def test_a_label_that_a_controller_sets_makes_it_conditional() -> None:
    report = connectivity(
        load(
            """
            podSelector: {matchLabels: {app: db}}
            ingress:
              - from: [{podSelector: {matchLabels: {pod-template-hash: abc}}}]
            """
        )
    )

    assert [g.when for g in between(report.conditional, WEB, DB)] == [
        ("source label pod-template-hash is abc",)
    ]


def test_pods_of_one_workload_that_differ_make_it_conditional() -> None:
    owned = """
kind: Pod
apiVersion: v1
metadata:
  name: {name}
  namespace: shop
  labels: {{role: {role}}}
  ownerReferences: [{{apiVersion: v1, kind: Operator, name: both, uid: x, controller: true}}]
spec: {{containers: []}}
---
"""
    pods = owned.format(name="a", role="first") + owned.format(name="b", role="second") + PODS
    report = connectivity(
        load(
            """
            podSelector: {matchLabels: {role: first}}
            """,
            pods,
        )
    )

    both = "shop/both[Operator]"
    assert [g.when for g in between(report.conditional, WEB, both)] == [
        ("destination pod is shop/b",)
    ]
    assert ports(report, both, WEB) != []
    assert [g.when for g in report.within if both in g.workloads] == [
        ("source pod is shop/a", "destination pod is shop/b")
    ]


def test_ranges_are_the_fewest() -> None:
    report = connectivity(
        load(
            """
            podSelector: {matchLabels: {app: web}}
            policyTypes: [Egress]
            egress:
              - to: [{ipBlock: {cidr: 198.51.100.0/25}}, {ipBlock: {cidr: 198.51.100.128/25}}]
              - to: [{ipBlock: {cidr: "2001:db8::/32", except: ["2001:db8:8000::/33"]}}]
            """
        )
    )

    found = [g.destinations for g in report.connections if g.sources == (WEB,)]
    assert found == [("198.51.100.0/24", "2001:db8::/33")]


def test_denied_pairs_are_those_with_nothing() -> None:
    manifests = load("podSelector: {matchLabels: {app: db}}")
    report = connectivity(manifests, denied=True)
    never = {pair for group in report.denied or () for pair in group.pairs()}

    assert never == {(WEB, DB), ("0.0.0.0/0", DB), ("::/0", DB)}
    assert not never & {pair for group in report.connections for pair in group.pairs()}


def test_filters_keep_what_is_asked_about() -> None:
    report = connectivity(load_texts({"a.yaml": PODS}))
    to_db = restricted(report, Filters(destinations=("shop/db",), port=(Protocol.TCP, 80)))
    pairs = {pair for group in in_pairs(to_db).connections for pair in group.pairs()}

    assert pairs == {(WEB, DB), ("0.0.0.0/0", DB), ("::/0", DB)}
    assert {(a.first, a.last) for g in to_db.connections for a in g.allows} == {(80, 80)}
    one = restricted(report, Filters(workloads=("shop/db",)))
    assert all(DB in pair for group in one.connections for pair in group.pairs())
    with pytest.raises(UsageError, match="no workload 'shop/dc'"):
        restricted(report, Filters(workloads=("shop/dc",)))
