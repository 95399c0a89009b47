"""Redundancy: what is removable can go at once, and nothing else can follow."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreement.asking import share_of_examples
from verifier import reference
from verifier.analysis.lint.context import Context
from verifier.analysis.lint.parts import Part
from verifier.analysis.lint.readings import Home
from verifier.analysis.lint.redundancy import outcome
from verifier.analysis.lint.removal import sides
from verifier.analysis.lint.run import lint
from verifier.dialect import Dialect
from verifier.flow import Direction, Flow
from verifier.manifests import Manifests
from verifier.normalise.policies import effective_policy_types
from verifier.resources import (
    IPBlock,
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyRule,
)
from verifier.smt.extract import Extractor
from verifier.testing import strategies

Fields = set[str]


def kept(items: Sequence[Any] | None, field: str, gone: Fields) -> tuple[Any, ...] | None:
    """The items of a list that stay."""
    if items is None:
        return None
    return tuple(item for i, item in enumerate(items) if f"{field}[{i}]" not in gone)


def selector_without(
    written: LabelSelector | None, field: str, gone: Fields
) -> LabelSelector | None:
    """A selector without the terms that go."""
    if written is None:
        return None
    pairs = written.match_labels
    labels = pairs and tuple(p for p in pairs if f"{field}.matchLabels[{p[0]}]" not in gone)
    expressions = kept(written.match_expressions, f"{field}.matchExpressions", gone)
    return replace(written, match_labels=labels, match_expressions=expressions)


def peer_without(peer: NetworkPolicyPeer, field: str, gone: Fields) -> NetworkPolicyPeer:
    """A peer without what goes."""
    block = peer.ip_block
    if block is not None:
        excepts = kept(block.except_, f"{field}.ipBlock.except", gone)
        return replace(peer, ip_block=IPBlock(cidr=block.cidr, except_=excepts))
    return replace(
        peer,
        pod_selector=selector_without(peer.pod_selector, f"{field}.podSelector", gone),
        namespace_selector=selector_without(
            peer.namespace_selector, f"{field}.namespaceSelector", gone
        ),
    )


def rule_without(rule: NetworkPolicyRule, field: str, word: str, gone: Fields) -> NetworkPolicyRule:
    """A rule without what goes."""
    peers = rule.peers and tuple(
        peer_without(peer, f"{field}.{word}[{i}]", gone)
        for i, peer in enumerate(rule.peers)
        if f"{field}.{word}[{i}]" not in gone
    )
    ports = kept(rule.ports, f"{field}.ports", gone)
    assert bool(peers) == bool(rule.peers)
    assert bool(ports) == bool(rule.ports)
    return replace(rule, peers=peers, ports=ports)


def edited(policy: NetworkPolicy, gone: Fields) -> NetworkPolicy | None:
    """The policy without the fields that go, its policyTypes written out."""
    if "" in gone:
        return None
    spec = policy.spec

    def rules(
        written: tuple[NetworkPolicyRule, ...] | None, field: str, word: str
    ) -> tuple[NetworkPolicyRule, ...] | None:
        return written and tuple(
            rule_without(rule, f"{field}[{i}]", word, gone)
            for i, rule in enumerate(written)
            if f"{field}[{i}]" not in gone
        )

    return replace(
        policy,
        spec=replace(
            spec,
            pod_selector=selector_without(spec.pod_selector, "spec.podSelector", gone),
            policy_types=effective_policy_types(spec.policy_types, spec.egress),
            ingress=rules(spec.ingress, "spec.ingress", "from"),
            egress=rules(spec.egress, "spec.egress", "to"),
        ),
    )


def without(policies: Sequence[NetworkPolicy], gone: Sequence[Part]) -> list[NetworkPolicy]:
    """The policies without these parts."""
    found = (
        edited(policy, {part.field for part in gone if part.policy is policy})
        for policy in policies
    )
    return [policy for policy in found if policy is not None]


def removable(context: Context) -> Iterator[tuple[str, list[Part], list[Part]]]:
    """Per namespace: all parts, and those that can go."""
    for name in context.by_namespace:
        home = Home(context, name)
        found = outcome(context, home)
        assert not found.lost
        yield name, list(home.parts), [home.parts[i] for i, _ in found.covers]


def agree(
    flow: Flow, dialect: Dialect, old: Sequence[NetworkPolicy], new: Sequence[NetworkPolicy]
) -> bool:
    """The reference decides each direction of the flow alike."""
    return all(
        reference.direction_allows(d, flow, old, dialect)
        == reference.direction_allows(d, flow, new, dialect)
        for d in Direction
    )


@given(data=st.data(), policies=strategies.policy_sets(3))
def test_the_reference_decides_alike_without_all_that_is_removable(
    data: st.DataObject, policies: tuple[NetworkPolicy, ...]
) -> None:
    context = Context(Manifests(policies=policies), 30_000)
    gone = [part for _, _, parts in removable(context) for part in parts]
    rest = without(policies, gone)
    near = strategies.near(*policies)
    for _ in range(5):
        flow = data.draw(strategies.flows(near))
        assert agree(flow, data.draw(strategies.dialects(fixed=True)), policies, rest)


@settings(max_examples=share_of_examples(3))
@given(policies=strategies.policy_sets(3))
def test_nothing_else_can_go(policies: tuple[NetworkPolicy, ...]) -> None:
    context = Context(Manifests(policies=policies), 30_000)
    for name, parts, gone in removable(context):
        off = {i for i, part in enumerate(parts) if part in gone}
        found = sides(context.policies_in(name), name, context.written, parts, 30_000)
        for index, part in enumerate(parts):
            if index in off or inside(part, gone) or last(part, parts, gone):
                continue
            witness = None
            for direction in part.directions:
                side = found[direction]
                if side.matters(index, off):
                    witness = side
                    break
            assert witness is not None, (part.field, part.policy)
            extractor = Extractor(witness.after.flow, context.inventory, True)
            flow = extractor.extract(witness.known.found, {})
            dialect = extractor.facts(witness.known.found).dialect
            now = without(policies, gone)
            after = without(policies, [*gone, part])
            assert not agree(flow, dialect, now, after), (part.field, flow)


@settings(max_examples=share_of_examples(3))
@given(policies=strategies.policy_sets(3))
def test_known_flows_answer_as_the_solver_does(policies: tuple[NetworkPolicy, ...]) -> None:
    context = Context(Manifests(policies=policies), 30_000)
    for name in context.by_namespace:
        home = Home(context, name)
        for side in home.sides.values():
            for index in side.mine:
                others = [switch for i, switch in side.on.items() if i != index]
                expected = side.sat(side.noticed(index), *others)
                assert side.matters(index, frozenset()) is expected, home.parts[index]


def inside(part: Part, gone: Sequence[Part]) -> bool:
    """Something around the part is gone."""
    return part.within is not None and (part.within in gone or inside(part.within, gone))


def last(part: Part, parts: Sequence[Part], gone: Sequence[Part]) -> bool:
    """The part is the last peer or port of its rule."""
    alike = (p for p in parts if p.within is part.within and p.kind == part.kind)
    return part.kind in ("peer", "port") and all(p in gone for p in alike if p is not part)


@settings(max_examples=share_of_examples(5))
@given(data=st.data(), policies=strategies.policy_sets(3))
def test_the_order_of_the_input_is_irrelevant(
    data: st.DataObject, policies: tuple[NetworkPolicy, ...]
) -> None:
    shuffled = tuple(data.draw(st.permutations(policies)))
    one, other = lint(Manifests(policies=policies)), lint(Manifests(policies=shuffled))
    assert {*one.findings} == {*other.findings}
