"""The parts of a policy that a person could remove, from the whole policy down to one label of a
selector, in the order of the text (M-21)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from verifier.analysis.mutations import PEERS, excepts_of, rules_of
from verifier.flow import Direction
from verifier.normalise.policies import effective_policy_types
from verifier.resources import (
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyRule,
)

Kind = Literal["policy", "rule", "peer", "port", "except", "term"]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part of a policy, at `field` ("" for the whole); `within` is the part around it.

    `directions` are those whose verdicts its removal can change. A selector's term is one label of
    matchLabels or one item of matchExpressions. The only peer and the only port of a rule are no
    parts of their own: they go with their rule, for an emptied list admits everything.
    """

    policy: NetworkPolicy
    kind: Kind
    field: str
    directions: tuple[Direction, ...]
    within: "Part | None" = None


def parts_of(policy: NetworkPolicy) -> Iterator[Part]:
    """All parts of a policy; rules that its policyTypes leave out have none."""
    types = effective_policy_types(policy.spec.policy_types, policy.spec.egress)
    directions = tuple(d for d in Direction if d.value in types)
    whole = Part(policy, "policy", "", directions)
    yield whole
    yield from terms_of(whole, "spec.podSelector", policy.spec.pod_selector)
    for direction in directions:
        for index, rule in enumerate(rules_of(policy, direction)):
            field = f"spec.{direction.value.lower()}[{index}]"
            yield from parts_of_rule(Part(policy, "rule", field, (direction,), whole), rule)


def parts_of_rule(at: Part, rule: NetworkPolicyRule) -> Iterator[Part]:
    """A rule and what is in it."""
    yield at
    peers, ports = rule.peers or (), rule.ports or ()
    for index, peer in enumerate(peers):
        field = f"{at.field}.{PEERS[at.directions[0]]}[{index}]"
        here = at if len(peers) == 1 else Part(at.policy, "peer", field, at.directions, at)
        if here is not at:
            yield here
        yield from parts_of_peer(here, field, peer)
    for index, _ in enumerate(ports if len(ports) > 1 else ()):
        yield Part(at.policy, "port", f"{at.field}.ports[{index}]", at.directions, at)


def parts_of_peer(within: Part, field: str, peer: NetworkPolicyPeer) -> Iterator[Part]:
    """What is in a peer."""
    for index, _ in enumerate(excepts_of(peer)):
        path = f"{field}.ipBlock.except[{index}]"
        yield Part(within.policy, "except", path, within.directions, within)
    yield from terms_of(within, f"{field}.namespaceSelector", peer.namespace_selector)
    yield from terms_of(within, f"{field}.podSelector", peer.pod_selector)


def terms_of(within: Part, field: str, selector: LabelSelector | None) -> Iterator[Part]:
    """The terms of a selector."""
    for path in term_fields(field, selector):
        yield Part(within.policy, "term", path, within.directions, within)


def term_fields(field: str, selector: LabelSelector | None) -> list[str]:
    """The paths of the terms of the selector at `field`: labels, then expressions."""
    if selector is None:
        return []
    labels = [f"{field}.matchLabels[{key}]" for key, _ in selector.match_labels or ()]
    count = len(selector.match_expressions or ())
    return [*labels, *(f"{field}.matchExpressions[{index}]" for index in range(count))]


def in_order_of_removal(parts: Sequence[Part]) -> list[int]:
    """The indices of parts, in the order in which to try to do without them: large ones first, of
    equal ones the last first; a policy that selects every pod and admits nothing after all other
    policies, for it is the one to keep."""
    ranks = {"policy": 0, "rule": 2, "peer": 3, "port": 4, "except": 5, "term": 6}

    def rank(index: int) -> tuple[int, int]:
        part = parts[index]
        late = part.kind == "policy" and denies_all(part.policy)
        return ranks[part.kind] + late, -index

    return sorted(range(len(parts)), key=rank)


def admits_nothing(policy: NetworkPolicy) -> bool:
    """No rule of the policy takes part."""
    types = effective_policy_types(policy.spec.policy_types, policy.spec.egress)
    return not any(rules_of(policy, d) for d in Direction if d.value in types)


def denies_all(policy: NetworkPolicy) -> bool:
    """The policy isolates every pod of its namespace, and admits nothing."""
    return admits_nothing(policy) and not term_fields("", policy.spec.pod_selector)
