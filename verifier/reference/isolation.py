"""The NetworkPolicy tier: what the policies that isolate an end make of one direction of a flow."""

from collections.abc import Sequence

from verifier.decision import Because, Decision, Reason, Trace
from verifier.dialect import Dialect
from verifier.errors import UsageError
from verifier.flow import Direction, Flow, PodEndpoint
from verifier.reference.ends import is_own_node, judged_end, other_end
from verifier.reference.policies import rules, selects
from verifier.reference.rules import first_peer, rule_matches
from verifier.resources import NetworkPolicy


def trace_policies(
    direction: Direction, flow: Flow, policies: Sequence[NetworkPolicy], dialect: Dialect
) -> Trace | None:
    """What `policies` decide of one side of `flow`; None where none isolates the pod this way.

    Raises UsageError where the answer needs a reading or an address that is not given.
    Source: NP-04 to NP-07, NP-52 to NP-54.
    """
    # "Traffic is allowed to a pod if there are no NetworkPolicies selecting the pod (and cluster
    # policy otherwise allows the traffic), OR if the traffic source is the pod's local node, OR if
    # the traffic matches at least one ingress rule across all of the NetworkPolicy objects whose
    # podSelector matches the pod." (networking/v1 types.go, NetworkPolicySpec)
    applying = isolating(direction, flow, policies)
    if not applying:
        return None
    if is_own_node(other_end(flow, direction)) and own_node_allowed(direction, dialect):
        return Trace(Decision.ALLOW, Reason.OWN_NODE, isolated=True)
    admitting = [
        because for policy in applying for because in admissions(policy, direction, flow, dialect)
    ]
    if admitting:
        return Trace(Decision.ALLOW, Reason.RULE, True, tuple(admitting))
    return Trace(Decision.DENY, Reason.NO_RULE, True, tuple(map(selection, applying)))


def isolating(
    direction: Direction, flow: Flow, policies: Sequence[NetworkPolicy]
) -> list[NetworkPolicy]:
    """The policies that select the judged end of `flow` for `direction`."""
    subject = judged_end(flow, direction)
    if not isinstance(subject, PodEndpoint):
        return []
    return [policy for policy in policies if selects(policy, subject, direction)]


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
