"""What leads into the cluster, and the ports of Services that it leads to."""

from collections.abc import Iterable, Iterator

from verifier.analysis.services.backing import Backings, Leads, leads, protocol_of
from verifier.analysis.services.results import Entry, Loose, Origin
from verifier.flow import Protocol
from verifier.manifests import Manifests
from verifier.resources import (
    Backend,
    EntryPoint,
    Gateway,
    GatewayRoute,
    Ingress,
    Route,
    Service,
    ServicePort,
)

OUTSIDE_TYPES = ("LoadBalancer", "NodePort")
MESH = "Service"  # what a route of a mesh is attached to


def ways_in(manifests: Manifests, backings: Backings) -> Iterator[Entry | Loose]:
    """All that the input leads into the cluster, and what ends on the way."""
    for point in manifests.entry_points:
        if isinstance(point, Gateway):
            continue  # routes attach to it, and lead on
        if isinstance(point, GatewayRoute) and all(p.kind == MESH for p in point.parents):
            text = "is attached to no Gateway: it brings nothing in from outside"
            yield Loose(point.text, text, point.location)
            continue
        for backend in point.backends:
            if backend.weight != 0:
                yield from led_to(point, backend, backings)
    for service in manifests.services:
        yield from open_to_outside(service)


def led_to(
    point: Ingress | GatewayRoute | Route, backend: Backend, backings: Backings
) -> Iterator[Entry | Loose]:
    """The ports of the Service behind one backend."""
    through, at = by_way_of(point), backend.location
    if (backend.kind, backend.group) != ("Service", ""):
        yield Loose(through, f"leads to {backend.kind} {backend.name}: not followed", at)
        return
    namespace = backend.namespace or point.namespace
    service = backings.services.get((namespace, backend.name))
    if service is None:
        text = f"leads to Service {namespace}/{backend.name}, which the input does not have"
        yield Loose(through, text, at)
        return
    if leads(service) is not Leads.TO_PODS:
        yield Loose(through, f"leads to {service.text}, which {leads(service).value}", at)
        return
    ports = list(ports_meant(point, backend, service, backings))
    if not ports:
        wanted = point.target_port if isinstance(point, Route) else backend.port
        which = "and names no port of it" if wanted is None else f"which has no TCP port {wanted}"
        yield Loose(through, f"leads to {service.text}, {which}", at)
    note = ""
    if namespace != point.namespace:
        note = f"needs a ReferenceGrant in namespace {namespace}"
    for port in ports:
        yield Entry(Origin.CONTROLLER, through, service, port, at, note=note)


def by_way_of(point: EntryPoint) -> str:
    """The entry point, and the Gateways that a route is attached to."""
    if not isinstance(point, GatewayRoute):
        return point.text
    above = [
        f"{parent.kind} {parent.namespace or point.namespace}/{parent.name}"
        for parent in point.parents
        if parent.kind != MESH
    ]
    return f"{point.text} of {' and '.join(above)}"


def ports_meant(
    point: Ingress | GatewayRoute | Route, backend: Backend, service: Service, backings: Backings
) -> Iterable[ServicePort]:
    """The Service's ports that a backend means; requests come over TCP.

    A Route's number is that of the endpoints: "The target port on pods selected by the service
    this route points to. If this is a string, it will be looked up as a named port in the target
    endpoints port list." Without one, it is all of them.
    """
    ports = [port for port in service.ports if protocol_of(port) is Protocol.TCP]
    if not isinstance(point, Route):
        wanted = backend.port
        return [p for p in ports if wanted is not None and wanted in (p.port, p.name)]
    wanted = point.target_port
    if not isinstance(wanted, int):
        return [port for port in ports if wanted is None or port.name == wanted]
    return [port for port in ports if any(b.port == wanted for b in backings.behind(service, port))]


def open_to_outside(service: Service) -> Iterator[Entry | Loose]:
    """The ports of a Service that have an address, or a number on every node, outside."""
    by_type = service.type in OUTSIDE_TYPES
    if leads(service) is Leads.AWAY or not (by_type or service.external_ips):
        return
    how = service.type if by_type else "external IPs"
    through = f"{service.text} ({how})"
    if leads(service) is not Leads.TO_PODS:
        yield Loose(through, leads(service).value, service.location)
        return
    bounded = service.type == "LoadBalancer" and not service.external_ips
    ranges = service.load_balancer_source_ranges if bounded else ()
    for port in service.ports:
        yield Entry(Origin.OUTSIDE, through, service, port, port.location, ranges)
