"""Faults in the normaliser and in the ladder: each takes a function and returns a wrong one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from verifier.flow import Direction
from verifier.model import (
    EVERYTHING,
    Action,
    AddressPeer,
    AnyPeer,
    AnyPort,
    NamespacesWith,
    Operator,
    PodPeer,
    PortInterval,
    PortNamed,
    Rule,
)
from verifier.resources import NetworkPolicyPort, NetworkPolicyRule
from verifier.smt.footprint import ABSENT, NAME_LABEL
from verifier.smt.logic import FALSE, TRUE, Term, between, conj, disj, has_prefix, is_number, neg

Function = Callable[..., Any]


# Selectors


def not_in_asks_for_the_key(right: Function) -> Function:
    def wrong(self: Any, item: Any, end: Any, of: Any) -> Any:
        absent = is_number(end.label(of, item.key), ABSENT)
        found = right(self, item, end, of)
        return conj((found, neg(absent))) if item.operator is Operator.NOT_IN else found

    return wrong


def in_matches_an_absent_key(right: Function) -> Function:
    def wrong(self: Any, item: Any, end: Any, of: Any) -> Any:
        absent = is_number(end.label(of, item.key), ABSENT)
        found = right(self, item, end, of)
        return disj((found, absent)) if item.operator is Operator.IN else found

    return wrong


def empty_value_matches_an_absent_key(right: Function) -> Function:
    def wrong(self: Any, item: Any, end: Any, of: Any) -> Any:
        absent = is_number(end.label(of, item.key), ABSENT)
        empty = item.operator is Operator.IN and "" in item.values
        return disj((right(self, item, end, of), absent)) if empty else right(self, item, end, of)

    return wrong


def exists_matches_an_absent_key(right: Function) -> Function:
    def wrong(self: Any, item: Any, end: Any, of: Any) -> Any:
        return TRUE if item.operator is Operator.EXISTS else right(self, item, end, of)

    return wrong


def namespaces_lack_their_name_label(right: Function) -> Function:
    def wrong(self: Any, item: Any, end: Any, of: Any) -> Any:
        if of == "namespace" and item.key == NAME_LABEL:
            return FALSE if item.operator in (Operator.IN, Operator.EXISTS) else TRUE
        return right(self, item, end, of)

    return wrong


def only_the_first_requirement_counts(right: Function) -> Function:
    def wrong(self: Any, selector: Any, end: Any, of: Any) -> Any:
        return right(self, replace(selector, requirements=selector.requirements[:1]), end, of)

    return wrong


# Ports


def end_port_ignored(right: Function) -> Function:
    return lambda written: right(replace(written, end_port=None))


def end_port_excluded(right: Function) -> Function:
    def wrong(written: NetworkPolicyPort) -> Any:
        found = right(written)
        shorter = isinstance(found, PortInterval) and written.end_port and found.last > found.first
        return replace(found, last=found.last - 1) if shorter else found

    return wrong


def no_protocol_is_every_protocol(right: Function) -> Function:
    def wrong(written: NetworkPolicyPort) -> Any:
        return AnyPort() if written.port is None else right(written)

    return wrong


def protocol_ignored(right: Function) -> Function:
    def wrong(self: Any, port: Any) -> Any:
        if isinstance(port, PortInterval):
            return between(self.flow.port, port.first, port.last)
        return right(self, port)

    return wrong


def named_port_without_protocol(right: Function) -> Function:
    def wrong(self: Any, port: Any) -> Any:
        if isinstance(port, PortNamed):
            return conj(
                (self.is_subject(self.flow.destination), self.flow.destination.ports[port.name])
            )
        return right(self, port)

    return wrong


def named_port_of_the_source(right: Function) -> Function:
    def wrong(self: Any, port: Any) -> Any:
        if isinstance(port, PortNamed):
            return conj((self.flow.source.is_pod, self.flow.source.ports[port.name]))
        return right(self, port)

    return wrong


# Peers


def except_ignored(right: Function) -> Function:
    def wrong(written: Any, namespace: str) -> Any:
        found = right(written, namespace)
        return replace(found, excepts=()) if isinstance(found, AddressPeer) else found

    return wrong


def pod_selector_reaches_every_namespace(right: Function) -> Function:
    def wrong(written: Any, namespace: str) -> Any:
        found = right(written, namespace)
        own = isinstance(found, PodPeer) and written.namespace_selector is None
        return replace(found, namespaces=NamespacesWith(EVERYTHING)) if own else found

    return wrong


def namespace_selector_stays_at_home(right: Function) -> Function:
    return lambda written, namespace: right(replace(written, namespace_selector=None), namespace)


def both_selectors_are_either(right: Function) -> Function:
    def wrong(written: NetworkPolicyRule, namespace: str) -> Any:
        peers = [
            part
            for peer in written.peers or ()
            for part in (
                (replace(peer, pod_selector=None), replace(peer, namespace_selector=None))
                if peer.pod_selector and peer.namespace_selector
                else (peer,)
            )
        ]
        return right(replace(written, peers=tuple(peers)), namespace)

    return wrong


def all_namespaces_hold_the_world(right: Function) -> Function:
    def wrong(self: Any, peer: Any, end: Any) -> Any:
        all_pods = peer == PodPeer(NamespacesWith(EVERYTHING), EVERYTHING)
        return TRUE if all_pods else right(self, peer, end)

    return wrong


def families_mixed(right: Function) -> Function:
    def wrong(self: Any, network: Any, end: Any) -> Any:
        if network.prefix == 0:
            return TRUE
        return right(self, network, end)

    return wrong


def prefix_one_bit_short(right: Function) -> Function:
    def wrong(self: Any, network: Any, end: Any) -> Any:
        inside = has_prefix(end.address[network.bits], network.value, max(network.prefix - 1, 0))
        return conj((self.flow.family(network.bits), inside))

    return wrong


def leading_zeros_are_octal(right: Function) -> Function:
    def wrong(text: str) -> Any:
        if ":" in text:
            return right(text)
        octets = [int(part, 8) if part.startswith("0") else int(part) for part in text.split(".")]
        return 32, int.from_bytes(bytes(octets), "big")

    return wrong


def blocks_never_match_pods(_right: Function) -> Function:
    return lambda self, end: neg(self.is_subject(end))


def blocks_always_match_pods(_right: Function) -> Function:
    return lambda _self, _end: TRUE


# Rules and policies


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
    def wrong(
        self: Any, tier: Any, policies: Sequence[Any], direction: Direction, after: Term
    ) -> Any:
        return right(self, tier, list(policies)[:1], direction, after)

    return wrong


def the_own_node_is_not_exempt(_right: Function) -> Function:
    return lambda _self, _direction: FALSE


def an_answer_needs_a_rule_of_its_own(right: Function) -> Function:
    def wrong(self: Any, direction: Direction) -> Any:
        back = Direction.EGRESS if direction is Direction.INGRESS else Direction.INGRESS
        return disj((right(self, direction), right(self, back)))

    return wrong
