"""NP1xx: parts of policies that match nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from verifier.analysis.lint.census import contradicts
from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.findings import Finding, Related
from verifier.analysis.lint.listening import deaf_ports
from verifier.analysis.mutations import PEERS, rules_of
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.normalise import selector
from verifier.normalise.policies import peer as normalised_peer
from verifier.resources import LabelSelector, NetworkPolicy, NetworkPolicyPeer

NEEDS_NO_PODS = "no labels can meet these terms together, whatever pods exist"
NO_POD = "matches no declared pod"
DECLARED = "compared with every declared pod; labels that are not known may have any value"


def find(context: Context) -> Found:
    """Everything dead in every policy."""
    findings: list[Finding] = []
    for policy in context.ordered:
        if is_contradictory(policy.spec.pod_selector, False):
            findings.append(contradiction(context, policy, "spec.podSelector"))
        elif context.census.pods:
            findings += selects_nothing(context, policy)
        findings += left_out(context, policy)
        for direction in Direction:
            if context.modelled[id(policy)].rules(direction) is not None:
                findings += in_rules(context, policy, direction)
    return Found(tuple(once_each(context, findings)))


def once_each(context: Context, findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for all peers that mean the same pods: most often one label is wrong."""
    peers = {
        (policy.text, f"spec.{d.value.lower()}[{i}].{PEERS[d]}[{j}]"): normalised_peer(
            peer, policy.namespace
        )
        for policy in context.ordered
        for d in Direction
        for i, rule in enumerate(rules_of(policy, d))
        for j, peer in enumerate(rule.peers or ())
    }
    alike: dict[object, list[Finding]] = {}
    for finding in findings:
        key: object = (finding.object, finding.field, finding.code)
        if finding.code == "NP102":
            key = peers[finding.object, finding.field]
        alike.setdefault(key, []).append(finding)
    for first, *others in alike.values():
        related = [Related(text=f"{f.object}, {f.field}", location=f.location) for f in others]
        message = f"{first.message} (as in {len(others)} more places)" if others else first.message
        yield replace(first, message=message, related=tuple(related) or first.related)


def is_contradictory(written: LabelSelector | None, of_namespaces: bool) -> bool:
    """No labels meet the selector."""
    return written is not None and contradicts(selector(written), of_namespaces)


def contradiction(context: Context, policy: NetworkPolicy, field: str) -> Finding:
    """A selector that no labels meet."""
    message = "these terms contradict each other: nothing can match"
    return context.finding("NP103", policy, field, message, proof=NEEDS_NO_PODS)


def selects_nothing(context: Context, policy: NetworkPolicy) -> Iterator[Finding]:
    """The policy selects no declared pod, though its namespace declares some."""
    census = context.census
    here = census.in_namespace.get(policy.namespace, 0)
    if here and not here & census.selector(selector(policy.spec.pod_selector)):
        message = f"selects none of the pods that are declared in namespace {policy.namespace}"
        yield context.finding(
            "NP101", policy, "spec.podSelector", message, level=Level.DECLARED, proof=DECLARED
        )


def left_out(context: Context, policy: NetworkPolicy) -> Iterator[Finding]:
    """Rules of a direction that policyTypes leaves out."""
    for direction in Direction:
        word = direction.value.lower()
        if not rules_of(policy, direction):
            continue
        if context.modelled[id(policy)].rules(direction) is None:
            yield context.finding(
                "NP104",
                policy,
                f"spec.{word}",
                f"policyTypes does not list {direction.value}: these rules have no effect, and the "
                f"policy does not isolate its pods for {word}",
                proof="read off policyTypes; needs no pods",
            )


def in_rules(context: Context, policy: NetworkPolicy, direction: Direction) -> Iterator[Finding]:
    """Dead peers and ports of the rules of one direction."""
    for index, rule in enumerate(rules_of(policy, direction)):
        field = f"spec.{direction.value.lower()}[{index}]"
        dead = False
        for number, peer in enumerate(rule.peers or ()):
            at = f"{field}.{PEERS[direction]}[{number}]"
            found = list(in_peer(context, policy, at, peer))
            dead = dead or bool(found)
            yield from found
        if not dead and context.census.pods:
            yield from deaf_ports(context, policy, direction, index, field)


def in_peer(
    context: Context, policy: NetworkPolicy, field: str, peer: NetworkPolicyPeer
) -> Iterator[Finding]:
    """A peer that can match nothing, or no declared pod."""
    if peer.ip_block is not None:
        return
    contradictory = [
        name
        for name, written, of_namespaces in (
            ("namespaceSelector", peer.namespace_selector, True),
            ("podSelector", peer.pod_selector, False),
        )
        if is_contradictory(written, of_namespaces)
    ]
    for name in contradictory:
        yield contradiction(context, policy, f"{field}.{name}")
    if contradictory or not context.census.pods:
        return
    found = normalised_peer(peer, policy.namespace)
    if context.is_known(peer, policy) and not context.census.peer(found):
        yield context.finding("NP102", policy, field, NO_POD, level=Level.DECLARED, proof=DECLARED)
