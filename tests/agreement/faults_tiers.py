"""Faults in the Admin and Baseline tiers: each takes a function and returns a wrong one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from verifier.flow import Protocol
from verifier.model import (
    EVERYTHING,
    Action,
    DomainPeer,
    Holders,
    Hosts,
    PolicySet,
    PortInterval,
    PortNamed,
)
from verifier.normalise.admin import pods_in
from verifier.normalise.selectors import selector
from verifier.smt.compiler import Asking
from verifier.smt.logic import FALSE, TRUE, Term, conj, disj, key, neg

Function = Callable[..., Any]


# The order of tiers and policies


def the_highest_number_comes_first(_right: Function) -> Function:
    return lambda found: (found.priority is None, -(found.priority or 0), found.own_name)


def baseline_comes_before_network_policies(right: Function) -> Function:
    def wrong(*written: Any) -> Any:
        first, *others = right(*written).tiers
        return PolicySet((first, *reversed(others)))

    return wrong


def names_always_break_ties(right: Function) -> Function:
    def wrong(self: Any, tier: Any, tied: Any, asking: Any, otherwise: Term, free: Term) -> Any:
        if key(free) == key(TRUE):
            return right(self, tier, tied, asking, otherwise, free)
        return otherwise

    return wrong


def the_winner_of_a_tie_silences_the_others(right: Function) -> Function:
    def wrong(self: Any, tier: Any, tied: Any, asking: Any, otherwise: Term, free: Term) -> Any:
        if len(tied) > 1:
            otherwise = disj((conj((free, asking.following)), conj((neg(free), otherwise))))
        return right(self, tier, tied, asking, otherwise, free)

    return wrong


def a_policy_without_priority_comes_last(_right: Function) -> Function:
    def wrong(self: Any, tier: Any, policies: Any, asking: Any) -> Any:
        found = asking.selecting(policies)
        ranked = [policy for policy in found if policy.priority is not None]
        others = [policy for policy in found if policy.priority is None]
        return self.by_rank(tier, ranked, asking, self.chain(others, asking))

    return wrong


def a_policy_for_the_other_direction_hides_nothing(_right: Function) -> Function:
    return lambda _self, _policies, asking: asking.following


def the_own_node_is_exempt_from_all_tiers(right: Function) -> Function:
    def wrong(self: Any, direction: Any, *rest: Any) -> Any:
        return disj((self.exempt(direction), right(self, direction, *rest)))

    return wrong


# Rules


def a_pass_accepts(right: Function) -> Function:
    def wrong(self: Any, action: Action) -> Any:
        return right(self, Action.ACCEPT if action is Action.PASS else action)

    return wrong


def a_pass_goes_on_to_the_next_rule(right: Function) -> Function:
    def wrong(written: Any, nodes: Any) -> Iterator[Any]:
        yield from (rule for rule in right(written, nodes) if rule.action is not Action.PASS)

    return wrong


def denials_come_first(right: Function) -> Function:
    def wrong(written: Any, nodes: Any) -> Any:
        found = right(written, nodes)
        ingress, egress = (
            rules and tuple(sorted(rules, key=lambda rule: rule.action is not Action.DENY))
            for rules in (found.ingress, found.egress)
        )
        return replace(found, ingress=ingress, egress=egress)

    return wrong


def selecting_isolates(right: Function) -> Function:
    def wrong(self: Any, policies: Any, asking: Any, otherwise: Any = None) -> Any:
        selected = (self.once_policy(policy, asking.direction) for policy in policies)
        found = asking.following if otherwise is None else otherwise
        return right(self, policies, asking, conj((neg(disj(selected)), found)))

    return wrong


def no_host_network_pod_is_left_alone(right: Function) -> Function:
    def wrong(self: Any, end: Any, hosts: Any) -> Any:
        return end.is_pod if hosts is Hosts.NEVER else right(self, end, hosts)

    return wrong


# Ports


def protocols_ignored(right: Function) -> Function:
    return lambda written, nodes: right(replace(written, ports=None), nodes)


def ranges_lack_their_last_port(right: Function) -> Function:
    def wrong(written: Any) -> Any:
        found = right(written)
        ranged = isinstance(found, PortInterval) and found.first < found.last
        return replace(found, last=found.last - 1) if ranged else found

    return wrong


def names_of_ports_are_of_tcp(right: Function) -> Function:
    def wrong(written: Any) -> Any:
        found = right(written)
        named = isinstance(found, PortNamed)
        return PortNamed(Protocol.TCP, found.name) if named else found

    return wrong


def no_protocol_is_udp(right: Function) -> Function:
    def wrong(written: Any) -> Any:
        bare = written.protocol is None and written.named_port is None
        return right(replace(written, protocol="UDP") if bare else written)

    return wrong


# Peers


def networks_leave_pods_out(right: Function) -> Function:
    def wrong(self: Any, holders: Any, end: Any) -> Any:
        return neg(end.is_pod) if holders is Holders.EVERYONE else right(self, holders, end)

    return wrong


def networks_are_ip_blocks(right: Function) -> Function:
    return lambda self, _holders, end: right(self, Holders.BY_DIALECT, end)


def nodes_match_labels_of_pods(right: Function) -> Function:
    def wrong(written: Any, nodes: Any) -> Iterator[Any]:
        if written.nodes is None:
            yield from right(written, nodes)
        else:
            yield pods_in(EVERYTHING, selector(written.nodes))

    return wrong


def names_never_resolve(right: Function) -> Function:
    def wrong(self: Any, peer: Any, end: Any) -> Any:
        return FALSE if isinstance(peer, DomainPeer) else right(self, peer, end)

    return wrong


# Robust


def owners_leave_baseline_alone(_right: Function) -> Function:
    def wrong(self: Any, direction: Any, scope: Any) -> Any:
        tiers = list(zip(self.tiers, self.slices.everywhere, strict=True))
        first, last = tiers[0], tiers[-1]
        free = self.flow.at_will[direction]
        below = self.tier_allows(*last, Asking(direction, scope, free, free))
        return self.tier_allows(*first, Asking(direction, scope, TRUE, below))

    return wrong


def owners_keep_their_policies(_right: Function) -> Function:
    def wrong(self: Any, direction: Any, scope: Any) -> Any:
        result = TRUE
        for tier in reversed(self.tiers):
            asking = Asking(direction, scope, TRUE, result)
            result = self.tier_allows(tier, tier.policies, asking)
        return result

    return wrong
