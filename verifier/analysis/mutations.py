"""Mutations of policies: each rule, peer, port, `except` and isolation, removed or widened.

A mutation is edited text, defaulted anew (M-21): the last peer or port goes only together with its
rule, and policyTypes are written out so that no edit changes them by the way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from typing import Literal

from verifier.flow import Direction
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.normalise import network
from verifier.normalise.policies import effective_policy_types
from verifier.resources import (
    IPBlock,
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
)

Kind = Literal["isolation", "rule", "peer", "port", "except"]
PEERS = {Direction.INGRESS: "from", Direction.EGRESS: "to"}
LIFTED = "no longer isolates the pods"
ANY_POD = NetworkPolicyPeer(namespace_selector=LabelSelector())


@dataclass(frozen=True, slots=True)
class Element:
    """A part of a policy that an invariant may pin down; `field` is its path in the object.

    `rule` and `peer` are the indices of the rule and the peer that it is, or lies in; None for the
    isolation of a direction, and where it is no part of a peer.
    """

    policy: NetworkPolicy
    direction: Direction
    kind: Kind
    field: str
    rule: int | None
    location: Location = attribute(compare=False)
    peer: int | None = None


@dataclass(frozen=True, slots=True)
class Mutation:
    """One edit of an element. `change` says what was done. `adds`, `drops`: it may let
    flows through, or cut them off; lifting the isolation of a pod does both, where another policy
    isolates it too and only the rules that are lifted with it let something through.

    `rule` is what the element's rule becomes, None where it is removed.
    """

    element: Element
    change: str
    adds: bool = False
    drops: bool = False
    rule: NetworkPolicyRule | None = None


def elements_of(policy: NetworkPolicy) -> Iterator[tuple[Element, tuple[Mutation, ...]]]:
    """Every element of a policy, in the order of the text, with its mutations."""
    types = effective_policy_types(policy.spec.policy_types, policy.spec.egress)
    for direction in Direction:
        path = f"spec.{direction.value.lower()}"
        if direction.value in types:
            whole = Element(policy, direction, "isolation", path, None, policy.location)
            yield whole, (Mutation(whole, LIFTED, adds=True, drops=True),)
        for index, rule in enumerate(rules_of(policy, direction)):
            at = Element(policy, direction, "rule", f"{path}[{index}]", index, rule.location)
            yield at, (Mutation(at, "removed", drops=True),)
            yield from peers_of(at, rule)
            yield from ports_of(at, rule)


def rules_of(policy: NetworkPolicy, direction: Direction) -> tuple[NetworkPolicyRule, ...]:
    """The rules that are written for a direction."""
    ingress = direction is Direction.INGRESS
    return (policy.spec.ingress if ingress else policy.spec.egress) or ()


def peers_of(
    at: Element, rule: NetworkPolicyRule
) -> Iterator[tuple[Element, tuple[Mutation, ...]]]:
    """The peers of a rule, and their excepts."""
    peers = rule.peers or ()
    for index, peer in enumerate(peers):
        path = f"{at.field}.{PEERS[at.direction]}[{index}]"
        here = replace(at, kind="peer", field=path, location=peer.location, peer=index)
        found = [removed(here, rule, "peers", without(peers, index))]
        wider = widest(peer)
        if wider != peer:
            what = "widened to all addresses" if peer.ip_block else "widened to any pod"
            changed = replace(rule, peers=with_item(peers, index, wider))
            found.append(Mutation(here, what, adds=True, rule=changed))
        yield here, tuple(found)
        for number, _ in enumerate(excepts_of(peer)):
            yield without_except(here, rule, index, number)


def without_except(
    at: Element, rule: NetworkPolicyRule, index: int, number: int
) -> tuple[Element, tuple[Mutation, ...]]:
    """An `except` of the peer `at`, and its removal."""
    peer = (rule.peers or ())[index]
    assert peer.ip_block is not None
    path = f"{at.field}.ipBlock.except[{number}]"
    here = replace(at, kind="except", field=path, location=peer.ip_block.location)
    block = replace(peer.ip_block, except_=without(excepts_of(peer), number))
    peers = with_item(rule.peers or (), index, replace(peer, ip_block=block))
    return here, (Mutation(here, "removed", adds=True, rule=replace(rule, peers=peers)),)


def ports_of(
    at: Element, rule: NetworkPolicyRule
) -> Iterator[tuple[Element, tuple[Mutation, ...]]]:
    """The ports of a rule."""
    ports = rule.ports or ()
    for index, port in enumerate(ports):
        path = f"{at.field}.ports[{index}]"
        here = replace(at, kind="port", field=path, location=port.location)
        wider = Mutation(here, "widened to all ports", adds=True, rule=replace(rule, ports=None))
        yield here, (removed(here, rule, "ports", without(ports, index)), wider)


def removed(
    here: Element,
    rule: NetworkPolicyRule,
    name: Literal["peers", "ports"],
    rest: Sequence[NetworkPolicyPeer] | Sequence[NetworkPolicyPort],
) -> Mutation:
    """The element removed, and with the last one its rule: emptied, it would match everything."""
    if not rest:
        return Mutation(here, "removed, and its rule with it", drops=True)
    changes: dict[str, object] = {name: tuple(rest)}
    changed = replace(rule, **changes)  # type: ignore[arg-type]  # `name` tells which
    return Mutation(here, "removed", drops=True, rule=changed)


def widest(peer: NetworkPolicyPeer) -> NetworkPolicyPeer:
    """The peer as any pod, or as all addresses of its family but its excepts."""
    if peer.ip_block is None:
        return replace(ANY_POD, location=peer.location)
    found = network(peer.ip_block.cidr)
    if found.prefix == 0:
        return peer
    every = "0.0.0.0/0" if found.bits == 32 else "::/0"
    block = IPBlock(cidr=every, except_=peer.ip_block.except_, location=peer.ip_block.location)
    return replace(peer, ip_block=block)


def excepts_of(peer: NetworkPolicyPeer) -> tuple[str, ...]:
    """The excepts of a peer's range."""
    return (peer.ip_block.except_ if peer.ip_block else None) or ()


