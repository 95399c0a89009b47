"""Declared pods whose flows no possible pod has.

Above `declared`, any other declared pod is like a possible one with its labels and its port names,
so that what is said of all possible pods is said of it, too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from verifier.engine.literals import Literal, Reader
from verifier.engine.session import Session
from verifier.model import AddressPeer, DeclaredPod, Network
from verifier.normalise.networks import host_network
from verifier.smt.declared import DeclaredClass
from verifier.smt.logic import conj, is_number, neg
from verifier.smt.solver import Values
from verifier.smt.symbols import SymbolicFlow

NEAR = 64  # addresses on both sides of one, of which one had better be like it
NAMED = 3


def peculiar_pods(session: Session) -> Iterator[DeclaredPod]:
    """Pods on the host network, and those with a known address that policies tell apart from those
    that possible pods have."""
    networks = list(dict.fromkeys(mentioned(session)))
    ranges = session.universe.pod_ranges
    known = {(net.bits, net.value) for net in session.universe.known}
    alike: dict[str, bool] = {}
    for pod in session.inventory.pods:
        for text in pod.addresses if session.looks and not pod.host_network else ():
            if text not in alike:
                alike[text] = has_double(host_network(text), networks, ranges, known)
        if pod.host_network or not all(alike.get(text, True) for text in pod.addresses):
            yield pod


def mentioned(session: Session) -> Iterator[Network]:
    """The address ranges that policies mention."""
    for tier in session.compiler.tiers:
        for policy in tier.policies:
            for rule in (*(policy.ingress or ()), *(policy.egress or ())):
                for peer in rule.peers:
                    if isinstance(peer, AddressPeer):
                        yield from (peer.network, *peer.excepts)


def has_double(
    one: Network, networks: list[Network], ranges: tuple[Network, ...], known: set[tuple[int, int]]
) -> bool:
    """Some address that a possible pod may have is in the same of the networks."""
    here = [net for net in networks if contains(net, one)]
    for step in range(1, NEAR + 1):
        for value in (one.value - step, one.value + step):
            near = Network(one.bits, value, one.bits)
            if (
                0 <= value < 1 << one.bits
                and (one.bits, value) not in known
                and any(contains(net, near) for net in ranges)
                and [net for net in networks if contains(net, near)] == here
            ):
                return True
    return False


def contains(net: Network, one: Network) -> bool:
    """The address lies in the network."""
    return net.bits == one.bits and (net.value ^ one.value) >> (net.bits - net.prefix) == 0


class Wide(Reader):
    """Reads models so that statements become wide: at the end `peer` the name of a namespace gives
    way to its labels, and a pod that is not one of the peculiar ones may be a declared one."""

    def __init__(
        self,
        flow: SymbolicFlow,
        classes: Mapping[str, Mapping[int, DeclaredClass]],
        peculiar: Mapping[int, str],
        peer: str,
    ) -> None:
        super().__init__(flow, classes)
        self.peculiar = peculiar
        self.peer = peer

    def read(self, values: Values) -> list[Literal]:
        """All parts of the model's flow."""
        return [self.widened(literal) for literal in super().read(values)]

    def spares(self, literal: Literal) -> bool:
        """The name of the peer's namespace, and which pod an end is."""
        named = literal.kind == "declared" and literal.value is not None
        return named or (literal.kind == "namespace" and literal.end == self.peer)

    def widened(self, literal: Literal) -> Literal:
        """`any pod but those`, in place of a pod that is not declared; labels of namespaces are
        part of a statement, not facts that it takes."""
        if literal.kind == "namespace-label":
            return replace(literal, fact=False)
        if literal.kind != "declared" or literal.value is not None:
            return literal
        who = self.flow.end(literal.end).who
        others = conj(neg(is_number(who, code)) for code in self.peculiar)
        names = sorted(set(self.peculiar.values()))
        words = "any pod"
        if len(names) <= NAMED:
            words += f" but {' and '.join(names)}" if names else ""
        else:
            words += " that is neither on the host network nor at an address of its own"
        return replace(literal, term=others, name=words)
