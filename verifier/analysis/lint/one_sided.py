"""NP5xx: what one side of the flow admits and the other side blocks, between declared pods."""

from collections.abc import Iterator, Sequence

from verifier.analysis.lint.anyone import NETWORK_POLICIES
from verifier.analysis.lint.census import Bits
from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.findings import Finding, Related
from verifier.analysis.mutations import PEERS
from verifier.analysis.standing import traffic_kinds
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.model import AnyPort, PodPeer, Policy, PortInterval, PortMatch, Rule
from verifier.resources import NetworkPolicy

CODES = {Direction.INGRESS: "NP501", Direction.EGRESS: "NP502"}
OTHER = {Direction.INGRESS: Direction.EGRESS, Direction.EGRESS: Direction.INGRESS}
SHOWN = 3


def find(context: Context) -> Found:
    """Peers that are admitted in vain, where NetworkPolicies alone decide."""
    others = any(t.policies for t in context.policies.tiers if t.name != NETWORK_POLICIES)
    if others or traffic_kinds(context.manifests, ()) or not context.census.pods:
        return Found()
    sides = {direction: Side(context, direction) for direction in Direction}
    findings = [
        finding
        for policy in context.ordered
        for direction in Direction
        for finding in in_vain(context, policy, direction, sides[OTHER[direction]])
    ]
    return Found(tuple(findings))


class Side:
    """All policies of one direction: whom they surely isolate, and whom they may admit."""

    def __init__(self, context: Context, direction: Direction) -> None:
        self.census = context.census
        self.direction = direction
        self.isolated: Bits = 0
        self.policies: list[tuple[Bits, Policy, NetworkPolicy]] = []
        for policy in context.ordered:
            model = context.modelled[id(policy)]
            if model.rules(direction) is not None:
                here = self.census.namespaces(model.namespaces)
                self.isolated |= here & self.census.surely(model.pods)
                self.policies.append((self.census.selected(model, direction), model, policy))

    def may_pass(self, subjects: Bits, others: Bits, ports: Sequence[PortMatch]) -> bool:
        """Some flow between one of `subjects` and one of `others` may be allowed on this side."""
        if subjects & ~self.isolated:
            return True
        return any(
            self.admits(rule, others, ports)
            for selected, policy, _ in self.policies
            if selected & subjects
            for rule in policy.rules(self.direction) or ()
        )

    def admits(self, rule: Rule, others: Bits, ports: Sequence[PortMatch]) -> bool:
        """The rule may match one of `others` on one of the ports."""
        return any(self.census.peer(peer) & others for peer in rule.peers) and any(
            meet(one, other) for one in rule.ports for other in ports
        )

    def isolating(self, subjects: Bits) -> Iterator[NetworkPolicy]:
        """The policies that may select one of `subjects`."""
        return (written for selected, _, written in self.policies if selected & subjects)


def in_vain(
    context: Context, policy: NetworkPolicy, direction: Direction, other: Side
) -> Iterator[Finding]:
    """Peers of a policy's rules whose every flow the other side blocks."""
    model, census = context.modelled[id(policy)], context.census
    selected = census.selected(model, direction)
    for index, rule in enumerate(model.rules(direction) or () if selected else ()):
        for number, peer in enumerate(rule.peers):
            peers = census.peer(peer)
            if not isinstance(peer, PodPeer) or not peers:
                continue
            if not other.may_pass(peers, selected, rule.ports):
                field = f"spec.{direction.value.lower()}[{index}].{PEERS[direction]}[{number}]"
                yield blocked(context, policy, direction, field, peers, other)


def blocked(
    context: Context,
    policy: NetworkPolicy,
    direction: Direction,
    field: str,
    peers: Bits,
    other: Side,
) -> Finding:
    """The finding about one peer."""
    names = list(dict.fromkeys(pod.workload for pod in context.census.members(peers)))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    who = ", ".join(names[:SHOWN]) + more
    word = OTHER[direction].value.lower()
    return context.finding(
        CODES[direction],
        policy,
        field,
        f"admitted here, and blocked by the {word} policies of {who}",
        level=Level.DECLARED,
        proof=f"the {word} side isolates every declared pod that the peer means, and no rule there "
        "may admit such a flow",
        related=[
            Related(text=found.text, location=found.location)
            for found in list(other.isolating(peers))[:SHOWN]
        ],
    )


def meet(one: PortMatch, other: PortMatch) -> bool:
    """Some protocol and port may be both; the number of a name may be any."""
    if isinstance(one, AnyPort) or isinstance(other, AnyPort):
        return True
    if one.protocol is not other.protocol:
        return False
    if not isinstance(one, PortInterval) or not isinstance(other, PortInterval):
        return True
    return one.first <= other.last and other.first <= one.last
