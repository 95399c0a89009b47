"""Policies to terms: the symbolic twin of the reference evaluator, rung by rung.

Each method's term holds for a symbolic flow iff the method of the same name in
`verifier.reference` answers yes for every flow that it stands for.
"""

from collections.abc import Callable

from verifier.flow import Direction
from verifier.model import (
    Action,
    AddressPeer,
    AnyPeer,
    AnyPort,
    InNamespace,
    Namespaces,
    NamespacesWith,
    Network,
    Operator,
    Peer,
    PodPeer,
    Policy,
    PolicySet,
    PortInterval,
    PortMatch,
    PortNamed,
    Requirement,
    Rule,
    Selector,
    Tier,
    Unmatched,
)
from verifier.smt.footprint import ABSENT, Of
from verifier.smt.logic import (
    FALSE,
    TRUE,
    Term,
    between,
    conj,
    disj,
    has_prefix,
    is_number,
    ite,
    neg,
)
from verifier.smt.scope import EVERY_FLOW, Scope
from verifier.smt.slices import Slices
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd, SymbolicFlow


class Compiler:
    """Compiles one policy set against one symbolic flow; equal parts are compiled once."""

    def __init__(self, policies: PolicySet, flow: SymbolicFlow) -> None:
        self.flow = flow
        self.tiers = policies.tiers
        self.memo: dict[object, Term] = {}
        self.slices = Slices(policies.tiers)

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
                named = conj((self.is_subject(target), target.ports[name]))
                return conj((is_number(self.flow.protocol, PROTOCOL_CODES[protocol]), named))

    def peer_matches(self, peer: Peer, end: SymbolicEnd) -> Term:
        """The end is one that `peer` stands for."""
        match peer:
            case AnyPeer():
                return TRUE
            case PodPeer(namespaces, pods):
                return conj(
                    (
                        self.is_subject(end),
                        self.namespaces_match(namespaces, end),
                        self.selector_matches(pods, end, "pod"),
                    )
                )
            case AddressPeer(network, excepts):
                outside = (neg(self.address_in(item, end)) for item in excepts)
                return conj((self.ipblock_sees(end), self.address_in(network, end), *outside))

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

    def selects(self, policy: Policy, direction: Direction) -> Term:
        """The policy speaks about the direction, and selects the pod at its end."""
        if policy.rules(direction) is None:
            return FALSE
        end = self.flow.subject(direction)
        pods = self.selector_matches(policy.pods, end, "pod")
        return conj((self.is_subject(end), self.namespaces_match(policy.namespaces, end), pods))

    def tier_allows(
        self,
        tier: Tier,
        policies: list[Policy],
        direction: Direction,
        following: Term,
        scope: Scope = EVERY_FLOW,
        admitted: Term = TRUE,
    ) -> Term:
        """The tier's verdict, `following` being that of the tiers after it; `admitted` is what
        becomes of a flow that a rule accepts."""
        selected = [
            (p, self.once_policy(p, direction))
            for p in policies
            if p.rules(direction) is not None and scope.may_select(p, direction)
        ]
        result = following
        if tier.unmatched is Unmatched.DENY:
            result = conj((neg(disj(term for _, term in selected)), following))
        rules = [
            (term, rule)
            for p, term in selected
            for rule in p.rules(direction) or ()
            if scope.may_match(rule, direction)
        ]
        if admitted is TRUE and all(rule.action is Action.ACCEPT for _, rule in rules):
            accepted = (conj((term, self.once_rule(r, direction))) for term, r in rules)
            return disj((result, *accepted))
        for term, rule in reversed(rules):
            outcome = {Action.ACCEPT: admitted, Action.DENY: FALSE, Action.PASS: following}[
                rule.action
            ]
            result = ite(conj((term, self.once_rule(rule, direction))), outcome, result)
        return result

    def direction_allows(
        self, direction: Direction, namespace: str | None, scope: Scope = EVERY_FLOW
    ) -> Term:
        """For a subject in that namespace (None: one that no policy names): one direction's
        verdict on a flow in scope, the tiers in order; after the last one a flow is allowed. Only
        the policies and rules that can matter there take part."""
        return self.after_the_tiers(direction, namespace, scope, TRUE)

    def allows_by_default(
        self, direction: Direction, namespace: str | None, scope: Scope = EVERY_FLOW
    ) -> Term:
        """The direction allows the flow, and no rule of any tier accepts it (M-16)."""
        return self.after_the_tiers(direction, namespace, scope, FALSE)

    def after_the_tiers(
        self, direction: Direction, namespace: str | None, scope: Scope, admitted: Term
    ) -> Term:
        """The tiers' verdict, where a rule that accepts a flow makes it `admitted`."""
        result = TRUE
        for tier, policies in reversed(
            list(zip(self.tiers, self.slices.policies_in(namespace), strict=True))
        ):
            result = self.tier_allows(tier, policies, direction, result, scope, admitted)
        return result
