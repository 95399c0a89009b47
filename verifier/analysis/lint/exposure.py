"""NP2xx: what policies leave open."""

from collections.abc import Iterator, Sequence

from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.findings import Finding, Related
from verifier.analysis.lint.internet import internet_address
from verifier.analysis.lint.registry import rule_of
from verifier.analysis.mutations import PEERS, rules_of
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.model import Action, AddressPeer, DeclaredPod, Policy, Tier, Unmatched
from verifier.normalise import selector
from verifier.normalise.policies import peer as normalised_peer
from verifier.resources import NetworkPolicy, NetworkPolicyPeer, NetworkPolicyRule

OPEN = {Direction.INGRESS: "NP201", Direction.EGRESS: "NP202"}
ANYWHERE = {Direction.INGRESS: "NP203", Direction.EGRESS: "NP204"}
WIDE = 8  # a prefix shorter than this many bits is most of the internet
SHOWN = 3


def find(context: Context) -> Found:
    """Pods that nothing isolates, and rules that admit more than a few."""
    findings = [f for direction in Direction for f in not_isolated(context, direction)]
    for policy in context.ordered:
        for direction in Direction:
            if context.modelled[id(policy)].rules(direction) is None:
                continue
            for index, rule in enumerate(rules_of(policy, direction)):
                field = f"spec.{direction.value.lower()}[{index}]"
                findings += in_rule(context, policy, direction, field, rule)
    return Found(tuple(findings))


def not_isolated(context: Context, direction: Direction) -> Iterator[Finding]:
    """One finding for each namespace with declared pods that no policy keeps anything from."""
    census = context.census
    selected = 0
    for tier in context.policies.tiers:
        for policy in tier.policies:
            if keeps_out(tier, policy, direction):
                selected |= census.selected(policy, direction)
    for name, bits in sorted(census.in_namespace.items()):
        if direction is Direction.EGRESS and not selected & bits:
            continue  # a choice for the whole namespace, and the usual one
        pods = [pod for pod in census.members(bits & ~selected) if not pod.host_network]
        workloads = list({pod.workload: pod for pod in pods}.values())
        if workloads:
            yield of_namespace(name, direction, workloads)


def keeps_out(tier: Tier, policy: Policy, direction: Direction) -> bool:
    """The policy denies something to the pods that it selects: a NetworkPolicy does, and one of
    another tier by its rules."""
    denies = (rule.action is Action.DENY for rule in policy.rules(direction) or ())
    return tier.unmatched is Unmatched.DENY or any(denies)


def of_namespace(name: str, direction: Direction, pods: Sequence[DeclaredPod]) -> Finding:
    """The finding about these workloads of a namespace."""
    code = OPEN[direction]
    names = [pod.workload.partition("/")[2] for pod in pods]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return Finding(
        code=code,
        severity=rule_of(code).severity,
        message=f"no policy isolates these pods for {direction.value.lower()}: "
        f"{', '.join(names[:SHOWN])}{more}",
        object=f"Namespace {name}",
        field="",
        location=pods[0].location,
        level=Level.DECLARED,
        proof="no NetworkPolicy of the input may select them for this direction, and no policy of "
        "another tier that denies anything",
        related=tuple(
            Related(text=pod.workload, location=pod.location) for pod in pods[1 : SHOWN + 1]
        ),
    )


def in_rule(
    context: Context,
    policy: NetworkPolicy,
    direction: Direction,
    field: str,
    rule: NetworkPolicyRule,
) -> Iterator[Finding]:
    """What one rule opens."""
    word = PEERS[direction]
    if not rule.peers:
        code, written = ANYWHERE[direction], rule.peers is not None
        message = f"`{word}` is {'empty' if written else 'absent'}: every pod and every address "
        message += "is a source" if direction is Direction.INGRESS else "is a destination"
        if written:
            code, field = "NP206", f"{field}.{word}"
        yield context.finding(code, policy, field, message, proof="an empty list admits all")
        return
    for index, peer in enumerate(rule.peers):
        at = f"{field}.{word}[{index}]"
        yield from wide_range(context, policy, direction, at, peer)
        if is_everywhere(context, direction, peer):
            message = "pods of every namespace match, those of other tenants included"
            yield context.finding(
                "NP205", policy, at, message, proof="the selector asks nothing of a namespace"
            )


def wide_range(
    context: Context,
    policy: NetworkPolicy,
    direction: Direction,
    field: str,
    peer: NetworkPolicyPeer,
) -> Iterator[Finding]:
    """A range that holds much of the internet, with an address to show it."""
    found = normalised_peer(peer, policy.namespace)
    if not isinstance(found, AddressPeer) or found.network.prefix >= WIDE:
        return
    address = internet_address(found)
    if address is not None:
        message = f"holds addresses of the internet, {address} for one"
        yield context.finding(
            ANYWHERE[direction], policy, field, message, proof="the address is in no except"
        )


def is_everywhere(context: Context, direction: Direction, peer: NetworkPolicyPeer) -> bool:
    """A namespace selector that selects all, where there are several namespaces; for egress, only
    with all their pods."""
    chosen = peer.namespace_selector
    if chosen is None or selector(chosen).requirements or len(context.census.names) < 2:
        return False
    return direction is Direction.INGRESS or not selector(peer.pod_selector).requirements
