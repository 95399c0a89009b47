"""What comes in by way of Services: for people, as JSON, and as connections for tables."""

from collections.abc import Iterator

from verifier.analysis.map.results import Connections
from verifier.analysis.results import AllowedPorts
from verifier.analysis.services.results import (
    Admission,
    Admits,
    Arrival,
    Entry,
    EntryEdges,
    Loose,
    Origin,
    Unreached,
    Ways,
)
from verifier.report.json_v1 import Json, _location
from verifier.report.map_words import Names, port_words

ADMITS_ALL = {
    Origin.CONTROLLER: "any pod may be the controller",
    Origin.OUTSIDE: "every address",
}
ADMITS_NONE = {
    Origin.CONTROLLER: "nobody: no pod that may be the controller is admitted",
    Origin.OUTSIDE: "nobody: no address is admitted",
}


def way_words(entry: Entry) -> str:
    """`ingress-controller -> Ingress shop/i -> Service shop/web port 80`."""
    source = ", ".join(entry.ranges) or entry.origin.value
    port = number(entry.port.protocol or "TCP", entry.port.port)
    through = f"{entry.through} port {port}"
    if entry.origin is Origin.CONTROLLER:
        through = f"{entry.through} -> {entry.service.text} port {port}"
    return f"{source} -> {through}" + (f" ({entry.note})" if entry.note else "")


def number(protocol: str, port: int) -> str:
    """A port of a Service; most are TCP's, which goes without saying."""
    return f"{port}" if protocol == "TCP" else f"{protocol.lower()}/{port}"


def admission_words(entry: Entry, found: Admission) -> str:
    """Who is admitted."""
    match found.admits:
        case Admits.ALL:
            return ADMITS_ALL[entry.origin]
        case Admits.NONE:
            return ADMITS_NONE[entry.origin]
        case Admits.UNKNOWN:
            return f"not known ({found.reason})"
        case Admits.SOME:
            who = ", or ".join(found.sources) or "some"
            return f"only {who}" + (f" ({found.reason})" if found.reason else "")


def arrival_words(edges: EntryEdges, names: Names) -> Iterator[str]:
    """Who is admitted where an entry arrives, one sentence for each place."""
    way = way_words(edges.entry)
    for arrival in edges.arrivals:
        port = port_words((AllowedPorts(arrival.protocol, arrival.port, arrival.port),))
        who = admission_words(edges.entry, arrival.admission)
        yield f"{way} -> {names.one(arrival.workload)} {port}: {who}"
    for name in edges.lacking:
        yield f"{way} -> {names.one(name)}: no container has the port of that name"


def loose_words(found: Loose) -> str:
    """`Ingress shop/i leads to Service shop/wbe, which the input does not have`."""
    return f"{found.through} {found.text}."


def unreached_words(found: Unreached, names: Names) -> str:
    """That nobody reaches the pods behind a Service's port."""
    pods = ", ".join(names.one(workload) for workload in found.workloads)
    port = number(found.protocol.value, found.port)
    return (
        f"Nobody reaches {found.service} port {port}: policies admit no pod and no address "
        f"to {pods} there, but for the pod's own node."
    )


def connections_of(ways: Ways | None) -> Iterator[Connections]:
    """What comes from an ingress controller, as connections from an end of that name: `when` is
    who it must be. What comes from addresses is on the map already."""
    for edges in ways.edges if ways else ():
        if edges.entry.origin is Origin.CONTROLLER:
            for arrival in edges.arrivals:
                yield from _connection(edges.entry, arrival)


def _connection(entry: Entry, arrival: Arrival) -> Iterator[Connections]:
    admits = arrival.admission.admits
    if admits is Admits.NONE:
        return
    words = admission_words(entry, arrival.admission)
    when = () if admits is Admits.ALL else (f"the controller is {words}",)
    ports = AllowedPorts(arrival.protocol, arrival.port, arrival.port)
    yield Connections((entry.origin.value,), (arrival.workload,), (ports,), when)


def entries_json(ways: Ways) -> Iterator[Json]:
    """`entries` of netproof.map/v1."""
    for edges in ways.edges:
        entry = edges.entry
        found: Json = {
            "from": entry.origin.value,
            "through": entry.through,
            "service": f"{entry.service.namespace}/{entry.service.name}",
            "service_port": entry.port.port,
            "arrives": [
                {
                    "workload": arrival.workload,
                    "protocol": arrival.protocol.value,
                    "port": arrival.port,
                    "admits": arrival.admission.admits.value,
                    "sources": list(arrival.admission.sources),
                    "reason": arrival.admission.reason,
                }
                for arrival in edges.arrivals
            ],
            "without_port": list(edges.lacking),
            "location": _location(entry.location),
        }
        optional: Json = {"ranges": list(entry.ranges), "needs": entry.note}
        yield found | {key: value for key, value in optional.items() if value}


def loose_json(ways: Ways) -> Iterator[Json]:
    """`leads_nowhere` of netproof.map/v1."""
    for each in ways.loose:
        location = _location(each.location)
        yield {"through": each.through, "reason": each.text, "location": location}


def unreached_json(ways: Ways) -> Iterator[Json]:
    """`unreached_services` of netproof.map/v1."""
    for each in ways.unreached:
        yield {
            "service": each.service.removeprefix("Service "),
            "service_port": each.port,
            "protocol": each.protocol.value,
            "workloads": list(each.workloads),
            "location": _location(each.location),
        }
