"""Questions about the policies of one namespace: whether two readings of one policy differ."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from verifier import reference
from verifier.analysis.lint.context import Context
from verifier.analysis.lint.parts import Part, parts_of
from verifier.analysis.lint.removal import NOBODY, Side, sides
from verifier.analysis.mutations import PEERS, rules_of, with_item
from verifier.errors import SoundnessError
from verifier.flow import Direction, Flow
from verifier.model import PolicySet
from verifier.normalise.policies import peer as normalised_peer
from verifier.resources import NetworkPolicy, NetworkPolicyPeer
from verifier.smt.extract import Extractor
from verifier.smt.logic import Term, conj, disj, neg

Peers = tuple[NetworkPolicyPeer, ...]


class Home:
    """The NetworkPolicies of one namespace; compiled when something is asked, and once, with a
    switch on each of their `parts` and a solver for all questions about a direction. `alone`: no
    other tier selects pods there."""

    def __init__(self, context: Context, namespace: str) -> None:
        self.context = context
        self.namespace = namespace
        self.policies = context.by_namespace[namespace]
        self.alone = len(context.policies.tiers) == len(self.tier.tiers)

    @cached_property
    def tier(self) -> PolicySet:
        """Their tier alone."""
        return self.context.network_policies_in(self.namespace)

    @cached_property
    def parts(self) -> Sequence[Part]:
        """All parts of the policies."""
        return [part for policy in self.policies for part in parts_of(policy)]

    @cached_property
    def index(self) -> Mapping[tuple[int, str], int]:
        """The number of each part, by its policy and field."""
        return {(id(p.policy), p.field): number for number, p in enumerate(self.parts)}

    @cached_property
    def sides(self) -> Mapping[Direction, Side]:
        """The verdicts of both directions, as far as the policies speak about them."""
        known = self.context
        return sides(self.tier, self.namespace, known.written, self.parts, known.timeout_ms)

    def selected(self, policy: NetworkPolicy, direction: Direction) -> Term:
        """The subject is a pod that the policy selects."""
        side = self.sides[direction]
        return side.after.once_policy(self.context.modelled[id(policy)], direction)

    def flow_besides(
        self,
        policy: NetworkPolicy,
        direction: Direction,
        index: int,
        numbers: Sequence[int],
        narrow: NetworkPolicyPeer,
    ) -> Flow | None:
        """A flow that some of the peers `numbers` of a rule admit, and that nothing would with the
        peer `narrow` in their place; None where there is none, for any pod, address or reading.

        The reference evaluator confirms the flow: else SoundnessError. Raises GaveUpError.
        """
        side, rule = self.sides[direction], f"spec.{direction.value.lower()}[{index}]"
        fields = [f"{rule}.{PEERS[direction]}[{number}]" for number in numbers]
        end = side.after.flow.peer(direction)
        admitted = conj(
            (
                self.selected(policy, direction),
                side.after.lists[id(policy), rule][1],
                disj(side.after.items[id(policy), field] for field in fields),
                neg(side.after.once_peer(normalised_peer(narrow, policy.namespace), end)),
            )
        )
        off = {self.index.get((id(policy), f), self.index[id(policy), rule]) for f in fields}
        if not side.cut_off(off, admitted):
            return None
        peers = rules_of(policy, direction)[index].peers or ()
        left = tuple(p for i, p in enumerate(peers) if i not in numbers[1:])
        changed = with_peers(policy, direction, index, with_item(left, numbers[0], narrow))
        return self.confirmed(side, policy, changed)

    def flow_kept_out(self, policy: NetworkPolicy, other: NetworkPolicy) -> Flow | None:
        """An ingress flow that is allowed with `other` in the place of a policy, which differs by
        not isolating; None where there is none. Confirmed and raises as above."""
        side = self.sides[Direction.INGRESS]
        if not side.matters(self.index[id(policy), ""], frozenset()):
            return None
        return self.confirmed(side, other, policy, policy)

    def confirmed(
        self,
        side: Side,
        wide: NetworkPolicy,
        narrow: NetworkPolicy,
        written: NetworkPolicy | None = None,
    ) -> Flow:
        """The last flow, which is allowed with `wide`, and not with `narrow`, in the place of the
        policy as `written` (None: it is `wide`). Raises SoundnessError."""
        extractor = Extractor(side.after.flow, NOBODY, addresses=True)
        flow, dialect = (
            extractor.extract(side.known.found, {}),
            extractor.facts(side.known.found).dialect,
        )
        place = written or wide
        decided = [
            reference.direction_allows(
                side.direction, flow, [p if p is not place else i for p in self.policies], dialect
            )
            for i in (wide, narrow)
        ]
        if decided != [True, False]:
            raise SoundnessError(f"two readings of {place.text} are said to differ on {flow}")
        return flow


def with_peers(
    policy: NetworkPolicy, direction: Direction, index: int, peers: Peers
) -> NetworkPolicy:
    """The policy with other peers in one rule."""
    rules = rules_of(policy, direction)
    changed = with_item(rules, index, replace(rules[index], peers=peers))
    if direction is Direction.INGRESS:
        return replace(policy, spec=replace(policy.spec, ingress=changed))
    return replace(policy, spec=replace(policy.spec, egress=changed))
