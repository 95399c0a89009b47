"""NP3xx: policies that mean something else than most readers take them to mean."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.dns import without_dns
from verifier.analysis.lint.exposure import WIDE
from verifier.analysis.lint.findings import Finding, Unsettled
from verifier.analysis.lint.internet import pod_address
from verifier.analysis.lint.readings import Home
from verifier.analysis.lint.removal import GaveUpError
from verifier.analysis.mutations import PEERS, rules_of
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.model import AddressPeer
from verifier.normalise import selector
from verifier.normalise.policies import peer as normalised_peer
from verifier.resources import (
    LabelSelector,
    LabelSelectorRequirement,
    NetworkPolicy,
    NetworkPolicyPeer,
)

SHOWN = (
    "a flow that the other reading does not allow was found among all possible pods, and replayed "
    "on the reference evaluator"
)
SELECTORS = ("namespaceSelector", "podSelector")
Trap = Callable[[Context, Home, NetworkPolicy], Iterator[Finding]]


def in_namespace(context: Context, home: Home, has: Callable[[str], bool]) -> Found:
    """The traps in the policies of one namespace, of the codes that are looked for."""
    findings: list[Finding] = []
    unknown: list[Unsettled] = []
    chosen = [(codes, trap) for codes, trap in TRAPS if any(map(has, codes))]
    for policy in home.policies:
        for codes, trap in chosen:
            try:
                findings += trap(context, home, policy)
            except GaveUpError as error:
                unknown.append(
                    Unsettled(
                        codes=codes,
                        object=policy.text,
                        field="",
                        location=policy.location,
                        reason=str(error),
                    )
                )
    return Found(tuple(findings), tuple(unknown))


def places(
    context: Context, policy: NetworkPolicy
) -> Iterator[tuple[Direction, int, str, tuple[NetworkPolicyPeer, ...]]]:
    """Each rule that has peers and takes part: direction, index, path of its list of peers."""
    for direction in Direction:
        if context.modelled[id(policy)].rules(direction) is None:
            continue
        for index, rule in enumerate(rules_of(policy, direction)):
            field = f"spec.{direction.value.lower()}[{index}].{PEERS[direction]}"
            if rule.peers:
                yield direction, index, field, rule.peers


def or_for_and(context: Context, home: Home, policy: NetworkPolicy) -> Iterator[Finding]:
    """A namespaceSelector and a podSelector side by side as two items: one or the other."""
    for direction, index, field, peers in places(context, policy):
        for number in range(len(peers) - 1):
            one, other = peers[number : number + 2]
            both = joined(one, other) or joined(other, one)
            if both is None:
                continue
            if home.flow_besides(policy, direction, index, (number, number + 1), both):
                yield context.finding(
                    "NP301",
                    policy,
                    f"{field}[{number + 1}]",
                    "two items, so either is enough; as one item both would have to hold, and "
                    "less would be admitted",
                    level=Level.ANY_NAMESPACE,
                    proof=SHOWN,
                )


def joined(one: NetworkPolicyPeer, other: NetworkPolicyPeer) -> NetworkPolicyPeer | None:
    """Both as one item, where the first has only a selector of namespaces, and the second only one
    of pods; to select all of either is no half of a thought."""
    spaces, pods = one.namespace_selector, other.pod_selector
    if spaces is None or one.pod_selector is not None:
        return None
    if pods is None or other.namespace_selector is not None or not selector(pods).requirements:
        return None
    return replace(one, pod_selector=pods) if selector(spaces).requirements else None


def absent_key(context: Context, home: Home, policy: NetworkPolicy) -> Iterator[Finding]:
    """NotIn in a peer: it admits what lacks the key altogether."""
    for direction, index, field, peers in places(context, policy):
        for number, peer in enumerate(peers):
            chosen = (peer.namespace_selector, peer.pod_selector)
            for name, written in zip(SELECTORS, chosen, strict=True):
                for item, key in unguarded(written):
                    stricter = with_key(peer, name, key)
                    if home.flow_besides(policy, direction, index, (number,), stricter):
                        what = "pods" if name == "podSelector" else "namespaces"
                        yield context.finding(
                            "NP303",
                            policy,
                            f"{field}[{number}].{name}.matchExpressions[{item}]",
                            f"NotIn matches {what} without label {key}, too: they are admitted",
                            level=Level.ANY_NAMESPACE,
                            proof=SHOWN,
                        )


def unguarded(written: LabelSelector | None) -> Iterator[tuple[int, str]]:
    """The items with NotIn, and their keys."""
    for index, item in enumerate((written.match_expressions if written else None) or ()):
        if item.operator == "NotIn":
            yield index, item.key


def with_key(peer: NetworkPolicyPeer, name: str, key: str) -> NetworkPolicyPeer:
    """The peer, for ends that have the label."""
    from_text = {"namespaceSelector": peer.namespace_selector, "podSelector": peer.pod_selector}
    written = from_text[name] or LabelSelector()
    there = LabelSelectorRequirement(key=key, operator="Exists")
    new = replace(written, match_expressions=(*(written.match_expressions or ()), there))
    if name == "podSelector":
        return replace(peer, pod_selector=new)
    return replace(peer, namespace_selector=new)


def isolates_besides(context: Context, home: Home, policy: NetworkPolicy) -> Iterator[Finding]:
    """Egress rules without policyTypes: ingress is isolated as well, and nothing admitted."""
    spec = policy.spec
    if spec.policy_types or not spec.egress or spec.ingress:
        return
    only = replace(policy, spec=replace(spec, policy_types=("Egress",)))
    if home.flow_kept_out(policy, only):
        yield context.finding(
            "NP304",
            policy,
            "spec.egress",
            "without policyTypes the policy isolates its pods for ingress, too, and admits nothing "
            "there",
            level=Level.ANY_NAMESPACE,
            proof=SHOWN,
        )


def isolates_nothing(context: Context, _home: Home, policy: NetworkPolicy) -> Iterator[Finding]:
    """An empty list of egress rules without policyTypes."""
    if policy.spec.egress == () and not policy.spec.policy_types:
        yield context.finding(
            "NP305",
            policy,
            "spec.egress",
            "without policyTypes an empty egress isolates nothing: all egress stays open",
            proof="effective policyTypes are [Ingress]",
        )


def ranges_of_pods(context: Context, _home: Home, policy: NetworkPolicy) -> Iterator[Finding]:
    """A range that holds addresses of pods: plugins differ in what it means for them."""
    for _, _, field, peers in places(context, policy):
        for number, peer in enumerate(peers):
            found = normalised_peer(peer, policy.namespace)
            if not isinstance(found, AddressPeer) or found.network.prefix < WIDE:
                continue
            address = pod_address(found, context.known_addresses)
            if address is not None:
                yield context.finding(
                    "NP307",
                    policy,
                    f"{field}[{number}].ipBlock",
                    f"pods may have addresses of this range, {address} for one: some plugins let "
                    "the range match pods, others do not",
                    proof="the address is in the range, and in no except",
                )


TRAPS: tuple[tuple[tuple[str, ...], Trap], ...] = (
    (("NP301",), or_for_and),
    (("NP302",), without_dns),
    (("NP303",), absent_key),
    (("NP304",), isolates_besides),
    (("NP305",), isolates_nothing),
    (("NP307",), ranges_of_pods),
)
