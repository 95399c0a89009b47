"""Rules of policies cut back so that they admit one flow no longer."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from verifier.analysis.flip.results import Edit
from verifier.analysis.mutations import PEERS, rules_of, without
from verifier.flow import Direction, Protocol
from verifier.location import Location
from verifier.manifests import Manifests
from verifier.normalise.policies import effective_policy_types
from verifier.resources import NetworkPolicy, NetworkPolicyPort, NetworkPolicyRule


class Cut(NamedTuple):
    """What goes of a rule: one of its peers, one of its ports, or, where both are None, all."""

    peer: int | None = None
    port: int | None = None


Cuts = Mapping[tuple[str, int], Cut]  # by the text of the policy, and the index of the rule


def smallest_cut(rule: NetworkPolicyRule, peer: int | None, flow: tuple[Protocol, int]) -> Cut:
    """What may do for a rule that admits a flow by this peer: the peer alone, where there are
    others; the port alone, where there are others; else the rule, since an emptied list would
    match everything."""
    if peer is not None and len(rule.peers or ()) > 1:
        return Cut(peer=peer)
    ports = rule.ports or ()
    found = [index for index, port in enumerate(ports) if covers(port, *flow)]
    return Cut(port=found[0]) if len(found) == 1 and len(ports) > 1 else Cut()


def covers(port: NetworkPolicyPort, protocol: Protocol, number: int) -> bool:
    """The item may be about the port; a name may be."""
    if (port.protocol or Protocol.TCP.value) != protocol.value:
        return False
    if isinstance(port.port, int):
        return port.port <= number <= (port.end_port or port.port)
    return True


def surviving(cuts: Cuts, policy: str, index: int) -> int:
    """The index that a rule had before the cuts."""
    gone = {at for (text, at), cut in cuts.items() if text == policy and cut == Cut()}
    for at in sorted(gone):
        index += at <= index
    return index


def cut_manifests(manifests: Manifests, cuts: Cuts, direction: Direction) -> Manifests:
    """The input after the cuts; every policy isolates what it did."""
    policies = (cut_policy(policy, cuts, direction) for policy in manifests.policies)
    return replace(manifests, policies=tuple(policies))


def cut_policy(policy: NetworkPolicy, cuts: Cuts, direction: Direction) -> NetworkPolicy:
    """The policy after the cuts."""
    if not any(text == policy.text for text, _ in cuts):
        return policy
    rules = []
    for index, rule in enumerate(rules_of(policy, direction)):
        cut = cuts.get((policy.text, index))
        if cut is None:
            rules.append(rule)
        elif cut.peer is not None:
            rules.append(replace(rule, peers=without(rule.peers or (), cut.peer)))
        elif cut.port is not None:
            rules.append(replace(rule, ports=without(rule.ports or (), cut.port)))
    return with_rules(policy, direction, tuple(rules))


def with_rules(
    policy: NetworkPolicy, direction: Direction, rules: tuple[NetworkPolicyRule, ...]
) -> NetworkPolicy:
    """The policy with these rules for a direction, its policyTypes written out."""
    spec = policy.spec
    spec = replace(spec, policy_types=effective_policy_types(spec.policy_types, spec.egress))
    if direction is Direction.INGRESS:
        return replace(policy, spec=replace(spec, ingress=rules))
    return replace(policy, spec=replace(spec, egress=rules))


def edits_of(
    policies: Iterable[NetworkPolicy], cuts: Cuts, direction: Direction
) -> tuple[Edit, ...]:
    """The cuts as edits, in the order of the policies."""
    found = []
    for policy in policies:
        for (text, index), cut in sorted(cuts.items()):
            if text == policy.text:
                field = f"spec.{direction.value.lower()}[{index}]"
                rule = rules_of(policy, direction)[index]
                where, more = place_of(rule, cut, direction)
                found.append(Edit("remove", text, field + more, where))
    return tuple(found)


def place_of(rule: NetworkPolicyRule, cut: Cut, direction: Direction) -> tuple[Location, str]:
    """Where a cut is, and its path within the rule."""
    if cut.peer is not None:
        return (rule.peers or ())[cut.peer].location, f".{PEERS[direction]}[{cut.peer}]"
    if cut.port is not None:
        return (rule.ports or ())[cut.port].location, f".ports[{cut.port}]"
    return rule.location, ""
