"""What a whole file means."""

import datetime

import pytest

from tests.unit.invariants.wrong import HEAD
from verifier.dialect import Dialect, Level
from verifier.flow import Direction, Protocol
from verifier.invariants import expired, read_spec
from verifier.location import Location
from verifier.query import (
    ClusterFacts,
    Comparison,
    Invariant,
    LabelOf,
    PodGroup,
    PortRange,
    Spec,
)
from verifier.resources import LabelSelector


def spec(text: str) -> Spec:
    return read_spec(HEAD + text, "spec.yaml")


def only(text: str) -> Invariant:
    """The one invariant of a file."""
    (invariant,) = spec(f"invariants:\n  - {text}\n").invariants
    return invariant


def test_the_file_of_the_design() -> None:
    read = spec("""\
  stripe: {cidrs: [198.51.100.0/24]}
cluster: {podCIDRs: [10.244.0.0/16], serviceCIDRs: 10.96.0.0/12, nodeCIDRs: [192.168.10.0/24]}
defaults: {level: any-pod, dialect: any}
invariants:
  - only backend reaches database:5432
  - id: no-internet
    never: {from: {namespace: production}, to: internet}
    except: [{from: backend, to: stripe, ports: tcp/443, reason: card payments, until: 2027-01-31}]
    severity: warning
    controls: [pci-dss-4/1.3.1]
ignore-kinds: [CiliumNetworkPolicy]
""")
    first, second = read.invariants
    assert first.id == "only-backend-reaches-database-5432"
    assert first.location == Location("spec.yaml", 9, 5)
    assert (first.level, first.severity) == (Level.ANY_POD, "error")
    (exemption,) = second.query.exemptions
    assert second.title.endswith("on any port of TCP, UDP and SCTP, with 1 exception")
    assert (second.id, second.severity, second.controls) == (
        "no-internet",
        "warning",
        ("pci-dss-4/1.3.1",),
    )
    assert (exemption.reason, exemption.until) == ("card payments", "2027-01-31")
    assert exemption.ports == (PortRange(Protocol.TCP, 443, 443),)
    assert read.cluster == ClusterFacts(
        pod_cidrs=("10.244.0.0/16",),
        service_cidrs=("10.96.0.0/12",),
        node_cidrs=("192.168.10.0/24",),
        namespaces=("production",),
    )
    assert read.ignore_kinds == ("CiliumNetworkPolicy",)


def test_possible_is_judged_at_declared_unless_it_says_otherwise() -> None:
    text = (
        "defaults: {level: any-pod}\n"
        "invariants: [{possible: {from: a/b, to: c/d}%s}, a/b can reach c/d]\n"
    )
    assert [found.level for found in spec(text % "").invariants] == [Level.DECLARED] * 2
    assert spec(text % ", level: any-namespace").invariants[0].level is Level.ANY_NAMESPACE


def test_the_default_level_is_any_namespace() -> None:
    assert only("backend never reaches database").level is Level.ANY_NAMESPACE


def test_ids_are_made_unique_and_never_take_a_given_one() -> None:
    read = spec("""\
invariants:
  - backend never reaches database
  - backend never reaches database
  - {id: backend-never-reaches-database, never: {from: backend, to: world}}
""")
    assert [invariant.id for invariant in read.invariants] == [
        "backend-never-reaches-database-2",
        "backend-never-reaches-database-3",
        "backend-never-reaches-database",
    ]


def test_scalars_are_texts() -> None:
    read = spec("  no: {namespace: on, pods: {matchLabels: {yes: 1.0, n: null}}}\n")
    (member,) = read.groups[2].end.members
    labels = (("yes", "1.0"), ("n", "null"))
    assert member.part == PodGroup(("on",), LabelSelector(match_labels=labels))


def test_modifiers() -> None:
    invariant = only(
        "{never: {from: any-pod, to: any-pod}, among: known, side: ingress, dialect: calico,"
        " where: [from.namespace.labels.t != to.labels.app.kubernetes.io/name,"
        ' \'from.labels["x/y"] = "eu"\'], title: Mine}'
    )
    query = invariant.query
    assert query.side is Direction.INGRESS
    assert query.among is not None
    assert query.among.text == "known"
    assert query.where == (
        Comparison(
            LabelOf("from", "namespace", "t"), "!=", LabelOf("to", "pod", "app.kubernetes.io/name")
        ),
        Comparison(LabelOf("from", "pod", "x/y"), "=", "eu"),
    )
    assert invariant.title == "Mine"
    assert invariant.dialect == Dialect(ipblock_matches_pods="yes", host_network="node")


def test_a_title_tells_what_restricts_the_claim() -> None:
    invariant = only("{never: {from: backend, to: any, ports: 1}, among: known, side: egress}")
    assert invariant.title == (
        "backend never reaches any on TCP 1, among known, judged by the egress of the source alone"
    )


@pytest.mark.parametrize(
    "text",
    [
        "'ipblock-matches-pods=yes, host-network=node'",
        "{ipblock-matches-pods: yes, host-network: node}",
        "calico",
    ],
)
def test_dialects(text: str) -> None:
    dialect = only(f"{{never: {{from: a/b, to: c/d}}, dialect: {text}}}").dialect
    assert dialect == Dialect(ipblock_matches_pods="yes", host_network="node")


def test_an_exemption_holds_on_its_last_day() -> None:
    text = "{never: {from: a/b, to: c/d}, except: {to: c/d, reason: r%s}}"
    (dated,) = only(text % ", until: 2027-01-31").query.exemptions
    (open_,) = only(text % "").query.exemptions
    assert not expired(dated, datetime.date(2027, 1, 31))
    assert expired(dated, datetime.date(2027, 2, 1))
    assert not expired(open_, datetime.date(9999, 1, 1))


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read_spec(f"\ufeff{HEAD}", "spec.yaml").groups[0].location == Location("spec.yaml", 3, 3)
