"""Rules and policies that are added to admit one flow, or to deny it."""

from collections.abc import Sequence
from dataclasses import replace

from verifier.analysis.flip.removals import with_rules
from verifier.analysis.flip.results import Edit
from verifier.analysis.mutations import PEERS, rules_of
from verifier.engine.pairs import Address, PairEnd
from verifier.flow import Direction, Protocol
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.normalise.networks import address
from verifier.resources import (
    IPBlock,
    LabelSelector,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
    NetworkPolicySpec,
)
from verifier.smt.footprint import NAME_LABEL

Values = dict[str, object]
Labels = tuple[tuple[str, str], ...]


def with_rule(
    manifests: Manifests,
    policy: NetworkPolicy,
    direction: Direction,
    other: PairEnd,
    at: tuple[Protocol, int],
) -> tuple[Manifests, Edit]:
    """A policy gets a rule for the other end and this port."""
    peer, peer_value = peer_for(other, policy.namespace)
    port = NetworkPolicyPort(protocol=at[0].value, port=at[1])
    rules = (*rules_of(policy, direction), NetworkPolicyRule(peers=(peer,), ports=(port,)))
    changed = with_rules(policy, direction, rules)
    value = {PEERS[direction]: [peer_value], "ports": [{"protocol": at[0].value, "port": at[1]}]}
    edit = Edit("add", policy.text, f"spec.{direction.value.lower()}", policy.location, value)
    policies = tuple(changed if p is policy else p for p in manifests.policies)
    return replace(manifests, policies=policies), edit


def peer_for(end: PairEnd, namespace: str) -> tuple[NetworkPolicyPeer, Values]:
    """A peer that is this end, seen from a namespace, and how it is written."""
    if isinstance(end, Address):
        cidr = f"{end.ip}/{address(end.ip)[0]}"
        return NetworkPolicyPeer(ip_block=IPBlock(cidr=cidr)), {"ipBlock": {"cidr": cidr}}
    labels = common_labels(end)
    pods, written = LabelSelector(match_labels=labels), {"podSelector": selector_value(labels)}
    if end[0].namespace == namespace:
        return NetworkPolicyPeer(pod_selector=pods), {**written}
    name = ((NAME_LABEL, end[0].namespace),)
    peer = NetworkPolicyPeer(namespace_selector=LabelSelector(match_labels=name), pod_selector=pods)
    return peer, {"namespaceSelector": selector_value(name), **written}


def selector_value(labels: Labels) -> Values:
    """A selector of these labels as it is written."""
    return {"matchLabels": dict(labels)} if labels else {}


def common_labels(pods: Sequence[DeclaredPod]) -> Labels:
    """The labels that all pods have."""
    shared = set(pods[0].labels).intersection(*(pod.labels for pod in pods))
    return tuple(sorted(shared))


def isolated(
    manifests: Manifests, direction: Direction, pods: Sequence[DeclaredPod]
) -> tuple[Manifests, Edit]:
    """A new policy isolates pods for a direction, and admits nothing."""
    namespace, labels = pods[0].namespace, common_labels(pods)
    taken = {(policy.namespace, policy.name) for policy in manifests.policies}
    name = base = f"deny-{direction.value.lower()}"
    count = 1
    while (namespace, name) in taken:
        count += 1
        name = f"{base}-{count}"
    selector, types = LabelSelector(match_labels=labels), (direction.value,)
    spec = NetworkPolicySpec(pod_selector=selector, policy_types=types)
    policy = NetworkPolicy(name=name, namespace=namespace, spec=spec)
    value: Values = {"podSelector": selector_value(labels), "policyTypes": list(types)}
    edit = Edit("add", policy.text, "spec", Location("", 1, 1), value)
    return replace(manifests, policies=(*manifests.policies, policy)), edit
