"""The tiers as sets of ports: what a chain of policies admits between its subject and one peer.

The names are those of `verifier.reference` and of the compiler: `rule_matches`, `tier_allows`,
`direction_allows`. Where the API leaves open which policy decides, a set has two bounds: what
passes however it does, and what passes somehow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from verifier.analysis.map.bits import union
from verifier.analysis.map.masks import MaskedPolicy, MaskedRule, Masks
from verifier.analysis.map.population import Unit
from verifier.model import Action, Unmatched


class Bounds(NamedTuple):
    """Ports that pass in any case, and ports that may pass."""

    always: int
    sometimes: int


@dataclass(frozen=True, slots=True)
class MaskedTier:
    """The policies of a tier that select a pod. `hides`: policies of it select the pod, be it for
    the other direction; `named`: some rule asks for the name of a port."""

    unmatched: Unmatched
    policies: tuple[MaskedPolicy, ...]
    hides: bool
    named: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """How policies see a peer: as one of these `pods` (0: as none), at these addresses.

    `blocks`: where ipBlocks look; `networks`: where networks do; `hosts`: where peers that are
    nodes do (0: they do not look). `unlisted`: at the address of a node that no object lists.
    `target` is the pod whose ports have names, None if it has none; `domains` resolve to the peer.
    """

    pods: int
    blocks: int
    networks: int
    hosts: int
    unlisted: bool
    target: Unit | None
    domains: frozenset[str] = frozenset()


class Outcomes(NamedTuple):
    """What may become of ports: a port in several of these sets may meet any of them."""

    accept: int
    deny: int
    onward: int


class Ladder:
    """Evaluates tiers. `whole_pod`: a policy for the other direction hides the Baseline tier."""

    def __init__(self, masks: Masks) -> None:
        self.masks = masks
        self.ports = masks.ports
        self.accepted: dict[tuple[int, int, int, Unit | None], int] = {}

    def rule_matches(self, rule: MaskedRule, seen: Seen) -> int:
        """The ports of the flows with that peer that the rule is about."""
        if (
            rule.anybody
            or rule.pods & seen.pods
            or rule.blocks & seen.blocks
            or rule.networks & seen.networks
            or rule.hosts & seen.hosts
            or (rule.unlisted and seen.unlisted)
            or rule.domains & seen.domains
        ):
            return rule.ports | union(self.masks.port_named(p, seen.target) for p in rule.names)
        return 0

    def policy_decides(self, policy: MaskedPolicy, seen: Seen, asked: int) -> dict[Action, int]:
        """What the first matching rule of a policy does with the asked ports."""
        found = dict.fromkeys(Action, 0)
        for rule in policy.rules:
            met = self.rule_matches(rule, seen) & asked
            asked &= ~met
            found[rule.action] |= met
        return found

    def isolation_allows(self, tier: MaskedTier, seen: Seen) -> Outcomes:
        """The NetworkPolicy tier: what no rule accepts is denied, if any policy isolates. Rules
        only accept, so that what the peer is as a pod and as an address can be told apart."""
        whole = self.ports.everything
        if not tier.policies:
            return Outcomes(0, 0, whole)
        target = seen.target if tier.named else None
        accepted = 0
        for pods, blocks in ((seen.pods, 0), (0, seen.blocks)):
            key = (id(tier), pods, blocks, target)
            if key not in self.accepted:
                part = Seen(pods, blocks, 0, 0, False, target)
                rules = (rule for policy in tier.policies for rule in policy.rules)
                self.accepted[key] = union(self.rule_matches(rule, part) for rule in rules)
            accepted |= self.accepted[key]
        return Outcomes(accepted, whole & ~accepted, 0)

    def ranks_allow(self, tier: MaskedTier, seen: Seen) -> Outcomes:
        """A tier with priorities: of one rank, any policy that matches may decide, and one without
        a priority at any rank (AP-10 to AP-13)."""
        left = self.ports.everything
        found = dict.fromkeys(Action, 0)
        unmatched = left
        for priority, rank in groupby(tier.policies, key=lambda policy: policy.priority):
            matched = 0
            for names in self.tied(list(rank), priority):
                here = 0
                for policy in names:
                    asked = self.ports.everything if priority is None else left & ~matched
                    for action, ports in self.policy_decides(policy, seen, asked).items():
                        found[action] |= ports
                        here |= ports
                matched |= here
            unmatched &= ~matched
            left &= ~matched
        onward = found[Action.PASS] | unmatched
        return Outcomes(found[Action.ACCEPT], found[Action.DENY], onward)

    def tied(self, rank: list[MaskedPolicy], priority: int | None) -> list[list[MaskedPolicy]]:
        """The policies of one rank in sets of which any may decide: by name, one after another."""
        if priority is None or not self.masks.by_name:
            return [rank]
        return [list(names) for _, names in groupby(rank, key=lambda policy: policy.name)]

    def direction_allows(self, tiers: Sequence[MaskedTier], seen: Seen, whole_pod: bool) -> Bounds:
        """The ports that the tiers, one after the other, let pass; after the last one a flow is
        allowed."""
        whole = self.ports.everything
        if not tiers:
            return Bounds(whole, whole)
        first, following = tiers[0], tiers[1:]
        if first.unmatched is Unmatched.DENY:
            found = self.isolation_allows(first, seen)
            if whole_pod and first.hides:
                following = ()
        else:
            found = self.ranks_allow(first, seen)
        if not found.onward:
            return Bounds(whole & ~found.deny, found.accept)
        after = self.direction_allows(following, seen, whole_pod)
        return Bounds(
            whole & ~found.deny & (~found.onward | after.always),
            found.accept | (found.onward & after.sometimes),
        )
