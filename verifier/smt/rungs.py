"""The rungs below a policy to terms: selectors, peers, ports and rules of one symbolic flow.

Each method's term holds for a symbolic flow iff the method of the same name in
`verifier.reference` answers yes for every flow that it stands for.
"""

from collections.abc import Callable

from verifier.flow import Direction
from verifier.model import (
    AddressPeer,
    AnyPeer,
    AnyPort,
    DomainPeer,
    Holders,
    Hosts,
    InNamespace,
    Namespaces,
    NamespacesWith,
    Network,
    NodePeer,
    Operator,
    Peer,
    PodPeer,
    Policy,
    PortInterval,
    PortMatch,
    PortNamed,
    Requirement,
    Rule,
    Selector,
)
from verifier.smt.footprint import ABSENT, Of
from verifier.smt.logic import FALSE, TRUE, Term, between, conj, disj, has_prefix, is_number, neg
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd, SymbolicFlow


class Rungs:
    """Compiles parts of policies against one symbolic flow; equal parts are compiled once."""

    def __init__(self, flow: SymbolicFlow) -> None:
        self.flow = flow
        self.memo: dict[object, Term] = {}

    def once(self, key: object, build: Callable[[], Term]) -> Term:
        """The term for a key, built the first time."""
        if key not in self.memo:
            self.memo[key] = build()
        return self.memo[key]

    # Labels

    def requirement_matches(self, item: Requirement, end: SymbolicEnd, of: Of) -> Term:
        """A value that the domain lacks is no possible value of this label."""
        label, domain = end.label(of, item.key), end.footprint.domains[(of, item.key)]
        known = (domain.codes[value] for value in item.values if value in domain.codes)
        match item.operator:
            case Operator.IN:
                return disj(is_number(label, code) for code in known)
            case Operator.NOT_IN:
                return neg(disj(is_number(label, code) for code in known))
            case Operator.EXISTS:
                return neg(is_number(label, ABSENT))
            case Operator.ABSENT:
                return is_number(label, ABSENT)

    def selector_matches(self, selector: Selector, end: SymbolicEnd, of: Of) -> Term:
        """All requirements hold."""
        return self.once(
            (selector, end.name, of),
            lambda: conj(self.requirement_matches(item, end, of) for item in selector.requirements),
        )

    def namespaces_match(self, namespaces: Namespaces, end: SymbolicEnd) -> Term:
        """The end's namespace is one of these."""
        match namespaces:
            case InNamespace(name):
                code = end.footprint.namespaces.codes.get(name)
                return FALSE if code is None else is_number(end.namespace, code)
            case NamespacesWith(selector):
                return self.selector_matches(selector, end, "namespace")

    # Ends

    def is_subject(self, end: SymbolicEnd) -> Term:
        """Policies can select this end: a pod, unless it is seen as its node (NP-51)."""
        return conj((end.is_pod, neg(conj((end.host, self.flow.host_is_node)))))

    def is_pod(self, end: SymbolicEnd, hosts: Hosts) -> Term:
        """The end is a pod for a policy that counts hostNetwork pods like this (AP-20)."""
        match hosts:
            case Hosts.BY_DIALECT:
                return self.is_subject(end)
            case Hosts.NEVER:
                return conj((end.is_pod, neg(end.host)))

    def address_in(self, network: Network, end: SymbolicEnd) -> Term:
        """The end's address lies in the network, family included (NP-36, NP-39)."""
        return self.once(("in", network, end.name), lambda: self.compile_address(network, end))

    def compile_address(self, network: Network, end: SymbolicEnd) -> Term:
        """The family is the network's, and the leading bits are."""
        inside = has_prefix(end.address[network.bits], network.value, network.prefix)
        return conj((self.flow.family(network.bits), inside))

    def ipblock_sees(self, end: SymbolicEnd) -> Term:
        """An ipBlock looks at this end's address."""
        return disj((neg(self.is_subject(end)), self.flow.ipblock_matches_pods))

    def sees(self, holders: Holders, end: SymbolicEnd) -> Term:
        """A range about the addresses of such holders looks at this end's (AP-22, AP-23)."""
        match holders:
            case Holders.BY_DIALECT:
                return self.ipblock_sees(end)
            case Holders.EVERYONE:
                return TRUE
            case Holders.HOSTS:
                return neg(self.is_pod(end, Hosts.NEVER))

    # The ladder

    def port_matches(self, port: PortMatch) -> Term:
        """The flow's protocol and port are among those of `port`."""
        match port:
            case AnyPort():
                return TRUE
            case PortInterval(protocol, first, last):
                number = (
                    TRUE if (first, last) == (1, 65535) else between(self.flow.port, first, last)
                )
                return conj((is_number(self.flow.protocol, PROTOCOL_CODES[protocol]), number))
            case PortNamed(protocol, name):
                target = self.flow.destination
                if protocol is None:
                    return conj((self.is_pod(target, Hosts.NEVER), target.ports[name]))
                named = conj((self.is_subject(target), target.ports[name]))
                return conj((is_number(self.flow.protocol, PROTOCOL_CODES[protocol]), named))

    def peer_matches(self, peer: Peer, end: SymbolicEnd) -> Term:
        """The end is one that `peer` stands for."""
        match peer:
            case AnyPeer():
                return TRUE
            case PodPeer(namespaces, pods, hosts):
                return conj(
                    (
                        self.is_pod(end, hosts),
                        self.namespaces_match(namespaces, end),
                        self.selector_matches(pods, end, "pod"),
                    )
                )
            case AddressPeer(network, excepts, holders):
                outside = (neg(self.address_in(item, end)) for item in excepts)
                return conj((self.sees(holders, end), self.address_in(network, end), *outside))
            case NodePeer(nodes):
                return conj((end.unlisted, self.selector_matches(nodes, end, "node")))
            case DomainPeer(name):
                return end.resolves[name]

    def rule_matches(self, rule: Rule, direction: Direction) -> Term:
        """Some peer matches the other end, and some port matches the flow."""
        end = self.flow.peer(direction)
        peers = disj(self.once_peer(peer, end) for peer in rule.peers)
        return conj((peers, disj(self.once_port(port) for port in rule.ports)))

    def once_rule(self, rule: Rule, direction: Direction) -> Term:
        """Several queries ask about one rule."""
        return self.once(("rule", id(rule), direction), lambda: self.rule_matches(rule, direction))

    def once_policy(self, policy: Policy, direction: Direction) -> Term:
        """Several queries ask about one policy."""
        return self.once(("policy", id(policy), direction), lambda: self.selects(policy, direction))

    def once_peer(self, peer: Peer, end: SymbolicEnd) -> Term:
        """Many rules share peers."""
        return self.once((peer, end.name), lambda: self.peer_matches(peer, end))

    def once_port(self, port: PortMatch) -> Term:
        """Many rules share ports."""
        return self.once(port, lambda: self.port_matches(port))

    def once_subject(self, policy: Policy, direction: Direction) -> Term:
        """Several queries ask about one policy."""
        return self.once(("pod", id(policy), direction), lambda: self.applies(policy, direction))

    def selects(self, policy: Policy, direction: Direction) -> Term:
        """The policy speaks about the direction, and selects the pod at its end."""
        return FALSE if policy.rules(direction) is None else self.applies(policy, direction)

    def applies(self, policy: Policy, direction: Direction) -> Term:
        """The policy selects the pod that the direction judges, whatever it speaks about."""
        end = self.flow.subject(direction)
        pods = self.selector_matches(policy.pods, end, "pod")
        namespaces = self.namespaces_match(policy.namespaces, end)
        return conj((self.is_pod(end, policy.hosts), namespaces, pods))
