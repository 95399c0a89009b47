"""What the Admin and the Baseline tier make of one direction of a flow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from verifier.decision import Because
from verifier.dialect import Dialect
from verifier.flow import Direction, Flow, PodEndpoint
from verifier.reference.admin_rules import (
    RuleAction,
    action_of,
    admin_rule_matches,
    admin_rules,
    admin_selects,
    domains_of,
    first_admin_peer,
    has_unknown_field,
)
from verifier.reference.ends import judged_end
from verifier.reference.readings import Choices
from verifier.resources import AdminPolicy, AdminRule, Node

TierName = Literal["Admin", "Baseline"]


@dataclass(frozen=True, slots=True)
class Question:
    """One direction of a flow, put to the tiers of a cluster with these nodes."""

    direction: Direction
    flow: Flow
    nodes: Sequence[Node]
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class Match:
    """The first rule of a policy that is about the flow."""

    policy: AdminPolicy
    action: RuleAction
    because: Because


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a tier does with the flow, None where no rule of it is about the flow.

    `choices`: how names resolve and ties end here, those taken before included. `because`: the
    rules that do it; several only of tied policies that act alike.
    """

    choices: Choices
    action: RuleAction | None
    because: tuple[Because, ...] = ()


def tier_rulings(
    question: Question, tier: TierName, admin: Sequence[AdminPolicy], taken: Choices
) -> list[Ruling]:
    """Each ruling of `tier` that the API allows, where the choices `taken` are made already."""
    # "Policies with lower priority values have higher precedence, and are checked before policies
    # with higher priority values in the same tier."
    # (v1alpha2 clusternetworkpolicy_types.go, Priority)
    subject = judged_end(question.flow, question.direction)
    applying = [
        policy
        for policy in admin
        if policy.tier == tier
        and isinstance(subject, PodEndpoint)
        and admin_selects(policy, subject)
    ]
    priorities = sorted({policy.priority for policy in applying if policy.priority is not None})
    ranks = [[policy for policy in applying if policy.priority == rank] for rank in priorities]
    unranked = [policy for policy in applying if policy.priority is None]
    return list(rulings(question, ranks, unranked, taken))


def rulings(
    question: Question,
    ranks: Sequence[Sequence[AdminPolicy]],
    unranked: Sequence[AdminPolicy],
    taken: Choices,
) -> Iterator[Ruling]:
    """The rulings of policies grouped by priority, best first, and of those that have none.

    A BaselineAdminNetworkPolicy says no priority: it is tied with every one. Source: M-20.
    """
    reached: list[tuple[Choices, tuple[Match, ...]]] = []
    undecided = [taken]
    for tied in ranks:
        met = [each for choices in undecided for each in matches(question, tied, choices)]
        reached += [(choices, found) for choices, found in met if found]
        undecided = [choices for choices, found in met if not found]
    reached += [(choices, ()) for choices in undecided]
    for choices, found in reached:
        for after, others in matches(question, unranked, choices):
            yield from choose((*found, *others), question.dialect, after)


def choose(found: Sequence[Match], dialect: Dialect, taken: Choices) -> Iterator[Ruling]:
    """The ruling by each of the tied policies that `found` is of, of those that act alike once."""
    # "If two (or more) policies in the same tier with the same priority could match a connection,
    # then the implementation can apply any of the matching policies to the connection, and there is
    # no way for the user to reliably determine which one it will choose."
    # (v1alpha2 clusternetworkpolicy_types.go, Priority)
    ranked = [match for match in found if match.policy.priority is not None]
    if dialect.ties == "by-name" and ranked:
        first = min(match.policy.name for match in ranked)
        unranked = [match for match in found if match.policy.priority is None]
        found = [*(match for match in ranked if match.policy.name == first), *unranked]
    actions = list(dict.fromkeys(match.action for match in found))
    if not actions:
        yield Ruling(taken, None)
    for action in actions:
        alike = [match for match in found if match.action == action]
        tie = ((tie_name(found), listed(alike)),) if len(actions) > 1 else ()
        yield Ruling((*taken, *tie), action, tuple(match.because for match in alike))


def tie_name(found: Sequence[Match]) -> str:
    """How people name the choice between these: `tie of X and Y at priority 3`."""
    ranks = [match.policy.priority for match in found if match.policy.priority is not None]
    return f"tie of {listed(found)}" + (f" at priority {ranks[0]}" if ranks else "")


def listed(found: Sequence[Match]) -> str:
    """The policies of `found`: `X`, `X and Y`, `X, Y and Z`."""
    *names, last = [match.policy.text for match in found]
    return f"{', '.join(names)} and {last}" if names else last


def matches(
    question: Question, policies: Sequence[AdminPolicy], taken: Choices
) -> list[tuple[Choices, tuple[Match, ...]]]:
    """Which of `policies` have a rule about the flow, for each way that domain names may resolve.

    A name is resolved only where a rule depends on it, and then for all that follows.
    """
    found: list[tuple[Choices, tuple[Match, ...]]] = [(taken, ())]
    for policy in policies:
        found = [
            (after, before if match is None else (*before, match))
            for choices, before in found
            for after, match in first_match(question, policy, choices)
        ]
    return found


def first_match(
    question: Question, policy: AdminPolicy, taken: Choices
) -> Iterator[tuple[Choices, Match | None]]:
    """The first rule of `policy` that is about the flow."""
    # "a rule that appears at the top of the ingress rules would take the highest precedence."
    # (v1alpha2 clusternetworkpolicy_types.go, Ingress; the same is said of Egress)
    for position, rule in enumerate(admin_rules(policy, question.direction)):
        met, unmet = rule_readings(question, rule, taken)
        for choices in met:
            yield choices, matched(question, policy, position, choices)
        if unmet is None:
            return
        taken = unmet
    yield taken, None


def rule_readings(
    question: Question, rule: AdminRule, taken: Choices
) -> tuple[list[Choices], Choices | None]:
    """The ways that domain names may resolve with which `rule` is about the flow, and the one way
    with which it is not (None where it is in any case)."""
    if is_about(question, rule, resolved(taken)):
        return [taken], None
    met = []
    for name in domains_of(rule):
        point = domain_point(name)
        if point not in dict(taken) and is_about(question, rule, frozenset({name})):
            met.append((*taken, (point, "yes")))
            taken = (*taken, (point, "no"))
    return met, taken


def is_about(question: Question, rule: AdminRule, domains: frozenset[str]) -> bool:
    """True iff `rule` matches where exactly `domains` resolve to the other end's address."""
    return admin_rule_matches(rule, question.direction, question.flow, question.nodes, domains)


def matched(question: Question, policy: AdminPolicy, position: int, taken: Choices) -> Match:
    """The rule at `position`, which is about the flow, and the peer by which it is."""
    rule = admin_rules(policy, question.direction)[position]
    peer = None
    if not has_unknown_field(rule):
        peer = first_admin_peer(
            rule, question.direction, question.flow, question.nodes, resolved(taken)
        )
    place = rule.location if peer is None else rule.peers[peer].location
    because = Because("tier", policy.text, position, peer, place, policy.tier)
    return Match(policy, action_of(rule), because)


def domain_point(name: str) -> str:
    """How people name the open fact whether `name` resolves to the address of the other end.

    It may, whatever the end: nothing in the API keeps a name from resolving to a pod's address.
    """
    return f"domain {name}"


def resolved(taken: Choices) -> frozenset[str]:
    """The domain names that resolve to the address of the other end."""
    return frozenset(
        point.removeprefix("domain ")
        for point, value in taken
        if point.startswith("domain ") and value == "yes"
    )
