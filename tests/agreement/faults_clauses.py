"""Faults in single clauses: each takes a function and returns a wrong one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from verifier.model import (
    EVERYTHING,
    AddressPeer,
    AnyPort,
    NamespacesWith,
    Operator,
    PodPeer,
    PortInterval,
    PortNamed,
)
from verifier.resources import NetworkPolicyPort, NetworkPolicyRule
from verifier.smt.footprint import ABSENT, NAME_LABEL
from verifier.smt.logic import FALSE, TRUE, between, conj, disj, has_prefix, is_number, neg

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
