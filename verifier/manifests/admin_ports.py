"""Decoding of `protocols` (v1alpha2) and `ports` (v1alpha1) of the rules of admin policies."""

from collections.abc import Callable, Mapping

from verifier.manifests.admin_shapes import PORT_ELSEWHERE
from verifier.manifests.fields import Fields
from verifier.manifests.refusal import required
from verifier.resources import AdminPort, PortNumber

PROTOCOL_FIELDS = {"tcp": "TCP", "udp": "UDP", "sctp": "SCTP"}
PROTOCOL = frozenset({*PROTOCOL_FIELDS, "destinationNamedPort"})
PORT = frozenset({"number", "range"})
RANGE = frozenset({"start", "end"})
V1ALPHA1 = frozenset({"portNumber", "portRange", "namedPort"})
TWO_PORTS = "make two list items of it: the items of a list are alternatives"


def protocol_port(fields: Fields) -> AdminPort:
    """One item of `protocols`: of one protocol, or a destination port by its name."""
    fields.only(PROTOCOL, PORT_ELSEWHERE)
    fields.exactly_one(PROTOCOL, TWO_PORTS)
    for name, protocol in PROTOCOL_FIELDS.items():
        inner = fields.child(name)
        if inner is not None:
            port = _destination_port(inner)
            return AdminPort(protocol=protocol, port=port, location=fields.location)
    return AdminPort(named_port=fields.text("destinationNamedPort"), location=fields.location)


def _destination_port(fields: Fields) -> PortNumber | None:
    fields.only({"destinationPort"})
    port = fields.child("destinationPort")
    if port is None:
        fields.exactly_one({"destinationPort"}, none=all_ports(fields.step))
        return None
    port.only(PORT)
    port.exactly_one(PORT)
    bounds = port.child("range")
    if bounds is None:
        return PortNumber(number=port.integer("number") or 0)
    bounds.only(RANGE)
    return _range(bounds)


def all_ports(name: str) -> str:
    """How to write every port of a protocol, whose field has this name."""
    return f"every port is {name}: {{destinationPort: {{range: {{start: 1, end: 65535}}}}}}"


def number_port(fields: Fields) -> AdminPort:
    """One item of v1alpha1's `ports`."""
    fields.only(V1ALPHA1, PORT_ELSEWHERE)
    fields.exactly_one(V1ALPHA1, TWO_PORTS)
    single, bounds = fields.child("portNumber"), fields.child("portRange")
    if single is not None:
        single.only({"protocol", "port"})
        if "port" not in single.nodes:
            single.refuse(required("port", advice="write a number from 1 to 65535"))
        port = PortNumber(number=single.integer("port") or 0)
        protocol = single.text("protocol")
        return AdminPort(protocol=protocol, port=port, location=fields.location)
    if bounds is not None:
        bounds.only(RANGE | {"protocol"})
        protocol = bounds.text("protocol")
        return AdminPort(protocol=protocol, port=_range(bounds), location=fields.location)
    return AdminPort(named_port=fields.text("namedPort"), location=fields.location)


def _range(fields: Fields) -> PortNumber:
    for name in ("start", "end"):
        if name not in fields.nodes:
            fields.refuse(required(name, advice="a range needs start and end"))
    return PortNumber(number=fields.integer("start") or 0, last=fields.integer("end") or 0)


PORTS: Mapping[str, Callable[[Fields], AdminPort]] = {
    "protocols": protocol_port,
    "ports": number_port,
}
