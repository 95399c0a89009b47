"""Faults in rules and policies: each takes a function and returns a wrong one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from verifier.flow import Direction
from verifier.model import (
    EVERYTHING,
    Action,
    AnyPeer,
    AnyPort,
    NamespacesWith,
    Operator,
    PortInterval,
    Rule,
)
from verifier.query import PortRange
from verifier.resources import NetworkPolicyRule
from verifier.smt.logic import FALSE, conj, disj

Function = Callable[..., Any]


def an_empty_from_admits_nobody(right: Function) -> Function:
    def wrong(written: NetworkPolicyRule, namespace: str) -> Any:
        found = right(written, namespace)
        return replace(found, peers=()) if written.peers == () else found

    return wrong


def empty_ports_admit_no_port(right: Function) -> Function:
    def wrong(written: NetworkPolicyRule, namespace: str) -> Any:
        found = right(written, namespace)
        return replace(found, ports=()) if written.ports == () else found

    return wrong


def ports_without_peers_are_enough(_right: Function) -> Function:
    def wrong(self: Any, rule: Rule, direction: Direction) -> Any:
        end = self.flow.peer(direction)
        peers = disj(self.peer_matches(peer, end) for peer in rule.peers)
        return disj((peers, disj(self.port_matches(port) for port in rule.ports)))

    return wrong


def an_empty_list_of_rules_admits_all(right: Function) -> Function:
    def wrong(written: Any, namespace: str) -> Any:
        if written == ():
            return (Rule(Action.ACCEPT, (AnyPeer(),), (AnyPort(),), NetworkPolicyRule().location),)
        return right(written, namespace)

    return wrong


def isolation_by_the_other_end(_right: Function) -> Function:
    def wrong(self: Any, policy: Any, direction: Direction) -> Any:
        if policy.rules(direction) is None:
            return FALSE
        end = self.flow.peer(direction)
        pods = self.selector_matches(policy.pods, end, "pod")
        return conj((self.is_subject(end), self.namespaces_match(policy.namespaces, end), pods))

    return wrong


def an_empty_egress_isolates(_right: Function) -> Function:
    return lambda written, egress: (
        written or (("Ingress",) if egress is None else ("Ingress", "Egress"))
    )


def egress_rules_make_egress_only(_right: Function) -> Function:
    return lambda written, egress: written or (("Egress",) if egress else ("Ingress",))


def no_policy_types_isolate_nothing(right: Function) -> Function:
    return lambda written, egress: () if written == () else right(written, egress)


def rules_of_other_directions_live(_right: Function) -> Function:
    return lambda _written, _egress: ("Ingress", "Egress")


def policies_select_in_every_namespace(right: Function) -> Function:
    return lambda written: replace(right(written), namespaces=NamespacesWith(EVERYTHING))


def host_network_pods_are_isolated(_right: Function) -> Function:
    return lambda _self, end: end.is_pod


def the_first_policy_decides(right: Function) -> Function:
    def wrong(self: Any, tier: Any, policies: Sequence[Any], asking: Any) -> Any:
        return right(self, tier, list(policies)[:1], asking)

    return wrong


def the_own_node_is_not_exempt(_right: Function) -> Function:
    return lambda _self, _direction: FALSE


def an_answer_needs_a_rule_of_its_own(right: Function) -> Function:
    def wrong(self: Any, direction: Direction) -> Any:
        back = Direction.EGRESS if direction is Direction.INGRESS else Direction.INGRESS
        return disj((right(self, direction), right(self, back)))

    return wrong


# Slices


def not_in_asks_for_the_label(right: Function) -> Function:
    def wrong(one: Any, other: Any) -> Any:
        operators = {one.operator, other.operator}
        return right(one, other) or operators == {Operator.NOT_IN, Operator.ABSENT}

    return wrong


def the_last_port_is_out(right: Function) -> Function:
    def wrong(match: Any, port: Any) -> Any:
        if isinstance(match, PortInterval) and isinstance(port, PortRange):
            port = replace(port, last=port.last - 1)
        return right(match, port)

    return wrong


def rules_look_at_their_own_end(right: Function) -> Function:
    def wrong(self: Any, rule: Any, direction: Direction) -> Any:
        return right(
            replace(self, source=self.destination, destination=self.source), rule, direction
        )

    return wrong


def other_groups_of_an_end_are_left_out(right: Function) -> Function:
    return lambda ends: right(ends[:1])
