"""Destinations that are Services: the pods and ports that they lead to (M-23)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from verifier.analysis.services.backing import Leads, leads, protocol_of, target_of
from verifier.errors import InputError, Problem
from verifier.invariants.ports import port_text
from verifier.manifests import Manifests
from verifier.query import (
    ALL_PORTS,
    Case,
    End,
    Invariant,
    Member,
    PodGroup,
    Port,
    PortName,
    PortRange,
    Query,
    ServiceName,
    Spec,
)
from verifier.resources import LabelSelector, Service, ServicePort

LOOKUP = "NP994"
Services = Mapping[tuple[str, str], Service]


def services_of(manifests: Manifests) -> Services:
    """The Services of an input by namespace and name."""
    return {(service.namespace, service.name): service for service in manifests.services}


def is_open(query: Query) -> bool:
    """The destination is a Service that has not been looked up."""
    return query.service is not None and not query.destination.members


def looked_up(spec: Spec, manifests: Manifests, cases: Sequence[Case] = ()) -> Spec:
    """The spec with the pods and ports that its Services lead to in these manifests. Raises
    InputError with all, those of `cases` too, that are not there or lead nowhere that is known."""
    if not cases and not any(is_open(invariant.query) for invariant in spec.invariants):
        return spec
    services = services_of(manifests)
    problems: list[Problem] = []
    found: list[Invariant] = []
    for invariant in spec.invariants:
        try:
            query = resolved(invariant.query, services)
        except InputError as error:
            name = f"invariant {invariant.id}"
            problems += [replace(problem, object=name) for problem in error.problems]
            continue
        found.append(replace(invariant, query=query))
    problems += lost_in(cases, services)
    if problems:
        raise InputError(tuple(problems))
    return replace(spec, invariants=tuple(found))


def lost_in(cases: Sequence[Case], services: Services) -> Iterator[Problem]:
    """The Services of cases that are not there or lead nowhere that is known."""
    for index, case in enumerate(cases):
        if isinstance(case.destination, ServiceName):
            try:
                list(meant(case.destination, find_service(case.destination, services)))
            except InputError as error:
                yield from (replace(each, field=f"cases[{index}]") for each in error.problems)


def resolved(query: Query, services: Services) -> Query:
    """The query about the pods that the Service selects, whoever they are, on the ports that they
    receive on: names stay names. Raises InputError."""
    name = query.service
    if name is None or not is_open(query):
        return query
    service = find_service(name, services)
    group = PodGroup((service.namespace,), LabelSelector(match_labels=service.selector))
    text = query.destination.text
    ports = [target_port(port) for port in meant(name, service)]
    return replace(
        query,
        destination=End((Member(group, text, location=name.location),), text),
        ports=tuple(dict.fromkeys(ports)) if service.ports else ALL_PORTS,
    )


def find_service(name: ServiceName, services: Services) -> Service:
    """The Service of that name, which leads to pods. Raises InputError."""
    service = services.get((name.namespace, name.name))
    if service is None:
        raise refused(name, f"no {name.text} in the input", near_service(name, services))
    if leads(service) is not Leads.TO_PODS:
        advice = "name the pods or addresses that it leads to, by a group"
        raise refused(name, f"{name.text} {leads(service).value}", advice)
    return service


def near_service(name: ServiceName, services: Services) -> str:
    """Which Services have a similar name."""
    known = sorted(f"{namespace}/{other}" for namespace, other in services)
    close = get_close_matches(f"{name.namespace}/{name.name}", known, n=2)
    if close:
        return f"did you mean {' or '.join(f'service:{each}' for each in close)}?"
    if not known:
        return "the input has no Services"
    return f"it has {', '.join(known[:5])}{' ...' if len(known) > 5 else ''}"


def meant(name: ServiceName, service: Service) -> Iterator[ServicePort]:
    """The Service's ports that are named; all of them where none is. Raises InputError."""
    for wanted in name.ports:
        if not any(is_meant(wanted, port) for port in service.ports):
            raise refused(name, f"{name.text} has no port {port_text(wanted)}", ports_of(service))
    for port in service.ports:
        if not name.ports or any(is_meant(wanted, port) for wanted in name.ports):
            yield port


def is_meant(wanted: Port, port: ServicePort) -> bool:
    """The Service's port has that number or name, and that protocol."""
    if wanted.protocol is not protocol_of(port):
        return False
    match wanted:
        case PortName(name=name):
            return port.name == name
        case PortRange(first=first, last=last):
            return first <= port.port <= last


def ports_of(service: Service) -> str:
    """The ports that a Service has, as they can be written."""
    texts = [port_text(own_port(port)) for port in service.ports]
    return f"its ports are {', '.join(texts)}" if texts else "it names no ports"


def own_port(port: ServicePort) -> PortRange:
    """A Service's port by its own number."""
    return PortRange(protocol_of(port), port.port, port.port)


def target_port(port: ServicePort) -> Port:
    """The pods' port that a Service's port leads to."""
    protocol, target = protocol_of(port), target_of(port)
    if isinstance(target, int):
        return PortRange(protocol, target, target)
    return PortName(protocol, target)


def service_words(name: ServiceName, manifests: Manifests) -> str:
    """`Service production/database: port 5432 -> pod port postgres, of pods with app=db`."""
    service = services_of(manifests)[name.namespace, name.name]
    who = ",".join(f"{key}={value}" for key, value in service.selector or ())
    hops = ", ".join(
        f"port {port_text(own_port(port))} -> pod port {port_text(target_port(port))}"
        for port in meant(name, service)
    )
    return f"{name.text}: {hops or 'any port'}, of pods in {service.namespace} with {who}"


def refused(name: ServiceName, message: str, advice: str) -> InputError:
    """The error for a Service that an end names."""
    return InputError((Problem(LOOKUP, message, name.location, advice=advice),))
