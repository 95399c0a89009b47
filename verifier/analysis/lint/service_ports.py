"""NP306: the port of a Service where policies match that of the pods behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.findings import Finding, Related
from verifier.analysis.lint.listening import declared_ports, destinations
from verifier.analysis.mutations import rules_of
from verifier.analysis.services.backing import Backings, protocol_of
from verifier.dialect import Level
from verifier.flow import Direction, Protocol
from verifier.model import DeclaredPod, PortInterval
from verifier.resources import NetworkPolicy, Service

Port = tuple[Protocol, int]
MOST_RELATED = 4


@dataclass(slots=True)
class Fronts:
    """What Services make of the ports of one pod: `leading` gives, for a port of Services, those
    that lead from it, each with the pod's port; `received` are all ports on which it receives."""

    leading: dict[Port, list[tuple[Service, int]]] = field(default_factory=dict)
    received: set[Port] = field(default_factory=set)


def find(context: Context) -> Found:
    """Every port of a policy that only a Service has."""
    if not context.manifests.services:
        return Found()
    fronts = fronts_of(context)
    findings = [
        finding
        for policy in context.ordered
        for direction in Direction
        for index, rule in enumerate(context.modelled[id(policy)].rules(direction) or ())
        if any(isinstance(port, PortInterval) for port in rule.ports)
        for finding in in_rule(context, policy, direction, index, fronts)
    ]
    return Found(tuple(findings))


def fronts_of(context: Context) -> dict[DeclaredPod, Fronts]:
    """By pod, what the Services of the input make of its ports."""
    found: dict[DeclaredPod, Fronts] = {}
    backings = Backings(context.manifests)
    for service in context.manifests.services:
        for port in service.ports:
            protocol = protocol_of(port)
            for backing in backings.behind(service, port):
                for pod in backing.pods:
                    front = found.setdefault(pod, Fronts())
                    front.received.add((protocol, backing.port))
                    leading = front.leading.setdefault((protocol, port.port), [])
                    leading.append((service, backing.port))
    return found


def in_rule(
    context: Context,
    policy: NetworkPolicy,
    direction: Direction,
    index: int,
    fronts: dict[DeclaredPod, Fronts],
) -> Iterator[Finding]:
    """The ports of one rule that no declared destination has, and that some Service before them
    does."""
    rule = (context.modelled[id(policy)].rules(direction) or ())[index]
    written = rules_of(policy, direction)[index].ports or ()
    pods: list[DeclaredPod] | None = None
    for number, port in enumerate(rule.ports if written else ()):
        if not isinstance(port, PortInterval) or port.first != port.last:
            continue
        if pods is None:
            reached = destinations(context, policy, direction, index, rule)
            pods = list(context.census.members(reached))
        asked = port.protocol, port.first
        leading = leads_elsewhere(context, pods, asked, fronts)
        if leading:
            at = f"spec.{direction.value.lower()}[{index}].ports[{number}]"
            yield reported(context, policy, at, asked, leading)


def leads_elsewhere(
    context: Context,
    pods: Sequence[DeclaredPod],
    asked: Port,
    fronts: dict[DeclaredPod, Fronts],
) -> list[tuple[Service, int]]:
    """The Services that lead from a port to another one of these pods; none where some pod may
    receive on the port itself."""
    found: dict[tuple[str, int], tuple[Service, int]] = {}
    for pod in pods:
        front = fronts.get(pod, Fronts())
        declared = declared_ports(context, pod)
        if asked in front.received or asked in {
            (Protocol(port.protocol or "TCP"), port.number) for port in declared
        }:
            return []
        found |= {(service.text, to): (service, to) for service, to in front.leading.get(asked, ())}
    return list(found.values())


def reported(
    context: Context,
    policy: NetworkPolicy,
    at: str,
    asked: Port,
    leading: Sequence[tuple[Service, int]],
) -> Finding:
    """The finding about one port."""
    service, target = leading[0]
    return context.finding(
        "NP306",
        policy,
        at,
        f"{asked[1]} is the port of {service.text}, whose pods receive on {target}: policies match "
        "the port of the pod",
        level=Level.DECLARED,
        proof="no declared pod that the rule leads to declares this port or receives on it by a "
        "Service",
        related=[
            Related(text=found.text, location=found.location) for found, _ in leading[:MOST_RELATED]
        ],
    )