def without(items: Sequence[object], index: int) -> tuple:  # type: ignore[type-arg]
    """All items but one."""
    return (*items[:index], *items[index + 1 :])


def with_item(items: Sequence[object], index: int, item: object) -> tuple:  # type: ignore[type-arg]
    """The items with one replaced."""
    return (*items[:index], item, *items[index + 1 :])


def mutated_policy(mutation: Mutation) -> NetworkPolicy | None:
    """The policy as edited, with its policyTypes written out; None where nothing is left of it."""
    element = mutation.element
    policy, direction = element.policy, element.direction
    spec = policy.spec
    types = effective_policy_types(spec.policy_types, spec.egress)
    if element.rule is None:
        types = tuple(name for name in types if name != direction.value)
        return replace(policy, spec=replace(spec, policy_types=types)) if types else None
    rules = rules_of(policy, direction)
    new = without(rules, element.rule)
    if mutation.rule is not None:
        new = with_item(rules, element.rule, mutation.rule)
    if direction is Direction.INGRESS:
        return replace(policy, spec=replace(spec, policy_types=types, ingress=new))
    return replace(policy, spec=replace(spec, policy_types=types, egress=new))


def mutated_manifests(manifests: Manifests, mutation: Mutation) -> Manifests:
    """The input with one policy edited; a namespace that only this policy names stays named."""
    before, after = mutation.element.policy, mutated_policy(mutation)
    policies = (after if p is before else p for p in manifests.policies)
    return replace(
        manifests,
        policies=tuple(p for p in policies if p is not None),
        other_namespaces=(*manifests.other_namespaces, before.namespace),
    )
