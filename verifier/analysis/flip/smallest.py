"""The search for the smallest change.

A flow that is denied needs one edit on each side that denies it, and one rule on each does. One
that is allowed needs one edit of each rule that admits it on a side; the side with fewer is it.
"""

from collections.abc import Callable

from verifier.analysis.flip.additions import isolated, with_rule
from verifier.analysis.flip.removals import (
    Cut,
    cut_manifests,
    edits_of,
    smallest_cut,
    surviving,
)
from verifier.analysis.flip.results import Change, Edit
from verifier.analysis.mutations import rules_of
from verifier.decision import Decided, Decision, Reason, Trace
from verifier.engine.pairs import Address, Pair
from verifier.flow import Direction, Protocol
from verifier.manifests import Manifests

INWARD_FIRST = (Direction.INGRESS, Direction.EGRESS)


class Flip:
    """The question about one flow. `ask` makes the pair of its ends on an edited input."""

    def __init__(
        self, manifests: Manifests, ask: Callable[[Manifests], Pair], at: tuple[Protocol, int]
    ) -> None:
        self.manifests = manifests
        self.ask = ask
        self.at = at

    def smallest(self, decided: Decided) -> Change:
        """The smallest change that flips this decision, proved on the edited input; one without
        edits where the decision rests on open facts, or on ClusterNetworkPolicy, which no edit of
        NetworkPolicies overrules."""
        match decided.decision:
            case Decision.ALLOW:
                return Change(Decision.DENY, self.to_deny(decided))
            case Decision.DENY:
                return Change(Decision.ALLOW, self.to_allow())
            case Decision.DEPENDS:
                return Change(Decision.DEPENDS, ())

    def to_deny(self, decided: Decided) -> tuple[Edit, ...]:
        """Fewest edits that deny; a policy is added only where no rule can be cut."""
        found = [edits for direction in INWARD_FIRST if (edits := self.cut(direction))]
        if found:
            return min(found, key=len)
        for direction in INWARD_FIRST:
            end = self.ask(self.manifests).ends[subject(direction)]
            if side(decided, direction).reason is not Reason.NOT_ISOLATED:
                continue
            if not isinstance(end, Address):
                manifests, edit = isolated(self.manifests, direction, end)
                if self.ask(manifests).decide(*self.at)[1].decision is Decision.DENY:
                    return (edit,)
        return ()

    def cut(self, direction: Direction) -> tuple[Edit, ...]:
        """Edits of every rule that admits the flow on one side, under whichever facts; none where
        something else does."""
        cuts: dict[tuple[str, int], Cut] = {}
        policies = {policy.text: policy for policy in self.manifests.policies}
        while True:
            edited = cut_manifests(self.manifests, cuts, direction)
            _, decided = self.ask(edited).decide(*self.at)
            if decided.decision is Decision.DENY:
                return edits_of(self.manifests.policies, cuts, direction)
            trace = side(decided, direction)
            if trace.reason is not Reason.RULE:
                return ()
            fresh = {}
            for because in trace.because:
                if because.rule is None:
                    return ()
                key = (because.policy, surviving(cuts, because.policy, because.rule))
                rule = rules_of(policies[because.policy], direction)[key[1]]
                again = key in cuts or key in fresh
                fresh[key] = Cut() if again else smallest_cut(rule, because.peer, self.at)
            cuts |= fresh

    def to_allow(self) -> tuple[Edit, ...]:
        """One rule for each side that denies."""
        manifests, edits = self.manifests, dict[Direction, Edit]()
        while True:
            pair = self.ask(manifests)
            _, decided = pair.decide(*self.at)
            if decided.decision is Decision.ALLOW:
                return tuple(edits.values())
            if decided.decision is Decision.DEPENDS:
                _, decided = pair.show([*pair.fixed, *pair.at(*self.at)], allowed=False)
            denying = [d for d in Direction if side(decided, d).decision is Decision.DENY]
            for direction in denying:
                trace = side(decided, direction)
                if direction in edits or trace.reason is not Reason.NO_RULE:
                    return ()
                text = trace.because[0].policy
                policy = next(p for p in manifests.policies if p.text == text)
                other = pair.ends[peer(direction)]
                manifests, edit = with_rule(manifests, policy, direction, other, self.at)
                edits[direction] = edit


def side(decided: Decided, direction: Direction) -> Trace:
    """One side of a decision."""
    return decided.ingress if direction is Direction.INGRESS else decided.egress


def subject(direction: Direction) -> str:
    """The end whose policies a direction is about."""
    return "destination" if direction is Direction.INGRESS else "source"


def peer(direction: Direction) -> str:
    """The end that these policies see as a peer."""
    return "source" if direction is Direction.INGRESS else "destination"
