"""One direction of a flow: what all policies that apply to one of its ends make of it."""

from collections.abc import Sequence

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
from verifier.reference.policies import rules, selects
from verifier.reference.rules import first_peer, rule_matches
from verifier.resources import NetworkPolicy


def direction_allows(
    direction: Direction, flow: Flow, policies: Sequence[NetworkPolicy], dialect: Dialect
) -> bool:
    """True iff this side of `flow` lets it pass, whatever the other side does."""
    return trace_direction(direction, flow, policies, dialect).decision is Decision.ALLOW


def trace_direction(
    direction: Direction, flow: Flow, policies: Sequence[NetworkPolicy], dialect: Dialect
) -> Trace:
    """The decision of one side of `flow`, and what it rests on.

    Raises UsageError where the answer needs a reading or an address that is not given.
    Source: NP-01 to NP-08, NP-52 to NP-54.
    """
    # "Traffic is allowed to a pod if there are no NetworkPolicies selecting the pod (and cluster
    # policy otherwise allows the traffic), OR if the traffic source is the pod's local node, OR if
    # the traffic matches at least one ingress rule across all of the NetworkPolicy objects whose
    # podSelector matches the pod." (networking/v1 types.go, NetworkPolicySpec)
    subject = judged_end(flow, direction)
    other = other_end(flow, direction)
    if not isinstance(subject, PodEndpoint) or not seen_as_pod(subject, dialect):
        return Trace(Decision.ALLOW, Reason.NOT_A_SUBJECT, isolated=False)
    applying = [policy for policy in policies if selects(policy, subject, direction)]
    isolated = len(applying) > 0
    if is_loopback(flow.source, flow.destination):
        return Trace(Decision.ALLOW, Reason.LOOPBACK, isolated)
    if is_own_node(other) and own_node_allowed(direction, dialect):
        return Trace(Decision.ALLOW, Reason.OWN_NODE, isolated)
    if not isolated:
        return Trace(Decision.ALLOW, Reason.NOT_ISOLATED, isolated)
    admitting = [
        because for policy in applying for because in admissions(policy, direction, flow, dialect)
    ]
    if admitting:
        return Trace(Decision.ALLOW, Reason.RULE, isolated, tuple(admitting))
    return Trace(Decision.DENY, Reason.NO_RULE, isolated, tuple(map(selection, applying)))


def own_node_allowed(direction: Direction, dialect: Dialect) -> bool:
    """True iff traffic with a pod's own node passes whatever the rules say.

    Source: NP-52, NP-53.
    """
    # "OR if the traffic source is the pod's local node" is said of ingress only. (networking/v1
    # types.go, NetworkPolicySpec) "traffic to and from the node where a Pod is running is always
    # allowed, regardless of the IP address of the Pod or the node" is said of both.
    # (concepts/services-networking/network-policies)
    if direction is Direction.INGRESS:
        return True
    match dialect.own_node_egress:
        case "allow":
            return True
        case "policy":
            return False
        case "any":
            raise UsageError("egress to the own node needs a reading of dialect own-node-egress")


def admissions(
    policy: NetworkPolicy, direction: Direction, flow: Flow, dialect: Dialect
) -> list[Because]:
    """Each rule of `policy` that admits `flow`, at the first of its peers that does."""
    found = []
    for position, rule in enumerate(rules(policy, direction)):
        if rule_matches(rule, policy.namespace, direction, flow, dialect):
            peer = first_peer(rule, policy.namespace, other_end(flow, direction), dialect)
            guilty = rule if peer is None or rule.peers is None else rule.peers[peer]
            found.append(Because("rule", policy.text, position, peer, guilty.location))
    return found


def selection(policy: NetworkPolicy) -> Because:
    """The part of a policy that selects the pod, and admits nothing here."""
    return Because("selects", policy.text, rule=None, peer=None, location=policy.location)
