"""The rungs of the Admin and Baseline tiers: one port, one rule, by themselves."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from verifier import reference
from verifier.dialect import Dialect
from verifier.flow import Direction, Flow
from verifier.normalise import admin as normalise
from verifier.resources import (
    AdminKind,
    AdminPeer,
    AdminPolicy,
    AdminPort,
    AdminRule,
    LabelSelector,
    Node,
    Subject,
)
from verifier.smt.logic import disj
from verifier.testing import strategies
from verifier.testing.agreement import Encoded

DIALECTS = strategies.dialects(fixed=True)
ANP: AdminKind = "AdminNetworkPolicy"
KINDS: tuple[AdminKind, ...] = (ANP, "ClusterNetworkPolicy", "BaselineAdminNetworkPolicy")


def policy_of(rule: AdminRule, direction: Direction) -> AdminPolicy:
    """A policy on every pod, for that direction alone, with that rule alone."""
    ingress, egress = ((rule,), None) if direction is Direction.INGRESS else (None, (rule,))
    return AdminPolicy(
        kind=ANP,
        name="t0",
        tier="Admin",
        priority=1,
        subject=Subject(namespaces=LabelSelector()),
        ingress=ingress,
        egress=egress,
    )


@st.composite
def ports_with_flows(draw: st.DrawFn) -> tuple[AdminPolicy, AdminPort, Flow]:
    """A port, in a policy, and a flow near it."""
    port = draw(strategies.admin_ports(draw(st.sampled_from(KINDS))))
    everyone = AdminPeer(namespaces=LabelSelector())
    rule = AdminRule(action="Deny", peers=(everyone,), ports=(port,))
    policy = policy_of(rule, Direction.INGRESS)
    return policy, port, draw(strategies.flows(strategies.near(policy)))


@st.composite
def rules_with_flows(
    draw: st.DrawFn,
) -> tuple[AdminRule, Direction, Sequence[Node], AdminPolicy, Flow]:
    """A rule for a direction, in a policy, the nodes of the cluster, and a flow near them."""
    direction = draw(st.sampled_from((Direction.EGRESS, Direction.INGRESS)))
    egress = direction is Direction.EGRESS
    rule = draw(strategies.admin_rules(draw(st.sampled_from(KINDS)), egress, domains=False))
    nodes = [draw(strategies.nodes(f"node-{n}", n)) for n in range(draw(st.integers(0, 2)))]
    policy = policy_of(rule, direction)
    near = strategies.near(*nodes, policy)
    return rule, direction, nodes, policy, draw(strategies.flows(near))


@given(case=ports_with_flows(), dialect=DIALECTS)
def test_ports_of_tiers_match_alike(
    case: tuple[AdminPolicy, AdminPort, Flow], dialect: Dialect
) -> None:
    policy, port, flow = case
    encoded = Encoded([], flow, dialect, [policy])
    expected = reference.admin_port_matches(port, flow)
    assert encoded.holds(encoded.compiler.port_matches(normalise.admin_port(port))) == expected


@given(case=rules_with_flows(), dialect=DIALECTS)
def test_rules_of_tiers_match_alike(
    case: tuple[AdminRule, Direction, Sequence[Node], AdminPolicy, Flow], dialect: Dialect
) -> None:
    rule, direction, nodes, policy, flow = case
    encoded = Encoded([], flow, dialect, [policy], nodes)
    expected = reference.admin_rule_matches(rule, direction, flow, nodes, frozenset())
    found = normalise.admin_rules(rule, nodes)
    term = disj(encoded.compiler.rule_matches(each, direction) for each in found)
    assert encoded.holds(term) == expected
