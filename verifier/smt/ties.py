"""Which policies of a tier may decide in each other's place (AP-12, AP-13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from verifier.flow import Direction
from verifier.model import PolicySet, Tier, Unmatched

RANKED = "the policies with a priority"


@dataclass(frozen=True, slots=True)
class Tie:
    """Policies of one priority with rules of one direction; of those that match any may decide.

    `priority` None: a policy without one, against all that have one.
    """

    direction: Direction
    tier: str
    priority: int | None
    policies: tuple[str, ...]

    @property
    def text(self) -> str:
        """`tie of X and Y at priority 3`."""
        rank = "" if self.priority is None else f" at priority {self.priority}"
        return f"tie of {', '.join(self.policies[:-1])} and {self.policies[-1]}{rank}"


def ties(policies: PolicySet) -> tuple[Tie, ...]:
    """All ties, in order of direction, tier and priority."""
    return tuple(
        tie
        for direction in Direction
        for tier in policies.tiers
        if tier.unmatched is Unmatched.NEXT
        for tie in ties_in(tier, direction)
    )


def ties_in(tier: Tier, direction: Direction) -> Iterator[Tie]:
    """The ties of one tier and direction."""
    found = [policy for policy in tier.policies if policy.rules(direction) is not None]
    for priority, rank in groupby(found, key=lambda policy: policy.priority):
        names = tuple(policy.name for policy in rank)
        if priority is None and len(names) < len(found):
            yield Tie(direction, tier.name, None, (*names, RANKED))
        elif priority is not None and len(names) > 1:
            yield Tie(direction, tier.name, priority, names)
