"""Decoding of networking.k8s.io/v1 Ingress: only its backends."""

from collections.abc import Iterator

from verifier.manifests.fields import Fields
from verifier.manifests.meta import named
from verifier.manifests.refusal import required
from verifier.resources import Backend, Ingress


def ingress(fields: Fields, default: str) -> Ingress:
    """An Ingress that is applied to the namespace `default` unless it names another one."""
    name, namespace, location = named(fields, default)
    spec = fields.child("spec")
    backends = () if spec is None else tuple(map(_backend, _backends(spec)))
    return Ingress(name=name, namespace=namespace, backends=backends, location=location)


def _backends(spec: Fields) -> Iterator[Fields]:
    """The default backend, then those of all paths."""
    default = spec.child("defaultBackend")
    if default is not None:
        yield default
    for rule in spec.children("rules") or ():
        http = rule.child("http")
        for path in (http and http.children("paths")) or ():
            backend = path.child("backend")
            if backend is not None:
                yield backend
            else:
                path.refuse(required("backend", advice="write service: with its name and port"))


def _backend(fields: Fields) -> Backend:
    service, resource = fields.child("service"), fields.child("resource")
    if service is not None:
        return Backend(
            name=_name(service), port=_port(service.child("port")), location=fields.location
        )
    if resource is not None:
        return Backend(
            name=_name(resource),
            kind=resource.text("kind") or "",
            group=resource.text("apiGroup") or "",
            location=fields.location,
        )
    fields.refuse(required("service", advice="a backend is a service with name and port"))
    return Backend(name="", location=fields.location)


def _name(fields: Fields) -> str:
    name = fields.text("name")
    if not name and "name" not in fields.nodes:
        fields.refuse(required("name", advice="write the name of what stands behind it"))
    return name or ""


def _port(fields: Fields | None) -> int | str | None:
    """The Service's port, by its number or its name."""
    return None if fields is None else fields.integer("number") or fields.text("name")
