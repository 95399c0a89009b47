"""Ports that no declared pod has: names that none gives, and numbers that none declares."""

from collections.abc import Iterable, Iterator

from verifier.analysis.lint.census import Bits
from verifier.analysis.lint.context import Context
from verifier.analysis.lint.findings import Finding
from verifier.analysis.mutations import rules_of
from verifier.dialect import Level
from verifier.flow import Direction, Protocol
from verifier.model import AnyPort, DeclaredPod, PodPeer, PortInterval, PortMatch, PortNamed, Rule
from verifier.resources import ContainerPort, NetworkPolicy

DECLARED = "compared with the containers' ports of every declared pod that it can reach"


def deaf_ports(
    context: Context, policy: NetworkPolicy, direction: Direction, index: int, field: str
) -> Iterator[Finding]:
    """Ports of one rule that no declared destination has."""
    if not rules_of(policy, direction)[index].ports:
        return
    rules = context.modelled[id(policy)].rules(direction) or ()
    reached = destinations(context, policy, direction, index, rules[index])
    for number, port in enumerate(rules[index].ports if reached else ()):
        at = f"{field}.ports[{number}]"
        pods = context.census.members(reached)
        match port:
            case PortNamed(Protocol() as protocol, name) if not any(
                has_name(pod, port) for pod in pods
            ):
                message = (
                    f"no declared destination gives the name {name} to a {protocol.value} port"
                )
                yield context.finding(
                    "NP105", policy, at, message, level=Level.DECLARED, proof=DECLARED
                )
            case PortInterval() if is_deaf(context, port, pods):
                message = f"no declared destination declares such a {port.protocol.value} port"
                yield context.finding(
                    "NP106", policy, at, message, level=Level.DECLARED, proof=DECLARED
                )
            case _:
                pass


def destinations(
    context: Context, policy: NetworkPolicy, direction: Direction, index: int, rule: Rule
) -> Bits:
    """The declared pods that are destinations by a rule; none where others may be, too."""
    census = context.census
    if direction is Direction.INGRESS:
        return census.selected(context.modelled[id(policy)], direction)
    written = rules_of(policy, direction)[index].peers or ()
    bits = 0
    for peer, item in zip(rule.peers, written, strict=False):
        if not isinstance(peer, PodPeer) or not context.is_known(item, policy):
            return 0
        bits |= census.peer(peer)
    return bits if written else 0


def has_name(pod: DeclaredPod, port: PortNamed) -> bool:
    """The pod may have the port by its name."""
    named = (*pod.named_ports, *pod.sidecar_ports)
    return any((p.name, p.protocol) == (port.name, port.protocol) for p in named)


def is_deaf(context: Context, port: PortMatch, pods: Iterable[DeclaredPod]) -> bool:
    """Every pod declares ports of the protocol, and none of them is meant."""
    if isinstance(port, AnyPort | PortNamed):
        return False
    wanted = port.protocol.value
    for pod in pods:
        found = [p for p in declared_ports(context, pod) if (p.protocol or "TCP") == wanted]
        if not found or any(port.first <= p.number <= port.last for p in found):
            return False
    return True


def declared_ports(context: Context, pod: DeclaredPod) -> tuple[ContainerPort, ...]:
    """All ports of the pod's containers, with a name or without."""
    return context.container_ports.get(pod.pod or pod.workload, ())
