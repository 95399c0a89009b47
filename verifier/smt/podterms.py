"""Declared pods to terms: what is fixed once an end is known to be one of them."""

from collections.abc import Iterator, Sequence
from functools import partial

from verifier.flow import NamedPort
from verifier.model import DeclaredPod
from verifier.normalise.networks import host_network
from verifier.smt.declared import DeclaredClass
from verifier.smt.footprint import ABSENT
from verifier.smt.logic import Bits, Term, concat, conj, disj, iff, implies, is_number, neg
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd
from verifier.smt.universe import Universe

Classes = Sequence[DeclaredClass]


class PodTerms:
    """The terms of declared classes, each built once."""

    def __init__(self, universe: Universe) -> None:
        self.universe = universe
        self.flow = universe.flow
        self.once = universe.compiler.once
        self.keys = self.flow.footprint.keys("pod")
        ends = (self.flow.source, self.flow.destination)
        self.signatures = {end.name: self.signature(end) for end in ends}

    def signature(self, end: SymbolicEnd) -> Bits:
        """The namespace and all labels of an end, side by side: one comparison fixes them all."""
        return concat([end.namespace, *(end.label("pod", key) for key in self.keys)])

    def in_namespaces(self, end: SymbolicEnd, namespaces: Sequence[str]) -> Term:
        """A declared pod is in one of these namespaces."""
        return disj((is_number(end.who, 0), self.universe.named(end, namespaces)))

    def in_classes(self, end: SymbolicEnd, namespace: str, classes: Classes) -> Iterator[Term]:
        """The declared pods of a namespace are those of these classes."""
        elsewhere = neg(self.universe.named(end, [namespace]))
        chosen = (is_number(end.who, found.code) for found in classes)
        yield disj((is_number(end.who, 0), elsewhere, *chosen))
        for found in classes:
            build = partial(self.fixed, found, end)
            yield self.once(("declared", found.code, end.name), build)

    def not_both(self, found: DeclaredClass) -> Term:
        """A class of one pod is not both ends (M-01, M-02)."""
        ends = (self.flow.source, self.flow.destination)
        return neg(conj(is_number(end.who, found.code) for end in ends))

    def fixed(self, found: DeclaredClass, end: SymbolicEnd) -> Term:
        """An end of this class has all that the footprint sees of its pods."""
        pod = found.representative
        parts = [
            *self.labels(pod, end),
            end.host if pod.host_network else neg(end.host),
            self.address(pod, end),
        ]
        if end is self.flow.destination:
            for name in end.footprint.port_names:
                certain = tuple(port for port in pod.named_ports if port.name == name)
                sidecar = tuple(port for port in pod.sidecar_ports if port.name == name)
                build = partial(self.named_port, name, certain, sidecar)
                parts.append(self.once((name, certain, sidecar), build))
        return implies(is_number(end.who, found.code), conj(parts))

    def labels(self, pod: DeclaredPod, end: SymbolicEnd) -> Iterator[Term]:
        """The namespace and the labels; those that a controller sets are there, whatever they
        are."""
        domains, labels = end.footprint.domains, dict(pod.labels)
        codes = [(end.footprint.namespaces.width, end.footprint.namespaces.codes[pod.namespace])]
        for key in self.keys:
            domain = domains["pod", key]
            codes.append((domain.width, domain.code(labels[key]) if key in labels else ABSENT))
        if not any(key in pod.unknown_labels for key in self.keys):
            whole = 0
            for width, code in codes:
                whole = whole << width | code
            yield is_number(self.signatures[end.name], whole)
            return
        yield is_number(end.namespace, codes[0][1])
        for key, (_, code) in zip(self.keys, codes[1:], strict=True):
            label = end.label("pod", key)
            unknown = key in pod.unknown_labels
            yield neg(is_number(label, ABSENT)) if unknown else is_number(label, code)

    def address(self, pod: DeclaredPod, end: SymbolicEnd) -> Term:
        """A known address, else one of the pod ranges, or a node's for a hostNetwork pod (M-05)."""
        if pod.addresses:
            return self.universe.within([host_network(text) for text in pod.addresses], end)
        inside = self.universe.pod_address(end)
        if not pod.host_network:
            return inside
        as_pod = conj((neg(self.flow.host_is_node), inside))
        return disj((self.universe.node_address(end), as_pod))

    def named_port(
        self, name: str, certain: Sequence[NamedPort], sidecar: Sequence[NamedPort]
    ) -> Term:
        """The flow's protocol and port are among the pod's numbers of that name; whether those of
        sidecars count is open (M-06)."""
        named = self.flow.destination.ports[name]
        known = disj(self.is_at(port) for port in certain)
        if not sidecar:
            return iff(named, known)
        more = disj((known, *(self.is_at(port) for port in sidecar)))
        return conj((implies(known, named), implies(named, more)))

    def is_at(self, port: NamedPort) -> Term:
        """The flow's protocol and port are those of a container port."""
        protocol = is_number(self.flow.protocol, PROTOCOL_CODES[port.protocol])
        return conj((protocol, is_number(self.flow.port, port.number)))
