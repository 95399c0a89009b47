"""Validation of the policies of policy.networking.k8s.io: what their schemas and CEL rules refuse.

The schemas leave selectors, names of ports and v1alpha1's protocols unchecked. What no
implementation can apply is refused here all the same, since it cannot be said what it would match.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from verifier.errors import Problem
from verifier.manifests.admin_shapes import NETWORKS, SHAPES, Shape
from verifier.manifests.cidr import parse_cidr
from verifier.manifests.refusal import (
    PROTOCOLS,
    invalid,
    not_so_many,
    not_within,
    repeated,
    too_long,
    unsupported,
)
from verifier.manifests.validate_selector import selector_problems
from verifier.resources import (
    AdminPeer,
    AdminPolicy,
    AdminPort,
    AdminRule,
    LabelSelector,
    NamespacedPod,
)

# The pattern of the schema, which has `A-z` for `A-Z` where a label begins.
_DOMAIN_LABEL = r"[a-zA-z0-9]([-a-zA-Z0-9_]*[a-zA-Z0-9])?"
DOMAIN_NAME = rf"(\*\.)?({_DOMAIN_LABEL}\.)+{_DOMAIN_LABEL}\.?"

SINGLETON = (
    'Only one baseline admin network policy with metadata.name="default" can be created in the '
    "cluster"
)
EMBEDDED = (
    "CIDR must be either an IPv4 or IPv6 address. IPv4 address embedded in IPv6 addresses are not "
    "supported"
)
START_AFTER_END = "Start port must be less than End port"
UNCHECKED = "no implementation can apply it, even where the API server lets it pass"
A_CIDR = "write a CIDR such as 10.9.8.0/24 or 2001:db8::/64, without leading zeros"
A_DOMAIN = "write a name such as example.com, or *.example.com for the names below it"


def admin_problems(policy: AdminPolicy) -> Iterator[Problem]:
    """Everything for which the spec of an admin policy is refused."""
    shape = SHAPES[policy.kind]
    if shape.tier == "Baseline" and policy.name != "default":
        yield invalid("metadata.name", policy.name, SINGLETON, "write name: default")
    if policy.priority is not None:
        yield from not_within("spec.priority", policy.priority, 0, 1000)
    yield from _selected(policy.subject.namespaces, "spec.subject.namespaces")
    yield from _pods(policy.subject.pods, "spec.subject.pods")
    for direction, rules in (("ingress", policy.ingress), ("egress", policy.egress)):
        yield from not_so_many(f"spec.{direction}", rules or (), 0, shape.most)
    for rule, field, peers in rules_of(policy):
        yield from _rule(shape, rule, field, f"{field}.{peers}")


def rules_of(policy: AdminPolicy) -> Iterator[tuple[AdminRule, str, str]]:
    """Each rule with its field and the name of its peers."""
    for index, rule in enumerate(policy.ingress or ()):
        yield rule, f"spec.ingress[{index}]", "from"
    for index, rule in enumerate(policy.egress or ()):
        yield rule, f"spec.egress[{index}]", "to"


def _rule(shape: Shape, rule: AdminRule, field: str, peers: str) -> Iterator[Problem]:
    yield from too_long(f"{field}.name", rule.name or "", 100)
    if rule.action not in shape.actions:
        yield unsupported(f"{field}.action", rule.action, shape.actions, shape.instead)
    nobody = "an empty list matches nothing here; `namespaces: {}` as its item is every pod"
    yield from not_so_many(peers, rule.peers, 1, shape.most, nobody)
    for index, peer in enumerate(rule.peers):
        yield from _peer(shape, peer, f"{peers}[{index}]")
    if rule.ports is not None:
        at = f"{field}.{shape.ports}"
        yield from not_so_many(at, rule.ports, 1, shape.most, "remove the field to mean all ports")
        for index, port in enumerate(rule.ports):
            yield from _port(shape, port, f"{at}[{index}]")


def _peer(shape: Shape, peer: AdminPeer, field: str) -> Iterator[Problem]:
    yield from _selected(peer.namespaces, f"{field}.namespaces")
    yield from _pods(peer.pods, f"{field}.pods")
    yield from _selected(peer.nodes, f"{field}.nodes")
    if peer.networks is not None:
        at = f"{field}.networks"
        yield from not_so_many(at, peer.networks, 1, NETWORKS, A_CIDR)
        yield from repeated(at, peer.networks)
        for index, text in enumerate(peer.networks):
            yield from _network(shape, text, f"{at}[{index}]")
    if peer.domain_names is not None:
        at = f"{field}.domainNames"
        yield from not_so_many(at, peer.domain_names, 1, NETWORKS, A_DOMAIN)
        yield from repeated(at, peer.domain_names)
        for index, text in enumerate(peer.domain_names):
            if re.fullmatch(DOMAIN_NAME, text) is None:
                detail = f"{at}[{index}] in body should match '^{DOMAIN_NAME}$'"
                yield invalid(f"{at}[{index}]", text, detail, A_DOMAIN)


def _network(shape: Shape, text: str, field: str) -> Iterator[Problem]:
    yield from too_long(field, text, 43)
    cidr = parse_cidr(text)
    if shape.ports == "ports" and (":" in text) == ("." in text):
        yield invalid(field, text, EMBEDDED, A_CIDR)
    elif cidr is None or not cidr.standard:
        yield invalid(field, text, "Invalid CIDR format provided", A_CIDR)


def _pods(pods: NamespacedPod | None, field: str) -> Iterator[Problem]:
    if pods is not None:
        yield from _selected(pods.namespace_selector, f"{field}.namespaceSelector")
        yield from _selected(pods.pod_selector, f"{field}.podSelector")


def _selected(selector: LabelSelector | None, field: str) -> Iterator[Problem]:
    """The problems of a selector, each with the reason why it is one all the same."""
    for problem in selector_problems(selector, field):
        advice = f"{problem.advice}; {UNCHECKED}" if problem.advice else UNCHECKED
        yield replace(problem, advice=advice)


def _port(shape: Shape, port: AdminPort, field: str) -> Iterator[Problem]:
    numbers = port_field(shape, port, field)
    if port.named_port == "":
        detail = "must be the name of a port of a container"
        yield invalid(numbers, port.named_port, detail, UNCHECKED)
    if port.protocol is not None and port.protocol not in PROTOCOLS:
        problem = unsupported(f"{numbers}.protocol", port.protocol, PROTOCOLS)
        advice = f"{problem.advice}; {UNCHECKED}" if problem.advice else UNCHECKED
        yield replace(problem, advice=advice)
    if port.port is not None and port.port.last is not None:
        at = numbers if shape.ports == "ports" else f"{numbers}.range"
        yield from _range(shape, port.port.number, port.port.last, at)
    elif port.port is not None:
        name = "port" if shape.ports == "ports" else "number"
        yield from not_within(f"{numbers}.{name}", port.port.number, 1, 65535)


def port_field(shape: Shape, port: AdminPort, field: str) -> str:
    """The field that holds the port's name or numbers, within the list item `field`."""
    if port.named_port is not None:
        return f"{field}.{'namedPort' if shape.ports == 'ports' else 'destinationNamedPort'}"
    if shape.ports == "protocols":
        return f"{field}.{(port.protocol or '').lower()}.destinationPort"
    ranged = port.port is not None and port.port.last is not None
    return f"{field}.{'portRange' if ranged else 'portNumber'}"


def _range(shape: Shape, start: int, end: int, field: str) -> Iterator[Problem]:
    bad = [*not_within(f"{field}.start", start, 1, 65535)]
    bad += not_within(f"{field}.end", end, 1, 65535)
    yield from bad
    if bad:
        return
    if start == end and shape.ports == "protocols":
        advice = f"for one port write destinationPort: {{number: {start}}}"
        yield invalid(field, {"start": start, "end": end}, START_AFTER_END, advice)
    elif start > end:
        advice = "swap them" if shape.ports == "protocols" else f"swap them; {UNCHECKED}"
        yield invalid(field, {"start": start, "end": end}, START_AFTER_END, advice)
