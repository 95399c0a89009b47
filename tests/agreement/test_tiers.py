"""Rung seven: policies of all tiers, flows near them, ties and domain names left open."""

from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from verifier.dialect import Dialect
from verifier.flow import ExternalEndpoint, Flow, PodEndpoint
from verifier.resources import (
    AdminKind,
    AdminPeer,
    AdminPolicy,
    AdminRule,
    LabelSelector,
    NetworkPolicy,
    Node,
    Subject,
)
from verifier.testing import strategies
from verifier.testing.agreement import assert_agreement


@dataclass(frozen=True, slots=True)
class Tiers:
    """Policies of all tiers, the nodes of the cluster, and a flow near them."""

    policies: tuple[NetworkPolicy, ...]
    admin: tuple[AdminPolicy, ...]
    nodes: tuple[Node, ...]
    flow: Flow


BASELINE: tuple[AdminKind, ...] = ("BaselineAdminNetworkPolicy",)
ALL_KINDS: tuple[AdminKind, ...] = (*BASELINE, "AdminNetworkPolicy", "ClusterNetworkPolicy")


def admin_sets(
    most: int = 3, kinds: tuple[AdminKind, ...] = ALL_KINDS
) -> st.SearchStrategy[tuple[AdminPolicy, ...]]:
    """At least one admin policy."""
    return strategies.admin_policy_sets(most, kinds).filter(bool)


@st.composite
def tied_sets(draw: st.DrawFn) -> tuple[AdminPolicy, ...]:
    """Policies of one tier, all of one priority or of none."""
    tier: Literal["Admin", "Baseline"] = draw(st.sampled_from(("Baseline", "Admin")))
    kind: AdminKind = "AdminNetworkPolicy" if tier == "Admin" else "BaselineAdminNetworkPolicy"
    found = draw(admin_sets(3, ("ClusterNetworkPolicy", kind)))
    return tuple(replace(p, tier=tier, priority=None if p.priority is None else 1) for p in found)


@st.composite
def passing_sets(draw: st.DrawFn) -> tuple[AdminPolicy, ...]:
    """A first policy that passes on what pods do, and others that are asked nothing."""
    rule = AdminRule(action="Pass", peers=(AdminPeer(namespaces=LabelSelector()),))
    first = AdminPolicy(
        kind="ClusterNetworkPolicy",
        name="first",
        tier="Admin",
        priority=0,
        subject=Subject(namespaces=LabelSelector()),
        ingress=(rule,),
        egress=(rule,),
    )
    others = draw(admin_sets(2, ("AdminNetworkPolicy",)))
    return (first, *(replace(policy, priority=1) for policy in others))


@st.composite
def tiers_with_flows(
    draw: st.DrawFn,
    sets: st.SearchStrategy[tuple[AdminPolicy, ...]] | None = None,
    below: bool = False,
) -> Tiers:
    """At least one admin policy; `below`: and at least one NetworkPolicy."""
    admin = draw(admin_sets() if sets is None else sets)
    none: st.SearchStrategy[tuple[NetworkPolicy, ...]] = st.just(())
    some = strategies.policy_sets()
    policies = draw(some.filter(bool) if below else st.one_of(none, some))
    count = draw(st.integers(0, 2))
    nodes = tuple(draw(strategies.nodes(f"node-{n}", n)) for n in range(count))
    near = strategies.near(*nodes, *admin, *policies)
    return Tiers(policies, admin, nodes, draw(strategies.flows(near)))


def decided_alike(found: Tiers, dialect: Dialect) -> None:
    """Raises SoundnessError unless encoder and reference agree."""
    assert_agreement(found.policies, found.flow, dialect, found.admin, found.nodes)


@given(found=tiers_with_flows(admin_sets(1)), dialect=strategies.dialects())
def test_single_policies_decide_alike(found: Tiers, dialect: Dialect) -> None:
    decided_alike(found, dialect)


@given(found=tiers_with_flows(), dialect=strategies.dialects())
def test_tiers_decide_alike(found: Tiers, dialect: Dialect) -> None:
    decided_alike(found, dialect)


@given(found=tiers_with_flows(tied_sets()), dialect=strategies.dialects())
def test_ties_are_decided_alike(found: Tiers, dialect: Dialect) -> None:
    decided_alike(found, dialect)


@given(found=tiers_with_flows(passing_sets(), below=True), dialect=strategies.dialects())
def test_what_is_passed_on_is_decided_alike(found: Tiers, dialect: Dialect) -> None:
    decided_alike(found, dialect)


@given(found=tiers_with_flows(admin_sets(1, BASELINE), below=True), dialect=strategies.dialects())
def test_network_policies_hide_the_baseline_alike(found: Tiers, dialect: Dialect) -> None:
    decided_alike(found, dialect)


@given(found=tiers_with_flows(admin_sets(2)), dialect=strategies.dialects(), data=st.data())
def test_traffic_to_nodes_is_decided_alike(
    found: Tiers, dialect: Dialect, data: st.DataObject
) -> None:
    source = found.flow.source
    if not isinstance(source, PodEndpoint):
        return
    version = ip_address(source.ip or "").version
    near = strategies.near(*found.nodes, *found.admin)
    node: Literal["own", "other"] = data.draw(st.sampled_from(("own", "other")))
    ip = data.draw(st.sampled_from(near.addresses[version]))
    flow = replace(found.flow, destination=ExternalEndpoint(ip=ip, node=node))
    decided_alike(replace(found, flow=flow), dialect)


@given(found=tiers_with_flows(), dialect=strategies.dialects(), forget=st.sampled_from("sd"))
def test_unknown_addresses_leave_the_same_decisions_open(
    found: Tiers, dialect: Dialect, forget: str
) -> None:
    flow = found.flow
    if forget == "s" and isinstance(flow.source, PodEndpoint):
        flow = replace(flow, source=replace(flow.source, ip=None))
    elif isinstance(flow.destination, PodEndpoint):
        flow = replace(flow, destination=replace(flow.destination, ip=None))
    decided_alike(replace(found, flow=flow), dialect)
