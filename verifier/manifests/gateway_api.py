"""Decoding of Gateway, HTTPRoute and GRPCRoute: what they attach to and where they send."""

from collections.abc import Iterator

from verifier.manifests.fields import Fields
from verifier.manifests.meta import named
from verifier.manifests.refusal import required
from verifier.resources import Backend, Gateway, GatewayRoute, GatewayRouteKind, Parent


def gateway(fields: Fields, default: str) -> Gateway:
    """A Gateway that is applied to the namespace `default` unless it names another one."""
    name, namespace, location = named(fields, default)
    spec = fields.child("spec")
    listeners = (spec and spec.children("listeners")) or ()
    ports = (listener.integer("port") for listener in listeners)
    return Gateway(
        name=name,
        namespace=namespace,
        ports=tuple(dict.fromkeys(port for port in ports if port is not None)),
        location=location,
    )


def gateway_route(kind: GatewayRouteKind, fields: Fields, default: str) -> GatewayRoute:
    """A route of this kind, applied to the namespace `default` unless it names another one."""
    name, namespace, location = named(fields, default)
    spec = fields.child("spec")
    parents = (spec and spec.children("parentRefs")) or ()
    rules = (spec and spec.children("rules")) or ()
    return GatewayRoute(
        kind=kind,
        name=name,
        namespace=namespace,
        parents=tuple(map(_parent, parents)),
        backends=tuple(_backend(ref) for rule in rules for ref in _refs(rule)),
        location=location,
    )


def _parent(fields: Fields) -> Parent:
    return Parent(
        name=_name(fields),
        kind=fields.text("kind") or "Gateway",
        namespace=fields.text("namespace"),
    )


def _refs(rule: Fields) -> Iterator[Fields]:
    """Where a rule sends requests, and where copies of them go."""
    yield from _mirrors(rule)
    for ref in rule.children("backendRefs") or ():
        yield ref
        yield from _mirrors(ref)


def _mirrors(fields: Fields) -> Iterator[Fields]:
    for each in fields.children("filters") or ():
        mirror = each.child("requestMirror")
        ref = mirror.child("backendRef") if mirror else None
        if ref is not None:
            yield ref


def _backend(fields: Fields) -> Backend:
    return Backend(
        name=_name(fields),
        kind=fields.text("kind") or "Service",
        group=fields.text("group") or "",
        namespace=fields.text("namespace"),
        port=fields.integer("port"),
        weight=fields.integer("weight"),
        location=fields.location,
    )


def _name(fields: Fields) -> str:
    if "name" not in fields.nodes:
        fields.refuse(required("name", advice="write the name of the object that is meant"))
    return fields.text("name") or ""
