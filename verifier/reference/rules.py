"""Policy rules against flows."""

from verifier.dialect import Dialect
from verifier.flow import Direction, Endpoint, Flow
from verifier.reference.ends import other_end
from verifier.reference.peers import peer_matches
from verifier.reference.ports import port_matches
from verifier.resources import NetworkPolicyRule


def rule_matches(
    rule: NetworkPolicyRule, namespace: str, direction: Direction, flow: Flow, dialect: Dialect
) -> bool:
    """True iff `rule`, in a policy of `namespace`, admits `flow` for `direction`.

    Source: NP-05, NP-06.
    """
    # "The traffic must match both ports and from." "The traffic must match both ports and to."
    # (networking/v1 types.go, NetworkPolicyIngressRule and NetworkPolicyEgressRule)
    other = other_end(flow, direction)
    return peers_match(rule, namespace, other, dialect) and ports_match(rule, flow, dialect)


def peers_match(rule: NetworkPolicyRule, namespace: str, other: Endpoint, dialect: Dialect) -> bool:
    """True iff `rule` does not restrict the other end, or one of its peers describes it."""
    # "Items in this list are combined using a logical OR operation. If this field is empty or
    # missing, this rule matches all sources (traffic not restricted by source)."
    if rule.peers is None or len(rule.peers) == 0:
        return True
    return first_peer(rule, namespace, other, dialect) is not None


def first_peer(
    rule: NetworkPolicyRule, namespace: str, other: Endpoint, dialect: Dialect
) -> int | None:
    """The position of the first peer of `rule` that describes `other`; None where none does."""
    for position, peer in enumerate(rule.peers or ()):
        if peer_matches(peer, namespace, other, dialect):
            return position
    return None


def ports_match(rule: NetworkPolicyRule, flow: Flow, dialect: Dialect) -> bool:
    """True iff `rule` does not restrict ports, or one of its ports is the flow's."""
    # "Each item in this list is combined using a logical OR. If this field is empty or missing,
    # this rule matches all ports (traffic not restricted by port)."
    if rule.ports is None or len(rule.ports) == 0:
        return True
    return any(port_matches(port, flow, dialect) for port in rule.ports)
