"""Policies with a switch on every part: one term for all sets of parts that might be removed.

A switch is a literal; where it is assumed, its part is there, where its negation is assumed, the
part is removed. So each question about a removal differs from the others by assumptions alone.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from verifier.analysis.lint.parts import Part, term_fields
from verifier.analysis.mutations import PEERS, excepts_of, rules_of
from verifier.flow import Direction
from verifier.model import InNamespace, Operator, Policy, PolicySet, Requirement, Rule
from verifier.normalise import network
from verifier.normalise.policies import port as normalised_port
from verifier.normalise.selectors import requirement
from verifier.resources import (
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
)
from verifier.smt.compiler import Compiler
from verifier.smt.footprint import Of
from verifier.smt.logic import FALSE, TRUE, Term, boolean, conj, disj, implies, neg, substitute
from verifier.smt.symbols import SymbolicEnd, SymbolicFlow

RULE = re.compile(r"(?P<rule>spec\.(in|e)gress\[\d+\])(?P<at>\.(from|to)\[\d+\])?")
Written = Mapping[int, NetworkPolicy]
Item = TypeVar("Item", NetworkPolicyPeer, NetworkPolicyPort)
Inner = Callable[[NetworkPolicy, str, Item, SymbolicEnd], Term]


class SwitchedCompiler(Compiler):
    """The compiler, for policies of which each part has a switch.

    `written` gives the policies of the network-policy tier as written, by the id of those of the
    model; `switches` are the literals of `parts`, in order.
    """

    def __init__(
        self, policies: PolicySet, flow: SymbolicFlow, written: Written, parts: Sequence[Part]
    ) -> None:
        super().__init__(policies, flow)
        self.written = written
        self.switches = [boolean(f"part.{index}") for index in range(len(parts))]
        self.by_place = {
            (id(part.policy), part.field): switch
            for part, switch in zip(parts, self.switches, strict=True)
        }
        self.items: dict[tuple[int, str], Term] = {}  # peers and ports, whether there or not
        self.lists: dict[tuple[int, str], tuple[Term, Term]] = {}  # the peers, the ports of a rule
        self.selecting: dict[int, Policy] = {}
        self.home: dict[int, tuple[NetworkPolicy, str, int]] = {}
        for tier in policies.tiers:
            for policy in tier.policies:
                if id(policy) in written:
                    self.selecting[id(written[id(policy)])] = policy
                    self.place_rules(policy, written[id(policy)])

    def place_rules(self, policy: Policy, written: NetworkPolicy) -> None:
        """Remember where the rules of the model were written."""
        for direction in Direction:
            for index, rule in enumerate(policy.rules(direction) or ()):
                field = f"spec.{direction.value.lower()}[{index}]"
                self.home[id(rule)] = written, field, index

    def switch(self, policy: NetworkPolicy, field: str) -> Term:
        """The switch of a part; what is no part of its own is always there."""
        return self.by_place.get((id(policy), field), TRUE)

    def applies(self, policy: Policy, direction: Direction) -> Term:
        """The policy is there, and selects the pod with the terms that are."""
        written = self.written.get(id(policy))
        if written is None:
            return super().applies(policy, direction)
        end = self.flow.subject(direction)
        pods = self.selector_with_switches(
            written, "spec.podSelector", written.spec.pod_selector, end, "pod"
        )
        there = self.switch(written, "")
        home = self.namespaces_match(InNamespace(written.namespace), end)
        return conj((there, self.is_subject(end), home, pods))

    def rule_matches(self, rule: Rule, direction: Direction) -> Term:
        """The rule is there, and matches by the peers and ports that are."""
        if id(rule) not in self.home:
            return super().rule_matches(rule, direction)
        policy, field, index = self.home[id(rule)]
        written = rules_of(policy, direction)[index]
        end = self.flow.peer(direction)
        peers = [
            self.item(policy, f"{field}.{PEERS[direction]}[{i}]", self.inner_peer, peer, end)
            for i, peer in enumerate(written.peers or ())
        ]
        ports = [
            self.item(policy, f"{field}.ports[{i}]", self.inner_port, port, end)
            for i, port in enumerate(written.ports or ())
        ]
        lists = disj(peers) if peers else TRUE, disj(ports) if ports else TRUE
        self.lists[id(policy), field] = lists
        return conj((self.switch(policy, field), *lists))

    def item(
        self, policy: NetworkPolicy, field: str, inner: Inner[Item], item: Item, end: SymbolicEnd
    ) -> Term:
        """A peer or a port, if it is there."""
        term = self.items[id(policy), field] = inner(policy, field, item, end)
        return conj((self.switch(policy, field), term))

    def item_of(self, part: Part) -> Term:
        """What a peer or a port matches, whether it is there or not."""
        return self.items[id(part.policy), part.field]

    def through(self, part: Part, direction: Direction) -> Term | None:
        """The flow is one that a rule, a peer or a port admits, or that an except or a term of a
        peer keeps out; None for parts that say which pods are isolated."""
        match = RULE.match(part.field)
        if match is None:
            return None
        rule, peer = match["rule"], match[0]
        peers, ports = self.lists[id(part.policy), rule]
        match part.kind:
            case "peer":
                peers = self.item_of(part)
            case "port":
                ports = self.item_of(part)
            case "except" | "term":
                item = self.items[id(part.policy), peer]
                peers = substitute(item, [(self.switch(part.policy, part.field), FALSE)])
            case _:
                pass
        return conj((self.selects_pod(part, direction), peers, ports))

    def selects_pod(self, part: Part, direction: Direction) -> Term:
        """The policy of a part selects the pod at the end that the direction judges."""
        return self.once_policy(self.selecting[id(part.policy)], direction)

    def inner_port(
        self, _policy: NetworkPolicy, _field: str, port: NetworkPolicyPort, _end: SymbolicEnd
    ) -> Term:
        """What the port matches."""
        return self.once_port(normalised_port(port))

    def inner_peer(
        self, policy: NetworkPolicy, field: str, peer: NetworkPolicyPeer, end: SymbolicEnd
    ) -> Term:
        """The ends that the peer means by the excepts or terms that are there."""
        if peer.ip_block is not None:
            outside = (
                implies(
                    self.switch(policy, f"{field}.ipBlock.except[{index}]"),
                    neg(self.address_in(network(text), end)),
                )
                for index, text in enumerate(excepts_of(peer))
            )
            inside = self.address_in(network(peer.ip_block.cidr), end)
            return conj((self.ipblock_sees(end), inside, *outside))
        if peer.namespace_selector is None:
            home = self.namespaces_match(InNamespace(policy.namespace), end)
        else:
            home = self.selector_with_switches(
                policy, f"{field}.namespaceSelector", peer.namespace_selector, end, "namespace"
            )
        pods = self.selector_with_switches(
            policy, f"{field}.podSelector", peer.pod_selector, end, "pod"
        )
        return conj((self.is_subject(end), home, pods))

    def selector_with_switches(
        self,
        policy: NetworkPolicy,
        field: str,
        selector: LabelSelector | None,
        end: SymbolicEnd,
        of: Of,
    ) -> Term:
        """All terms that are there hold."""
        paths = term_fields(field, selector)
        return conj(
            implies(self.switch(policy, path), self.requirement_once(item, end, of))
            for path, item in zip(paths, requirements(selector), strict=True)
        )

    def requirement_once(self, item: Requirement, end: SymbolicEnd, of: Of) -> Term:
        """Many selectors share requirements."""
        return self.once(
            ("requirement", item, end.name, of), lambda: self.requirement_matches(item, end, of)
        )


def requirements(selector: LabelSelector | None) -> Iterator[Requirement]:
    """The terms of a selector as written: labels, then expressions."""
    if selector is None:
        return
    for key, value in selector.match_labels or ():
        yield Requirement(key, Operator.IN, (value,))
    yield from map(requirement, selector.match_expressions or ())
