"""Decoding of v1 Service: only the fields that lead its clients to pods, so live objects load."""

from verifier.manifests.fields import Fields
from verifier.manifests.meta import named
from verifier.manifests.refusal import required
from verifier.resources import Service, ServicePort


def service(fields: Fields, default: str) -> Service:
    """A Service that is applied to the namespace `default` unless it names another one."""
    name, namespace, location = named(fields, default)
    spec = fields.child("spec")
    if spec is None:
        return Service(name=name, namespace=namespace, location=location)
    return Service(
        name=name,
        namespace=namespace,
        selector=spec.pairs("selector"),
        ports=tuple(map(_port, spec.children("ports") or ())),
        type=spec.text("type"),
        cluster_ip=spec.text("clusterIP"),
        external_name=spec.text("externalName"),
        external_ips=spec.texts("externalIPs") or (),
        load_balancer_source_ranges=spec.texts("loadBalancerSourceRanges") or (),
        location=location,
    )


def _port(fields: Fields) -> ServicePort:
    if "port" not in fields.nodes:
        fields.refuse(required("port", advice="write the number that clients of the Service use"))
    return ServicePort(
        port=fields.integer("port") or 0,
        name=fields.text("name"),
        protocol=fields.text("protocol"),
        target_port=fields.integer_or_text("targetPort"),
        node_port=fields.integer("nodePort"),
        location=fields.location,
    )
