"""Policy sets to terms: the tiers in order, the symbolic twin of the reference's ladder.

Each method's term holds for a symbolic flow iff the method of the same name in
`verifier.reference` answers yes for every flow that it stands for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from verifier.flow import Direction
from verifier.model import Action, Policy, PolicySet, Rule, Tier, Unmatched
from verifier.smt.logic import FALSE, TRUE, Term, conj, disj, is_number, ite, key, neg
from verifier.smt.rungs import Rungs
from verifier.smt.scope import EVERY_FLOW, Scope
from verifier.smt.slices import Slices
from verifier.smt.symbols import SymbolicFlow


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of a tier: one direction's verdict on the flows in scope.

    `admitted`: what becomes of a flow that a rule accepts. `following`: the verdict of the tiers
    after this one.
    """

    direction: Direction
    scope: Scope
    admitted: Term
    following: Term

    def outcome(self, action: Action) -> Term:
        """What becomes of a flow that a rule with this action matches."""
        match action:
            case Action.ACCEPT:
                return self.admitted
            case Action.DENY:
                return FALSE
            case Action.PASS:
                return self.following

    def selecting(self, policies: Sequence[Policy]) -> list[Policy]:
        """Those that may select a subject in scope, and speak about the direction."""
        return [
            policy
            for policy in policies
            if policy.rules(self.direction) is not None
            and self.scope.may_select(policy, self.direction)
        ]


