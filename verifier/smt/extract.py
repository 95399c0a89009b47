"""A model of the solver to a concrete flow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from verifier.dialect import Dialect
from verifier.flow import (
    Direction,
    Endpoint,
    ExternalEndpoint,
    Flow,
    NamedPort,
    PodEndpoint,
    Protocol,
)
from verifier.model import DeclaredPod, Inventory
from verifier.normalise.networks import show_address
from verifier.resources import Node
from verifier.smt.declared import DeclaredClass
from verifier.smt.footprint import ABSENT, NAME_LABEL, Of
from verifier.smt.samples import Valuation
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd, SymbolicFlow

PROTOCOLS = {code: protocol for protocol, code in PROTOCOL_CODES.items()}
Classes = Mapping[int, DeclaredClass]


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """What the open facts of one flow are taken to be.

    `nodes`: a node that no Node object lists. `resolved`: the domain names that resolve to the
    destination's address, no others do. `winners`: policies that decide where they tie.
    """

    dialect: Dialect
    nodes: tuple[Node, ...] = ()
    resolved: frozenset[str] = frozenset()
    winners: tuple[tuple[Direction, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Extractor:
    """Reads flows off models; `addresses` says whether any policy looks at pod addresses."""

    flow: SymbolicFlow
    inventory: Inventory
    addresses: bool

    def extract(self, values: Valuation, classes: Mapping[str, Classes]) -> Flow:
        """The flow that a model describes."""
        flow = self.flow
        protocol = PROTOCOLS[values.value(flow.protocol)]
        port = values.value(flow.port)
        sources, destinations = self.pods(values, classes)
        source = self.endpoint(flow.source, values, sources, ())
        destination = self.endpoint(flow.destination, values, destinations, (protocol, port))
        return Flow(source, destination, protocol, port)

    def pods(
        self, values: Valuation, classes: Mapping[str, Classes]
    ) -> tuple[DeclaredPod | None, DeclaredPod | None]:
        """Two different declared pods of the classes that the model chose."""
        found: list[tuple[DeclaredPod, ...]] = []
        for end in (self.flow.source, self.flow.destination):
            who = values.value(end.who) if values.truth(end.is_pod) else 0
            found.append(classes[end.name][who].pods if who else ())
        sources, destinations = found
        if not sources or not destinations:
            return next(iter(sources), None), next(iter(destinations), None)
        return next(
            (one, other)
            for one in sources
            for other in destinations
            if one.pod is None or one.pod != other.pod
        )

    def facts(self, values: Valuation) -> OpenFacts:
        """What a model takes the open facts to be."""
        flow, target = self.flow, self.flow.destination
        dialect = Dialect(
            ipblock_matches_pods="yes" if values.truth(flow.ipblock_matches_pods) else "no",
            host_network="node" if values.truth(flow.host_is_node) else "pod",
            own_node_egress="allow" if values.truth(flow.own_node_open) else "policy",
            families="ipv6" if values.truth(flow.ipv6) else "ipv4",
            baseline="per-pod" if values.truth(flow.whole_pod) else "per-direction",
            ties="by-name" if values.truth(flow.ties_by_name) else "any",
        )
        resolved = (name for name, term in target.resolves.items() if values.truth(term))
        chosen = ((tie, values.value(bits)) for tie, bits in flow.winners.items())
        return OpenFacts(
            dialect,
            tuple(self.unlisted_node(values)),
            frozenset(resolved),
            tuple(
                (tie.direction, tie.policies[code])
                for tie, code in chosen
                if code < len(tie.policies)
            ),
        )

    def unlisted_node(self, values: Valuation) -> Iterator[Node]:
        """The node that no Node object lists and whose address the destination has."""
        end = self.flow.destination
        if self.flow.footprint.nodes and values.truth(end.unlisted):
            labels = tuple(sorted(self.labels(end, values, "node").items()))
            yield Node(name="unlisted", labels=labels, addresses=(self.address(end, values),))

    def address(self, end: SymbolicEnd, values: Valuation) -> str:
        """The end's address in the flow's family."""
        width = 128 if values.truth(self.flow.ipv6) else 32
        return show_address(width, values.value(end.address[width]))

    def endpoint(
        self,
        end: SymbolicEnd,
        values: Valuation,
        pod: DeclaredPod | None,
        target: tuple[()] | tuple[Protocol, int],
    ) -> Endpoint:
        """One end; `target` is the protocol and port at a destination."""
        if not values.truth(end.is_pod):
            own, other = values.truth(end.own), values.truth(end.other)
            return ExternalEndpoint(
                ip=self.address(end, values), node="own" if own else "other" if other else None
            )
        ip = self.address(end, values) if self.addresses else None
        namespace = end.footprint.namespaces.text(values.value(end.namespace), "other-namespace")
        labels = self.labels(end, values, "pod")
        ports = self.named_ports(end, values, target)
        if pod is None:
            return PodEndpoint(
                namespace=namespace,
                labels=labels,
                namespace_labels=self.namespace_labels(end, values, namespace),
                named_ports=ports,
                ip=ip,
            )
        unknown = {key: labels.get(key, "set-by-controller") for key in pod.unknown_labels}
        return PodEndpoint(
            namespace=pod.namespace,
            labels={**dict(pod.labels), **unknown},
            namespace_labels=self.namespace_labels(end, values, namespace),
            named_ports=tuple(dict.fromkeys((*pod.named_ports, *ports))),
            ip=ip,
            host_network=pod.host_network,
            pod=pod.pod,
            workload=pod.workload,
        )

    def labels(self, end: SymbolicEnd, values: Valuation, of: Of) -> dict[str, str]:
        """The mentioned labels that are present."""
        found: dict[str, str] = {}
        for key in end.footprint.keys(of):
            code = values.value(end.label(of, key))
            if code != ABSENT:
                found[key] = end.footprint.domains[of, key].text(code, "other")
        return found

    def namespace_labels(self, end: SymbolicEnd, values: Valuation, name: str) -> dict[str, str]:
        """A listed namespace's own labels, else the mentioned ones that are present."""
        for listed in self.inventory.listed:
            if listed.name == name:
                return dict(listed.labels)
        return {**self.labels(end, values, "namespace"), NAME_LABEL: name}

    def named_ports(
        self, end: SymbolicEnd, values: Valuation, target: tuple[()] | tuple[Protocol, int]
    ) -> tuple[NamedPort, ...]:
        """The names whose numbers the flow's port is among."""
        if not target:
            return ()
        names = (name for name, term in sorted(end.ports.items()) if values.truth(term))
        return tuple(NamedPort(name, *target) for name in names)
