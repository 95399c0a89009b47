"""Decoding of route.openshift.io/v1 Route: where it sends."""

from verifier.manifests.fields import Fields
from verifier.manifests.meta import named
from verifier.manifests.refusal import required
from verifier.resources import Backend, Route


def route(fields: Fields, default: str) -> Route:
    """A Route that is applied to the namespace `default` unless it names another one."""
    name, namespace, location = named(fields, default)
    spec = fields.child("spec")
    if spec is None:
        return Route(name=name, namespace=namespace, location=location)
    first, port = spec.child("to"), spec.child("port")
    if first is None:
        spec.refuse(required("to", advice="write kind: Service and its name"))
    others = spec.children("alternateBackends") or ()
    return Route(
        name=name,
        namespace=namespace,
        backends=tuple(_backend(fields) for fields in (first, *others) if fields is not None),
        target_port=port.integer_or_text("targetPort") if port else None,
        location=location,
    )


def _backend(fields: Fields) -> Backend:
    if "name" not in fields.nodes:
        fields.refuse(required("name", advice="write the name of the Service"))
    return Backend(
        name=fields.text("name") or "",
        kind=fields.text("kind") or "Service",
        weight=fields.integer("weight"),
        location=fields.location,
    )
