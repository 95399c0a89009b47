"""Decisions on flows, and the trace that explains them."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from verifier.location import Location


class Decision(Enum):
    """What happens to a flow; DEPENDS only where a fact is open."""

    ALLOW = "allow"
    DENY = "deny"
    DEPENDS = "depends"


class Reason(Enum):
    """Why one direction of a flow is decided as it is."""

    NOT_A_SUBJECT = "not-a-subject"  # this end is no pod that policies can select
    NOT_ISOLATED = "not-isolated"  # no NetworkPolicy selects the pod for this direction
    RULE = "rule"  # a rule admits the flow
    NO_RULE = "no-rule"  # policies select the pod, and no rule admits the flow
    OWN_NODE = "own-node"  # traffic with the pod's own node
    LOOPBACK = "loopback"  # a pod to itself
    ADMIN = "admin"  # the Admin tier decides
    BASELINE = "baseline"  # the Baseline tier decides


@dataclass(frozen=True, slots=True)
class Because:
    """One policy's part in a decision.

    `policy` is its name as people say it ("NetworkPolicy production/db"); `rule` and `peer` count
    from 0 within the direction, None where no single one is meant. `tier` is that of an admin
    policy, whose `kind` is "tier".
    """

    kind: Literal["rule", "selects", "tier"]
    policy: str
    rule: int | None
    peer: int | None
    location: Location
    tier: Literal["Admin", "Baseline"] | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """The decision of one direction of a flow, and what it rests on.

    `because` lists, when a rule admits the flow, each admitting rule; when none does, every policy
    that selects the pod; when the Admin or the Baseline tier decides, the rule that does (or those
    of tied policies that act alike); when the pod is not isolated, nothing. `passed` lists the Pass
    rules of these tiers that handed the flow on before.
    """

    decision: Decision
    reason: Reason
    isolated: bool
    because: tuple[Because, ...] = ()
    depends_on: tuple[str, ...] = ()
    passed: tuple[Because, ...] = ()

    @property
    def steps(self) -> tuple[Because, ...]:
        """All that the flow met on this side, in order: the Pass rules, and what decides."""
        return (*self.passed, *self.because)


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision on a flow: both directions must allow it."""

    decision: Decision
    egress: Trace
    ingress: Trace
    depends_on: tuple[str, ...] = ()