class Compiler(Rungs):
    """Compiles one policy set against one symbolic flow."""

    def __init__(self, policies: PolicySet, flow: SymbolicFlow) -> None:
        super().__init__(flow)
        self.tiers = policies.tiers
        self.slices = Slices(policies.tiers)

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

    def admin_allows(self, direction: Direction, scope: Scope = EVERY_FLOW) -> Term:
        """The Admin tier's verdict, and where it makes none, whatever owners of NetworkPolicies
        want; but none of those stops traffic with the own node, of which Baseline speaks (M-18)."""
        tiers = zip(self.tiers, self.slices.everywhere, strict=True)
        ranked = [(tier, found) for tier, found in tiers if tier.unmatched is Unmatched.NEXT]
        below = TRUE
        if ranked:
            below = self.tier_allows(*ranked[-1], Asking(direction, scope, TRUE, TRUE))
        owners = disj((self.flow.at_will[direction], conj((self.exempt(direction), below))))
        if not ranked:
            return owners
        return self.tier_allows(*ranked[0], Asking(direction, scope, TRUE, owners))

    def after_the_tiers(
        self, direction: Direction, namespace: str | None, scope: Scope, admitted: Term
    ) -> Term:
        """The tiers' verdict, where a rule that accepts a flow makes it `admitted`."""
        result = TRUE
        for tier, policies in reversed(
            list(zip(self.tiers, self.slices.policies_in(namespace), strict=True))
        ):
            result = self.tier_allows(tier, policies, Asking(direction, scope, admitted, result))
        return result

    def tier_allows(self, tier: Tier, policies: Sequence[Policy], asking: Asking) -> Term:
        """The verdict from this tier on (AP-01)."""
        if tier.unmatched is Unmatched.DENY:
            return self.isolation_allows(policies, asking)
        return self.ranks_allow(tier, policies, asking)

    # The NetworkPolicy tier

    def exempt(self, direction: Direction) -> Term:
        """Traffic with the subject's own node passes where a policy isolates (NP-52)."""
        peer = self.flow.peer(direction)
        if direction is Direction.INGRESS:
            return peer.own
        return conj((peer.own, self.flow.own_node_open))

    def isolation_allows(self, policies: Sequence[Policy], asking: Asking) -> Term:
        """No policy isolates the pod, and what follows allows; or one does, and some rule accepts
        the flow, or it needs none (NP-04, AP-06)."""
        direction = asking.direction
        selected = [(p, self.once_policy(p, direction)) for p in asking.selecting(policies)]
        isolated = disj(term for _, term in selected)
        accepted = (
            conj((term, self.once_rule(rule, direction), asking.admitted))
            for policy, term in selected
            for rule in policy.rules(direction) or ()
            if asking.scope.may_match(rule, direction)
        )
        onward = conj((neg(isolated), self.behind(policies, asking)))
        return disj((onward, *accepted, conj((isolated, self.exempt(direction)))))

    def behind(self, policies: Sequence[Policy], asking: Asking) -> Term:
        """What becomes of a flow that this tier leaves alone: where the plugin takes a pod as a
        whole, a policy for the other direction hides what follows (AP-14)."""
        if key(asking.following) == key(TRUE):
            return TRUE
        other = (
            self.once_subject(policy, asking.direction)
            for policy in policies
            if asking.scope.may_select(policy, asking.direction)
        )
        return disj((conj((self.flow.whole_pod, disj(other))), asking.following))

    # The tiers of ranked policies

    def ranks_allow(self, tier: Tier, policies: Sequence[Policy], asking: Asking) -> Term:
        """The first rule that matches decides, by priority; a policy without one may be asked
        before all others or after them (AP-10, AP-13)."""
        found = asking.selecting(policies)
        ranked = [policy for policy in found if policy.priority is not None]
        unranked = [policy for policy in found if policy.priority is None]
        if not ranked or not unranked:
            return self.by_rank(tier, ranked, asking, self.chain(unranked, asking))
        before = self.chain(unranked, asking, self.by_rank(tier, ranked, asking, asking.following))
        after = self.by_rank(tier, ranked, asking, self.chain(unranked, asking))
        return self.settled(asking.direction, tier, None, {0: before}, TRUE, after)

    def by_rank(
        self, tier: Tier, policies: Sequence[Policy], asking: Asking, otherwise: Term
    ) -> Term:
        """The verdict of policies with priorities, `otherwise` where none of their rules
        matches."""
        ranks = [list(rank) for _, rank in groupby(policies, key=lambda p: p.priority)]
        for rank in reversed(ranks):
            otherwise = self.rank_allows(tier, rank, asking, otherwise)
        return otherwise

    def rank_allows(
        self, tier: Tier, rank: Sequence[Policy], asking: Asking, otherwise: Term
    ) -> Term:
        """The verdict of policies of one priority: of those that match any may decide, or the
        first by name (AP-12). Where the one chosen does not match, others do."""
        named = [list(same) for _, same in groupby(rank, key=lambda policy: policy.own_name)]
        result = otherwise
        for same in reversed(named):
            result = self.any_allows(tier, same, asking, self.chain(same, asking, result), TRUE)
        if len(named) > 1:
            result = self.any_allows(tier, rank, asking, result, neg(self.flow.ties_by_name))
        return result

    def any_allows(
        self,
        tier: Tier,
        tied: Sequence[Policy],
        asking: Asking,
        otherwise: Term,
        free: Term,
    ) -> Term:
        """The verdict of the one among `tied` that is chosen, where it matches and the choice is
        `free`; else `otherwise`."""
        if len(tied) < 2:
            return otherwise
        priority = tied[0].priority
        tie = self.flow.tie(asking.direction, tier.name, priority)
        outcomes = {
            tie.policies.index(policy.name): self.chain([policy], asking, otherwise)
            for policy in tied
        }
        return self.settled(asking.direction, tier, priority, outcomes, free, otherwise)

    def settled(
        self,
        direction: Direction,
        tier: Tier,
        priority: int | None,
        outcomes: Mapping[int, Term],
        free: Term,
        otherwise: Term,
    ) -> Term:
        """The outcome of the winner of the tie at that priority, where the choice is `free` and
        the winner is one of these; else `otherwise`."""
        winner = self.flow.winners[self.flow.tie(direction, tier.name, priority)]
        result = otherwise
        for code, outcome in outcomes.items():
            result = ite(conj((free, is_number(winner, code))), outcome, result)
        return result

    def chain(
        self, policies: Sequence[Policy], asking: Asking, otherwise: Term | None = None
    ) -> Term:
        """The outcome of the first rule that matches, policy after policy (AP-11); without
        `otherwise` what follows decides where none does."""
        direction = asking.direction
        rules: list[tuple[Term, Rule]] = [
            (self.once_policy(policy, direction), rule)
            for policy in policies
            for rule in policy.rules(direction) or ()
            if asking.scope.may_match(rule, direction)
        ]
        result = asking.following if otherwise is None else otherwise
        for selected, rule in reversed(rules):
            matches = conj((selected, self.once_rule(rule, direction)))
            result = ite(matches, asking.outcome(rule.action), result)
        return result
