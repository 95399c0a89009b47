"""A Service as the end of a concrete question: the pods that its ports lead to (M-23)."""

from dataclasses import dataclass, replace

from verifier.analysis.services.backing import Backings, protocol_of
from verifier.analysis.services.ends import find_service, meant, resolved, target_port
from verifier.analysis.services.results import Hop, Hops
from verifier.errors import InputError, UsageError
from verifier.flow import Protocol
from verifier.invariants.passage import passage_of
from verifier.invariants.services import names_service, read_service
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.query import End, Port, PortName, PortRange, Query, ServiceName, Verb
from verifier.resources import Service


@dataclass(frozen=True, slots=True)
class Target:
    """A port of a workload that a Service's own port leads to, by its number or its name, which is
    `named`; `pods` are those of the workload that the Service selects and that have it."""

    service_port: int
    protocol: Protocol
    workload: str
    port: int
    named: Port
    pods: tuple[DeclaredPod, ...]


@dataclass(frozen=True, slots=True)
class Targets:
    """All that is behind a Service, or behind one port of it; `lacking` are workloads without a
    port of the target's name. `query` has the pods and ports as invariants have them."""

    service: Service
    query: Query
    found: tuple[Target, ...]
    lacking: tuple[str, ...]

    @property
    def hops(self) -> Hops:
        """From each port to each workload, with nothing decided."""
        hops = (Hop(t.service_port, t.protocol, t.workload, t.port) for t in self.found)
        return Hops(self.service.text, self.service.location, tuple(hops), self.lacking)


def is_service(text: str) -> bool:
    """The text names a Service."""
    return names_service(passage_of(text.strip(), "DST"))


def targets_of(
    manifests: Manifests, text: str, port: int | str | None, protocol: Protocol | None
) -> Targets:
    """What `service:namespace/name` leads to, from one of its ports or from all. Raises UsageError
    where that is nothing that is declared."""
    try:
        return led_to(named(text, port, protocol or Protocol.TCP), Backings(manifests))
    except InputError as error:
        problem = error.problems[0]
        advice = f" ({problem.advice})" if problem.advice else ""
        raise UsageError(f"DST {text!r}: {problem.message}{advice}") from None
    except UsageError as error:
        raise UsageError(f"DST {text!r}: {error}") from None


def led_to(name: ServiceName, backings: Backings) -> Targets:
    """The same of a Service's name. Raises InputError where the input lacks it, or the port, and
    UsageError where nothing that is declared is behind it."""
    service = find_service(name, backings.services)
    ports = list(meant(name, service))
    found = [
        Target(
            each.port,
            protocol_of(each),
            behind.workload,
            behind.port,
            target_port(each),
            behind.pods,
        )
        for each in ports
        for behind in backings.behind(service, each)
    ]
    lacking = dict.fromkeys(name for each in ports for name in backings.lacking(service, each))
    if not found:
        raise UsageError(nothing_behind(service, list(lacking)))
    return Targets(service, service_query(name, backings), tuple(found), tuple(lacking))


def service_query(name: ServiceName, backings: Backings) -> Query:
    """A query about what the Service leads to. Raises InputError."""
    destination = End((), name.text)
    query = Query(verb=Verb.NEVER, source=End((), ""), destination=destination, service=name)
    return resolved(query, backings.services)


def named(text: str, port: int | str | None, protocol: Protocol) -> ServiceName:
    """The Service, and the port of it, that is asked about. Raises InputError."""
    _, name = read_service(passage_of(text.strip(), "DST"))
    match port:
        case None:
            return name
        case int():
            return replace(name, ports=(PortRange(protocol, port, port),))
        case str():
            return replace(name, ports=(PortName(protocol, port),))


def nothing_behind(service: Service, lacking: list[str]) -> str:
    """Why nothing that is declared is behind the Service."""
    if lacking:
        return f"no container of {', '.join(lacking)} has the port that {service.text} leads to"
    if not service.ports:
        return f"{service.text} names no ports: name the workload behind it and its own port"
    labels = ",".join(f"{key}={value}" for key, value in service.selector or ())
    return (
        f"{service.text} selects no declared workload; ask about a possible pod as "
        f"{service.namespace}/{labels}"
    )
