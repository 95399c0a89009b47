"""A model of the solver to a concrete flow."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.dialect import Dialect
from verifier.flow import Endpoint, ExternalEndpoint, Flow, NamedPort, PodEndpoint, Protocol
from verifier.model import DeclaredPod, Inventory
from verifier.normalise.networks import show_address
from verifier.smt.declared import DeclaredClass
from verifier.smt.footprint import ABSENT, NAME_LABEL, Of
from verifier.smt.logic import Values
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd, SymbolicFlow

PROTOCOLS = {code: protocol for protocol, code in PROTOCOL_CODES.items()}
Classes = Sequence[DeclaredClass]


@dataclass(frozen=True, slots=True)
class Extractor:
    """Reads flows off models; `addresses` says whether any policy looks at pod addresses."""

    flow: SymbolicFlow
    inventory: Inventory
    addresses: bool

    def extract(self, values: Values, sources: Classes, destinations: Classes) -> Flow:
        """The flow that a model describes."""
        flow = self.flow
        protocol = PROTOCOLS[values.value(flow.protocol)]
        port = values.value(flow.port)
        source = self.endpoint(flow.source, values, sources, ())
        destination = self.endpoint(flow.destination, values, destinations, (protocol, port))
        if isinstance(source, PodEndpoint) and isinstance(destination, PodEndpoint):
            destination = self.another(source, destination, values, destinations)
        return Flow(source, destination, protocol, port)

    def dialect(self, values: Values) -> Dialect:
        """The readings that a model takes."""
        flow = self.flow
        return Dialect(
            ipblock_matches_pods="yes" if values.truth(flow.ipblock_matches_pods) else "no",
            host_network="node" if values.truth(flow.host_is_node) else "pod",
            own_node_egress="allow" if values.truth(flow.own_node_open) else "policy",
            families="ipv6" if values.truth(flow.ipv6) else "ipv4",
        )

    def address(self, end: SymbolicEnd, values: Values) -> str:
        """The end's address in the flow's family."""
        width = 128 if values.truth(self.flow.ipv6) else 32
        return show_address(width, values.value(end.address[width]))

    def endpoint(
        self,
        end: SymbolicEnd,
        values: Values,
        classes: Classes,
        target: tuple[()] | tuple[Protocol, int],
    ) -> Endpoint:
        """One end; `target` is the protocol and port at a destination."""
        if not values.truth(end.is_pod):
            own, other = values.truth(end.own), values.truth(end.other)
            return ExternalEndpoint(
                ip=self.address(end, values), node="own" if own else "other" if other else None
            )
        ip = self.address(end, values) if self.addresses else None
        who = values.value(end.who)
        namespace = end.footprint.namespaces.text(values.value(end.namespace), "other-namespace")
        labels = self.labels(end, values, "pod")
        ports = self.named_ports(end, values, target)
        if who == 0:
            return PodEndpoint(
                namespace=namespace,
                labels=labels,
                namespace_labels=self.namespace_labels(end, values, namespace),
                named_ports=ports,
                ip=ip,
            )
        pod = classes[who - 1].representative
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

    def labels(self, end: SymbolicEnd, values: Values, of: Of) -> dict[str, str]:
        """The mentioned labels that are present."""
        found: dict[str, str] = {}
        for key in end.footprint.keys(of):
            code = values.value(end.label(of, key))
            if code != ABSENT:
                found[key] = end.footprint.domains[of, key].text(code, "other")
        return found

    def namespace_labels(self, end: SymbolicEnd, values: Values, name: str) -> dict[str, str]:
        """A listed namespace's own labels, else the mentioned ones that are present."""
        for listed in self.inventory.listed:
            if listed.name == name:
                return dict(listed.labels)
        return {**self.labels(end, values, "namespace"), NAME_LABEL: name}

    def named_ports(
        self, end: SymbolicEnd, values: Values, target: tuple[()] | tuple[Protocol, int]
    ) -> tuple[NamedPort, ...]:
        """The names whose numbers the flow's port is among."""
        if not target:
            return ()
        names = (name for name, term in sorted(end.ports.items()) if values.truth(term))
        return tuple(NamedPort(name, *target) for name in names)

    def another(
        self, source: PodEndpoint, found: PodEndpoint, values: Values, classes: Classes
    ) -> PodEndpoint:
        """A second pod of the class where both ends took the same one."""
        if found.pod is None or found.pod != source.pod:
            return found
        members: tuple[DeclaredPod, ...] = classes[values.value(self.flow.destination.who) - 1].pods
        second = next(pod for pod in members if pod.pod != source.pod)
        return PodEndpoint(
            namespace=found.namespace,
            labels=dict(second.labels),
            namespace_labels=found.namespace_labels,
            named_ports=tuple(dict.fromkeys((*second.named_ports, *found.named_ports))),
            ip=found.ip,
            host_network=second.host_network,
            pod=second.pod,
            workload=second.workload,
        )
