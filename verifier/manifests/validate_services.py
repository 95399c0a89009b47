"""Validation of Services as the API server does it at create, as far as they lead to pods."""

from collections.abc import Iterator

from verifier.errors import Problem
from verifier.manifests import syntax
from verifier.manifests.codes import Code
from verifier.manifests.refusal import (
    PROTOCOLS,
    each_invalid,
    invalid,
    labels,
    required,
    unsupported,
)
from verifier.resources import Service, ServicePort

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")


def service_problems(service: Service) -> Iterator[Problem]:
    """Everything for which the API server refuses where a Service leads."""
    if service.type is not None and service.type not in TYPES:
        yield unsupported("spec.type", service.type, TYPES)
    if service.type in ("LoadBalancer", "NodePort") and service.cluster_ip == "None":
        detail = f"may not be set to 'None' for {service.type} services"
        yield invalid("spec.clusterIP", "None", detail)
    yield from labels(service.selector or (), "spec.selector")
    names: set[str] = set()
    numbers: set[tuple[str, int]] = set()
    for index, port in enumerate(service.ports):
        field = f"spec.ports[{index}]"
        yield from _port(port, field)
        yield from _name(port, f"{field}.name", names, required_name=len(service.ports) > 1)
        key = port.protocol or "TCP", port.port
        if key in numbers:
            message = f'Duplicate value: {{"protocol":"{key[0]}","port":{key[1]}}}'
            yield Problem(Code.INVALID, message, field=field, advice="keep one of them")
        numbers.add(key)


def _port(port: ServicePort, field: str) -> Iterator[Problem]:
    yield from each_invalid(f"{field}.port", port.port, syntax.port_number(port.port))
    if port.protocol is not None and port.protocol not in PROTOCOLS:
        yield unsupported(f"{field}.protocol", port.protocol, PROTOCOLS)
    match port.target_port:
        case int(number):
            yield from each_invalid(f"{field}.targetPort", number, syntax.port_number(number))
        case str(name):
            advice = "remove the quotes to mean the number" if name.isdecimal() else ""
            for detail in syntax.port_name(name):
                yield invalid(f"{field}.targetPort", name, detail, advice)
        case None:
            pass


def _name(
    port: ServicePort, field: str, taken: set[str], *, required_name: bool
) -> Iterator[Problem]:
    """The names of ports, which tell them apart, are labels of a DNS name."""
    if not port.name:
        if required_name:
            yield required(field, advice="a Service of several ports gives each a name")
        return
    yield from each_invalid(field, port.name, syntax.namespace_name(port.name))
    if port.name in taken:
        message = f'Duplicate value: "{port.name}"'
        yield Problem(Code.INVALID, message, field=field, advice="give each port its own name")
    taken.add(port.name)
