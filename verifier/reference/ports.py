"""Policy ports against the destination port of a flow."""

from verifier.dialect import Dialect
from verifier.flow import Endpoint, Flow, PodEndpoint, Protocol
from verifier.reference.ends import seen_as_pod
from verifier.resources import NetworkPolicyPort


def port_matches(port: NetworkPolicyPort, flow: Flow, dialect: Dialect) -> bool:
    """True iff the protocol of `flow` is that of `port`, and its number is one that `port` means.

    The number is always the destination pod's, whichever side the policy is on.
    Source: NP-40 to NP-46.
    """
    # "port represents the port on the given protocol. This can either be a numerical or named port
    # on a pod. If this field is not provided, this matches all port names and numbers. If present,
    # only traffic on the specified protocol AND port will be matched."
    # (networking/v1 types.go, NetworkPolicyPort)
    if protocol_of(port) != flow.protocol.value:
        return False
    match port.port:
        case None:
            return True
        case int(first):
            return in_range(first, port.end_port, flow.port)
        case str(name):
            return name_is(name, flow.protocol, flow.port, flow.destination, dialect)


def protocol_of(port: NetworkPolicyPort) -> str:
    """The protocol that `port` speaks about."""
    # "protocol represents the protocol (TCP, UDP, or SCTP) which traffic must match. If not
    # specified, this field defaults to TCP." (networking/v1 types.go, NetworkPolicyPort)
    return "TCP" if port.protocol is None else port.protocol


def in_range(first: int, last: int | None, number: int) -> bool:
    """True iff `number` is `first`, or lies from `first` to `last`, both included."""
    # "endPort indicates that the range of ports from port to endPort if set, inclusive, should be
    # allowed by the policy." (networking/v1 types.go, NetworkPolicyPort)
    if last is None:
        return number == first
    return first <= number <= last


def name_is(
    name: str, protocol: Protocol, number: int, destination: Endpoint, dialect: Dialect
) -> bool:
    """True iff the destination is a pod, and one of its ports has this name, protocol and number.

    Source: NP-44, NP-45.
    """
    # "port represents the port on the given protocol. This can either be a numerical or named port
    # on a pod." (networking/v1 types.go, NetworkPolicyPort) The pod is the destination's for egress
    # too: test/e2e/network/netpol, "should allow egress access on one named port".
    if not isinstance(destination, PodEndpoint) or not seen_as_pod(destination, dialect):
        return False
    return any(
        declared.name == name and declared.protocol is protocol and declared.number == number
        for declared in destination.named_ports
    )
