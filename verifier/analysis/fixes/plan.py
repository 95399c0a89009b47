"""From the parts of a policy that may go to edits of its text (M-21): an emptied list goes with its
key, an emptied `from`, `to` or `ports` with its rule, and policyTypes are written out where their
default would change."""

import re
from collections.abc import Iterator, Mapping, Set

from verifier.analysis.lint.parts import parts_of
from verifier.analysis.mutations import PEERS, excepts_of, rules_of
from verifier.flow import Direction
from verifier.manifests.edits import Edit, Remove, RemoveObject, Replace, Write
from verifier.normalise.policies import effective_policy_types
from verifier.resources import LabelSelector, NetworkPolicy, NetworkPolicyRule

EMPTY = "{}"


def planned(
    policy: NetworkPolicy, removed: Set[str], replaced: Mapping[str, str]
) -> tuple[Edit, ...]:
    """The edits that take the fields `removed` ("" is the whole policy) out of a policy, and put
    texts in the place of the fields `replaced`."""
    if "" in removed:
        return (RemoveObject(),)
    edits: list[Edit] = [Replace(field, value) for field, value in replaced.items()]
    edits += selector_edits("spec.podSelector", policy.spec.pod_selector, removed)
    for direction in Direction:
        edits += direction_edits(policy, direction, removed)
    return tuple(edits)


def direction_edits(
    policy: NetworkPolicy, direction: Direction, removed: Set[str]
) -> Iterator[Edit]:
    """The rules of one direction."""
    name = direction.value.lower()
    rules = rules_of(policy, direction)
    fields = [f"spec.{name}[{index}]" for index in range(len(rules))]
    gone = {
        field
        for field, rule in zip(fields, rules, strict=True)
        if field in removed or is_emptied(field, rule, PEERS[direction], removed)
    }
    if gone and len(gone) == len(rules):
        yield Remove(f"spec.{name}")
        yield from types_edits(policy, direction)
        return
    for field, rule in zip(fields, rules, strict=True):
        if field in gone:
            yield Remove(field)
        else:
            yield from rule_edits(field, rule, PEERS[direction], removed)


def types_edits(policy: NetworkPolicy, direction: Direction) -> Iterator[Edit]:
    """The policyTypes, where they follow from the egress rules, which all go."""
    types = policy.spec.policy_types
    if direction is Direction.EGRESS and not types:
        if types is not None:
            yield Remove("spec.policyTypes")
        yield Write(
            "spec",
            "policyTypes",
            effective_policy_types(types, policy.spec.egress),
            before="egress",
        )


def is_emptied(field: str, rule: NetworkPolicyRule, peers: str, removed: Set[str]) -> bool:
    """All peers go, or all ports."""
    return any(
        items and all(f"{field}.{name}[{index}]" in removed for index in range(len(items)))
        for name, items in ((peers, rule.peers), ("ports", rule.ports))
    )


def rule_edits(
    field: str, rule: NetworkPolicyRule, peers: str, removed: Set[str]
) -> Iterator[Edit]:
    """What is in a rule that stays."""
    for index in range(len(rule.ports or ())):
        if f"{field}.ports[{index}]" in removed:
            yield Remove(f"{field}.ports[{index}]")
    for index, peer in enumerate(rule.peers or ()):
        at = f"{field}.{peers}[{index}]"
        if at in removed:
            yield Remove(at)
            continue
        yield from list_edits(f"{at}.ipBlock.except", len(excepts_of(peer)), removed)
        yield from selector_edits(f"{at}.namespaceSelector", peer.namespace_selector, removed)
        yield from selector_edits(f"{at}.podSelector", peer.pod_selector, removed)


def list_edits(field: str, count: int, removed: Set[str]) -> Iterator[Edit]:
    """Items of a list that may be absent as well as empty."""
    gone = [f"{field}[{index}]" for index in range(count) if f"{field}[{index}]" in removed]
    if gone and len(gone) == count:
        yield Remove(field)
    else:
        yield from map(Remove, gone)


def selector_edits(field: str, selector: LabelSelector | None, removed: Set[str]) -> Iterator[Edit]:
    """Terms of a selector: one without terms selects everything, which an absent one may not."""
    if selector is None:
        return
    labels = [f"{field}.matchLabels[{key}]" for key, _ in selector.match_labels or ()]
    expressions = len(selector.match_expressions or ())
    terms = [*labels, *(f"{field}.matchExpressions[{index}]" for index in range(expressions))]
    if terms and removed >= set(terms):
        yield Replace(field, EMPTY)
        return
    if labels and removed >= set(labels):
        yield Remove(f"{field}.matchLabels")
    else:
        yield from (Remove(label) for label in labels if label in removed)
    yield from list_edits(f"{field}.matchExpressions", expressions, removed)


def part_at(policy: NetworkPolicy, field: str) -> str | None:
    """The part that goes when a finding at `field` is fixed: with a selector that matches nothing
    its peer, or the policy. None where there is no such part."""
    holder = re.fullmatch(r"(.+)\.(?:podSelector|namespaceSelector)", field)
    part = field if holder is None else holder[1].removesuffix("spec")
    return part if part in parts_in(policy) else None


def parts_in(policy: NetworkPolicy) -> frozenset[str]:
    """The fields of all parts that can go, the only peers and ports of rules among them."""
    found = {part.field for part in parts_of(policy)}
    for direction in Direction:
        for index, rule in enumerate(rules_of(policy, direction)):
            at = f"spec.{direction.value.lower()}[{index}]"
            found |= {f"{at}.{PEERS[direction]}[{n}]" for n, _ in enumerate(rule.peers or ())}
            found |= {f"{at}.ports[{n}]" for n, _ in enumerate(rule.ports or ())}
    return frozenset(found)


def range_at(policy: NetworkPolicy, field: str) -> str | None:
    """The address range that is written at a field, None where there is none."""
    found = re.fullmatch(
        r"spec\.(ingress|egress)\[(\d+)\]\.(?:from|to)\[(\d+)\]\.ipBlock"
        r"\.(?:cidr|except\[(\d+)\])",
        field,
    )
    if found is None:
        return None
    direction = Direction.INGRESS if found[1] == "ingress" else Direction.EGRESS
    rules = rules_of(policy, direction)
    if int(found[2]) >= len(rules):
        return None
    peers = rules[int(found[2])].peers or ()
    block = peers[int(found[3])].ip_block if int(found[3]) < len(peers) else None
    if block is None:
        return None
    excepts = block.except_ or ()
    if found[4] is None:
        return block.cidr
    return excepts[int(found[4])] if int(found[4]) < len(excepts) else None
