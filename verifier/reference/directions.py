"""One direction of a flow: what all policies that apply to one of its ends make of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from verifier.decision import Because, Decision, Reason, Trace
from verifier.dialect import Dialect
from verifier.errors import UsageError
from verifier.flow import Direction, Flow, PodEndpoint
from verifier.reference.ends import (
    is_loopback,
    is_own_node,
    judged_end,
    other_end,
    seen_as_pod,
)
from verifier.reference.isolation import isolating, own_node_allowed, trace_policies
from verifier.reference.policies import applies
from verifier.reference.readings import Choices
from verifier.reference.tiers import Question, tier_rulings
from verifier.resources import AdminPolicy, NetworkPolicy, Node

DECISIONS = {"accept": Decision.ALLOW, "deny": Decision.DENY}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trace, and the choices under which it comes about: how ties of admin policies end, and
    which domain names resolve to the address of the destination."""

    choices: Choices
    trace: Trace


def direction_allows(
    direction: Direction,
    flow: Flow,
    policies: Sequence[NetworkPolicy],
    dialect: Dialect,
    admin: Sequence[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> bool:
    """True iff this side of `flow` lets it pass, whatever the other side does.

    Raises UsageError as `trace_direction` does.
    """
    found = trace_direction(direction, flow, policies, dialect, admin, nodes)
    return found.decision is Decision.ALLOW


def trace_direction(
    direction: Direction,
    flow: Flow,
    policies: Sequence[NetworkPolicy],
    dialect: Dialect,
    admin: Sequence[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> Trace:
    """The decision of one side of `flow`, and what it rests on.

    `admin` are the policies of the Admin and the Baseline tier, `nodes` all nodes of the cluster.
    Raises UsageError where the answer needs a reading or an address that is not given, or where
    ties or domain names leave it open.
    """
    found = outcomes(direction, flow, policies, dialect, admin, nodes)
    if len({outcome.trace.decision for outcome in found}) > 1:
        points = dict.fromkeys(point for outcome in found for point, _ in outcome.choices)
        raise UsageError(f"the decision is open: {', '.join(points)}")
    return found[0].trace


def outcomes(
    direction: Direction,
    flow: Flow,
    policies: Sequence[NetworkPolicy],
    dialect: Dialect,
    admin: Sequence[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> list[Outcome]:
    """Each way that one side of `flow` may be decided under `dialect`; at least one.

    Raises UsageError where the answer needs a reading or an address that is not given.
    Source: NP-01 to NP-08, NP-50.
    """
    subject = judged_end(flow, direction)
    if not isinstance(subject, PodEndpoint) or not seen_as_pod(subject, dialect):
        return [Outcome((), Trace(Decision.ALLOW, Reason.NOT_A_SUBJECT, isolated=False))]
    isolated = len(isolating(direction, flow, policies)) > 0
    # "A Pod connecting to its own Pod IP is not subject to CNP." (network-policy-api, api-overview)
    if is_loopback(flow.source, flow.destination):
        return [Outcome((), Trace(Decision.ALLOW, Reason.LOOPBACK, isolated))]
    question = Question(direction, flow, nodes, dialect)
    return list(tiers_in_order(question, subject, policies, admin, isolated))


def tiers_in_order(
    question: Question,
    subject: PodEndpoint,
    policies: Sequence[NetworkPolicy],
    admin: Sequence[AdminPolicy],
    isolated: bool,
) -> Iterator[Outcome]:
    """Each way that the tiers may decide about `subject`, which is one of theirs."""
    # "Policy tiers are evaluated in the following order: Admin tier, NetworkPolicy tier, Baseline
    # tier." "If Admin tier has made a final decision (Accept or Deny) on a connection, then no
    # further evaluation is done." "Pass: Skips all further ClusterNetworkPolicy rules in the
    # current tier for the selected traffic, and passes evaluation to the next tier."
    # (policy.networking.k8s.io/v1alpha2 clusternetworkpolicy_types.go, Tier and Action)
    direction, flow, dialect = question.direction, question.flow, question.dialect
    for ruling in tier_rulings(question, "Admin", admin, ()):
        if ruling.action == "accept" or ruling.action == "deny":
            trace = Trace(DECISIONS[ruling.action], Reason.ADMIN, isolated, ruling.because)
            yield Outcome(ruling.choices, trace)
            continue
        found = trace_policies(direction, flow, policies, dialect)
        if found is not None:
            yield Outcome(ruling.choices, replace(found, passed=ruling.because))
            continue
        hidden = [policy for policy in policies if applies(policy, subject)]
        yield from baseline(question, hidden, admin, ruling.choices, ruling.because)


def baseline(
    question: Question,
    selecting: Sequence[NetworkPolicy],
    admin: Sequence[AdminPolicy],
    taken: Choices,
    passed: tuple[Because, ...],
) -> Iterator[Outcome]:
    """What becomes of a flow that the tiers before leave undecided; `selecting` are the policies
    that select its pod for the other direction."""
    # "Baseline tier is a cluster-wide policy that can be overridden by the v1.NetworkPolicy. If
    # Baseline tier has made a final decision (Accept or Deny) on a connection, then no further
    # evaluation is done." "If a given connection wasn't allowed or denied by any of the tiers, the
    # default kubernetes policy is applied, which says that all pods can communicate with each
    # other." (v1alpha2 clusternetworkpolicy_types.go, Tier)
    default = Trace(Decision.ALLOW, by_default(question), isolated=False, passed=passed)
    found = tier_rulings(question, "Baseline", admin, taken)
    asked = any(ruling.action is not None for ruling in found)
    if asked and selecting and whole_pod(question.dialect):
        yield Outcome(taken, default)
        return
    for ruling in found:
        if ruling.action == "accept" or ruling.action == "deny":
            trace = Trace(DECISIONS[ruling.action], Reason.BASELINE, False, ruling.because)
            yield Outcome(ruling.choices, replace(trace, passed=passed))
        else:
            yield Outcome(ruling.choices, replace(default, passed=(*passed, *ruling.because)))


def whole_pod(dialect: Dialect) -> bool:
    """True iff a NetworkPolicy for one direction hides the Baseline tier for both.

    Raises UsageError where the dialect leaves it open.
    """
    # "v1.NetworkPolicy always makes a final decision for selected pods. Further evaluation only
    # happens for Pods not selected by a v1.NetworkPolicy." (v1alpha2 clusternetworkpolicy_types.go,
    # Tier) A pod is selected for a direction: a policy that says nothing of egress may be held to
    # decide nothing about it.
    match dialect.baseline:
        case "per-pod":
            return True
        case "per-direction":
            return False
        case "any":
            raise UsageError("the Baseline tier needs a reading of dialect baseline")


def by_default(question: Question) -> Reason:
    """Why a flow passes that no policy decides about."""
    if is_own_node(other_end(question.flow, question.direction)) and own_node_allowed(
        question.direction, question.dialect
    ):
        return Reason.OWN_NODE
    return Reason.NOT_ISOLATED
