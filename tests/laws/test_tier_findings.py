"""Findings about tiers: a rule that never decides may as well say the opposite, and a
NetworkPolicy that is overridden may as well be gone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from verifier import reference
from verifier.analysis.lint.findings import Finding
from verifier.analysis.lint.run import lint
from verifier.decision import Decision
from verifier.dialect import Dialect
from verifier.flow import Direction, Flow, PodEndpoint
from verifier.manifests import Manifests
from verifier.reference.ends import judged_end
from verifier.resources import (
    AdminPeer,
    AdminPolicy,
    AdminRule,
    LabelSelector,
    NetworkPolicy,
    Node,
    Subject,
)
from verifier.testing import strategies

TRIED = 6
LOCKDOWN = AdminPolicy(
    kind="ClusterNetworkPolicy",
    name="lockdown",
    tier="Admin",
    priority=2,
    subject=Subject(namespaces=LabelSelector()),
    egress=(AdminRule(action="Deny", peers=(AdminPeer(networks=("0.0.0.0/0", "::/0")),)),),
)


def decisions(
    direction: Direction,
    flow: Flow,
    policies: Sequence[NetworkPolicy],
    admin: Sequence[AdminPolicy],
    nodes: Sequence[Node],
) -> set[tuple[object, Decision]]:
    """What one side may be, under every reading, however names resolve."""
    readings = reference.every_reading(flow, policies, Dialect(), admin, nodes)
    egress = direction is Direction.EGRESS
    return {
        (reading.case[0], (reading.egress if egress else reading.ingress).decision)
        for reading in readings
    }


def with_action(policy: AdminPolicy, finding: Finding, action: str) -> AdminPolicy:
    """The policy with another action in the rule that the finding is about."""
    direction, _, rest = finding.field.removeprefix("spec.").partition("[")
    index = int(rest.removesuffix("]"))
    rules = list((policy.ingress if direction == "ingress" else policy.egress) or ())
    rules[index] = replace(rules[index], action=action)
    changed: tuple[AdminRule, ...] = tuple(rules)
    if direction == "ingress":
        return replace(policy, ingress=changed)
    return replace(policy, egress=changed)


def flows_near(data: st.DataObject, manifests: Manifests, direction: Direction) -> Iterator[Flow]:
    """Flows whose judged end is a pod with an address of its own."""
    near = strategies.near(*manifests.admin_policies, *manifests.policies)
    for _ in range(TRIED):
        flow = data.draw(strategies.flows(near))
        subject = judged_end(flow, direction)
        if isinstance(subject, PodEndpoint) and not subject.host_network:
            yield flow


@settings(max_examples=share_of_examples(2))
@given(data=st.data(), admin=strategies.admin_policy_sets(3).filter(bool))
def test_a_rule_that_never_decides_may_say_anything(
    data: st.DataObject, admin: tuple[AdminPolicy, ...]
) -> None:
    found = [f for f in lint(Manifests(admin_policies=admin)).findings if f.code == "NP411"]
    event(f"{min(len(found), 5)} rules never decide")
    for finding in found:
        direction = Direction.INGRESS if "ingress" in finding.field else Direction.EGRESS
        for action in ("Accept", "Deny", "Pass"):
            changed = [
                with_action(p, finding, action) if p.text == finding.object else p for p in admin
            ]
            for flow in flows_near(data, Manifests(admin_policies=admin), direction):
                before, after = (decisions(direction, flow, (), a, ()) for a in (admin, changed))
                assert before == after, (finding.object, finding.field, action, flow)


@settings(max_examples=share_of_examples(2))
@given(
    data=st.data(),
    others=strategies.admin_policy_sets(1),
    subject=strategies.admin_subjects(),
    policies=strategies.policy_sets(2).filter(bool),
)
def test_a_policy_that_is_overridden_may_go(
    data: st.DataObject,
    others: tuple[AdminPolicy, ...],
    subject: Subject,
    policies: tuple[NetworkPolicy, ...],
) -> None:
    admin = (*others, replace(LOCKDOWN, subject=subject))
    manifests = Manifests(policies=policies, admin_policies=admin)
    found = [f for f in lint(manifests).findings if f.code == "NP412"]
    event(f"{len(found)} are overridden")
    for finding in found:
        gone = next(p for p in policies if p.text == finding.object)
        left = tuple(p for p in policies if p is not gone)
        for direction in Direction:
            for flow in flows_near(data, manifests, direction):
                judged = judged_end(flow, direction)
                assert isinstance(judged, PodEndpoint)
                if reference.selects(gone, judged, direction):
                    before, after = (
                        decisions(direction, flow, some, admin, ()) for some in (policies, left)
                    )
                    assert before == after, (finding.object, flow)
