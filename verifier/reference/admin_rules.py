"""Policies of the Admin and Baseline tiers: whom they apply to, and which flows a rule is about."""

from collections.abc import Sequence
from typing import Literal

from verifier.errors import UsageError
from verifier.flow import Direction, Endpoint, Flow, PodEndpoint
from verifier.reference.admin_peers import (
    admin_peer_matches,
    domain_key,
    given_or_all,
    namespaced_pod_matches,
    on_pod_network,
)
from verifier.reference.ends import namespace_labels, other_end
from verifier.resources import AdminPeer, AdminPolicy, AdminPort, AdminRule, Node

RuleAction = Literal["accept", "deny", "pass"]


def admin_selects(policy: AdminPolicy, pod: PodEndpoint) -> bool:
    """True iff the rules of `policy` are about `pod`. This isolates nothing.

    Raises UsageError for a subject that says nothing.
    """
    # "Subject defines the pods to which this ClusterNetworkPolicy applies." "Exactly one field must
    # be set. Note that host-networked pods are not included in subject selection."
    # (v1alpha2 clusternetworkpolicy_types.go, ClusterNetworkPolicySubject)
    subject = policy.subject
    if subject.namespaces is None and subject.pods is None:
        raise UsageError(f"the subject of {policy.text} selects neither namespaces nor pods")
    if not on_pod_network(pod):
        return False
    if subject.namespaces is not None:
        return given_or_all(subject.namespaces, namespace_labels(pod))
    return subject.pods is not None and namespaced_pod_matches(subject.pods, pod)


def admin_rules(policy: AdminPolicy, direction: Direction) -> tuple[AdminRule, ...]:
    """The rules of `policy` for `direction`, first to last."""
    # "CNPs with no ingress rules do not affect ingress traffic." "CNPs with no egress rules do not
    # affect egress traffic." (v1alpha2 clusternetworkpolicy_types.go, ClusterNetworkPolicySpec)
    return (policy.ingress if direction is Direction.INGRESS else policy.egress) or ()


def admin_rule_matches(
    rule: AdminRule,
    direction: Direction,
    flow: Flow,
    nodes: Sequence[Node],
    domains: frozenset[str],
) -> bool:
    """True iff `rule` is about `flow`; `nodes` and `domains` as for `admin_peer_matches`.

    Raises UsageError where the answer needs an address that is not given.
    """
    # "If any element matches the source of incoming traffic then the specified action is applied."
    # "If any element matches the destination of outgoing traffic then the specified action is
    # applied." "Protocols allows for more fine-grain matching of traffic on protocol-specific
    # attributes such as the port." (v1alpha2 clusternetworkpolicy_types.go, rules)
    if has_unknown_field(rule):
        return action_of(rule) != "accept"
    return first_admin_peer(rule, direction, flow, nodes, domains) is not None


def first_admin_peer(
    rule: AdminRule,
    direction: Direction,
    flow: Flow,
    nodes: Sequence[Node],
    domains: frozenset[str],
) -> int | None:
    """The position of the first peer of `rule` by which it is about `flow`; None without one."""
    other = other_end(flow, direction)
    for position, peer in enumerate(rule.peers):
        if ports_match(rule, peer, flow) and admin_peer_matches(peer, other, nodes, domains):
            return position
    return None


def ports_match(rule: AdminRule, peer: AdminPeer, flow: Flow) -> bool:
    """True iff `rule` does not restrict ports, or one of its ports is the flow's to `peer`."""
    # "If unspecified, protocol-specific attributes will not be used to match traffic." (v1alpha2
    # clusternetworkpolicy_types.go) "If Ports is not set then the rule does not filter traffic via
    # port." (v1alpha1)
    if rule.ports is None or len(rule.ports) == 0:
        return True
    # "You can't use this in a rule that targets resources without named ports (e.g. Nodes or
    # Networks)." (v1alpha2 clusternetworkpolicy_types.go, DestinationNamedPort)
    names_count = peer.namespaces is not None or peer.pods is not None
    return any(
        admin_port_matches(port, flow)
        for port in rule.ports
        if port.named_port is None or names_count
    )


def admin_port_matches(port: AdminPort, flow: Flow) -> bool:
    """True iff `port` is about the protocol and the destination port of `flow`."""
    if port.named_port is not None:
        return admin_name_is(port.named_port, flow, flow.destination)
    # "Protocol is the network protocol (TCP, UDP, or SCTP) which traffic must match. If not
    # specified, this field defaults to TCP." (v1alpha1 shared_types.go, Port and PortRange; in
    # v1alpha2 the field that is set names the protocol)
    if (port.protocol or "TCP") != flow.protocol.value:
        return False
    if port.port is None:
        return True
    # "PortRange defines an inclusive range of ports from the assigned Start value to End value."
    # (v1alpha2 clusternetworkpolicy_types.go)
    last = port.port.number if port.port.last is None else port.port.last
    return port.port.number <= flow.port <= last


def admin_name_is(name: str, flow: Flow, destination: Endpoint) -> bool:
    """True iff a port of the destination pod has this name, with the flow's protocol and number."""
    # "DestinationNamedPort selects a destination port on a pod based on the ContainerPort name."
    # (v1alpha2 clusternetworkpolicy_types.go: no protocol stands beside it)
    return on_pod_network(destination) and any(
        declared.name == name
        and declared.protocol is flow.protocol
        and declared.number == flow.port
        for declared in destination.named_ports
    )


def action_of(rule: AdminRule) -> RuleAction:
    """What `rule` does with the flows that it is about. Raises UsageError for an unknown action."""
    # "For "Accept" rules, "fail closed" means: "treat the rule as matching no traffic". For "Deny"
    # and "Pass" rules, "fail closed" means: "treat the rule as a 'Deny all' rule"."
    # (v1alpha2 clusternetworkpolicy_types.go, ClusterNetworkPolicyIngressPeer)
    match rule.action:
        case "Accept" | "Allow":
            return "accept"
        case "Deny":
            return "deny"
        case "Pass":
            return "deny" if has_unknown_field(rule) else "pass"
        case other:
            raise UsageError(f"{other!r} is no action of a rule")


def has_unknown_field(rule: AdminRule) -> bool:
    """True iff a peer or a port of `rule` says nothing that is known here."""
    # "If an implementation sees no fields are set then it can infer that the deployed CRD is of an
    # incompatible version with an unknown field. In that case it should fail closed."
    # (v1alpha2 clusternetworkpolicy_types.go, ClusterNetworkPolicyIngressPeer)
    return any(AdminPeer(location=peer.location) == peer for peer in rule.peers) or any(
        AdminPort(location=port.location) == port for port in rule.ports or ()
    )


def domains_of(rule: AdminRule) -> tuple[str, ...]:
    """The domain names that `rule` mentions, each once, as `domain_key` spells them."""
    names = (name for peer in rule.peers for name in peer.domain_names or ())
    return tuple(dict.fromkeys(domain_key(name) for name in names))
