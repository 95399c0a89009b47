"""Membership of concrete endpoints, judged with the reference's own rungs.

The concrete twin of `verifier.smt.groups`, written apart from it: a counterexample is only shown
when both agree (DESIGN, honesty).
"""

import ipaddress
from dataclasses import dataclass, replace
from typing import Literal

from verifier import reference
from verifier.dialect import Level
from verifier.flow import Endpoint, ExternalEndpoint, Flow, PodEndpoint
from verifier.query import (
    ANYTHING,
    AddressGroup,
    BuiltIn,
    ClusterFacts,
    Comparison,
    End,
    Exemption,
    LabelOf,
    NamedWorkload,
    Part,
    PodGroup,
    Port,
    PortName,
    PortRange,
    Query,
    Verb,
)

NAME_LABEL = "kubernetes.io/metadata.name"
Role = Literal["source", "destination"]

# M-03, written out a second time on purpose.
PRIVATE = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16",
    "fc00::/7", "fe80::/10",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges flows by the cluster's declared facts; `known` holds the names of listed and named
    namespaces, `nodes` the addresses of Node objects. At `declared` only these nodes, and those of
    the declared ranges, are known (M-05)."""

    cluster: ClusterFacts
    known: frozenset[str]
    level: Level
    nodes: tuple[str, ...] = ()

    def judges(self, query: Query, flow: Flow) -> bool:
        """The query judges the flow: it meets the premise."""
        only = query.verb is Verb.ONLY
        among = query.among or (ANYTHING if only else None)
        excusing = replace(self, level=Level.ANY_NAMESPACE)  # any node is excused (M-05)
        return (
            self.in_end(query.source, flow.source, "source") != only
            and (among is None or self.in_end(among, flow.source, "source"))
            and self.in_end(query.destination, flow.destination, "destination")
            and any(port_in(port, flow) for port in query.ports)
            and all(compares(item, flow) for item in query.where)
            and not any(excusing.is_exempt(item, flow) for item in query.exemptions)
        )

    def is_exempt(self, item: Exemption, flow: Flow) -> bool:
        """The exemption takes the flow out of what is judged."""
        return (
            (item.source is None or self.in_end(item.source, flow.source, "source"))
            and (
                item.destination is None
                or self.in_end(item.destination, flow.destination, "destination")
            )
            and (item.ports is None or any(port_in(port, flow) for port in item.ports))
        )

    def in_end(self, end: End, endpoint: Endpoint, role: Role) -> bool:
        """The endpoint is in some member of the end."""
        return any(self.in_part(member.part, endpoint, role) for member in end.members)

    def in_part(self, part: Part, endpoint: Endpoint, role: Role) -> bool:
        """The endpoint is in one part of an end."""
        match part, endpoint:
            case BuiltIn.ANY, _:
                return isinstance(endpoint, PodEndpoint) or endpoint.node is None
            case PodGroup(), PodEndpoint():
                return in_namespaces(part, endpoint) and reference.selector_matches(
                    part.pods, endpoint.labels
                )
            case NamedWorkload(), PodEndpoint():
                return is_workload(part, endpoint)
            case BuiltIn.ANY_POD, PodEndpoint():
                return True
            case BuiltIn.KNOWN, PodEndpoint():
                return endpoint.namespace in self.known
            case AddressGroup(cidrs, excepts), ExternalEndpoint(ip=ip, node=None):
                return any(reference.address_in(c, (), ip) for c in cidrs) and not any(
                    reference.address_in(e, (), ip) for e in excepts
                )
            case BuiltIn(), ExternalEndpoint():
                return self.external_in(part, endpoint, role)
            case _:
                return False

    def external_in(self, part: BuiltIn, endpoint: ExternalEndpoint, role: Role) -> bool:
        """An external endpoint is in a built-in end."""
        match part:
            case BuiltIn.WORLD:
                return endpoint.node is None
            case BuiltIn.INTERNET:
                facts = self.cluster
                inside = (*PRIVATE, *facts.pod_cidrs, *facts.service_cidrs, *facts.node_cidrs)
                return endpoint.node is None and not in_any(inside, endpoint.ip)
            case BuiltIn.NODES:
                in_range = in_any((*self.cluster.node_cidrs, *self.nodes), endpoint.ip)
                if endpoint.node == "own":
                    return role == "destination" and self.level > Level.DECLARED
                return in_range or (endpoint.node == "other" and self.level > Level.DECLARED)
            case BuiltIn.OWN_NODE:
                return endpoint.node == "own"
            case _:
                return False


def in_any(cidrs: tuple[str, ...], ip: str) -> bool:
    """The address lies in one of the ranges."""
    address = ipaddress.ip_address(ip)
    found = (ipaddress.ip_network(cidr, strict=False) for cidr in cidrs)
    return any(net.version == address.version and address in net for net in found)


def in_namespaces(group: PodGroup, pod: PodEndpoint) -> bool:
    """The pod's namespace is one of the group's."""
    match group.namespaces:
        case None:
            return True
        case tuple():
            return pod.namespace in group.namespaces
        case chosen:
            labels = {**pod.namespace_labels, NAME_LABEL: pod.namespace}
            return reference.selector_matches(chosen, labels)


def is_workload(part: NamedWorkload, pod: PodEndpoint) -> bool:
    """The pod belongs to the workload, or is the bare pod of that name."""
    full = f"{part.namespace}/{part.name}"
    if pod.pod == full and part.kind in (None, "Pod"):
        return True
    if pod.workload is None:
        return False
    name, _, kind = pod.workload.removesuffix("]").partition("[")
    return name == full and part.kind in (None, kind)


def port_in(port: Port, flow: Flow) -> bool:
    """The flow's protocol and port are those of one item."""
    match port:
        case PortRange(protocol, first, last):
            return flow.protocol is protocol and first <= flow.port <= last
        case PortName(protocol, name):
            pod = flow.destination
            return (
                isinstance(pod, PodEndpoint)
                and flow.protocol is protocol
                and any(
                    (p.name, p.protocol, p.number) == (name, protocol, flow.port)
                    for p in pod.named_ports
                )
            )


def compares(item: Comparison, flow: Flow) -> bool:
    """`=`: both labels are present and equal; `!=` is its negation."""
    left = label(item.left, flow)
    right = label(item.right, flow) if isinstance(item.right, LabelOf) else item.right
    same = left is not None and left == right
    return same == (item.operator == "=")


def label(found: LabelOf, flow: Flow) -> str | None:
    """The value of a label; None where it is absent."""
    end = flow.source if found.end == "from" else flow.destination
    if not isinstance(end, PodEndpoint):
        return None
    if found.of == "pod":
        return end.labels.get(found.key)
    return {**end.namespace_labels, NAME_LABEL: end.namespace}.get(found.key)
