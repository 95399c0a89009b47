"""Concrete flows as literal terms: the same compiler decides them."""

from collections.abc import Iterator

from verifier.dialect import Dialect
from verifier.flow import Endpoint, ExternalEndpoint, Flow, PodEndpoint
from verifier.model import Network
from verifier.normalise.networks import host_network
from verifier.smt.addresses import POD_RANGES
from verifier.smt.footprint import ABSENT, NAME_LABEL
from verifier.smt.logic import Term, conj, disj, has_prefix, is_number, neg
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd, SymbolicFlow


def pins(symbolic: SymbolicFlow, flow: Flow, unlisted: bool = False) -> Iterator[Term]:
    """Terms that hold together for this flow alone, as far as the footprint can tell; `unlisted`:
    the destination's address is that of a node without labels that no Node object lists."""
    target = symbolic.destination
    yield target.unlisted if unlisted else neg(target.unlisted)
    if unlisted:
        yield from (
            is_number(target.label("node", key), ABSENT) for key in target.footprint.keys("node")
        )
    yield is_number(symbolic.protocol, PROTOCOL_CODES[flow.protocol])
    yield is_number(symbolic.port, flow.port)
    for end, found in ((symbolic.source, flow.source), (symbolic.destination, flow.destination)):
        yield from pin_end(symbolic, end, found)
    pod = flow.destination
    ports = pod.named_ports if isinstance(pod, PodEndpoint) else ()
    for name, term in sorted(target.ports.items()):
        here = (name, flow.protocol, flow.port)
        holds = any((p.name, p.protocol, p.number) == here for p in ports)
        yield term if holds else neg(term)


def pin_end(symbolic: SymbolicFlow, end: SymbolicEnd, found: Endpoint) -> Iterator[Term]:
    """The end is this endpoint."""
    if found.ip is not None:
        net = host_network(found.ip)
        yield symbolic.family(net.bits)
        yield is_number(end.address[net.bits], net.value)
    elif not found.host_network:
        yield disj(in_network(symbolic, end, net) for net in POD_RANGES)
    if isinstance(found, ExternalEndpoint):
        yield neg(end.is_pod)
        yield end.own if found.node == "own" else neg(end.own)
        yield end.other if found.node == "other" else neg(end.other)
        return
    yield end.is_pod
    yield neg(end.own)
    yield neg(end.other)
    yield end.host if found.host_network else neg(end.host)
    given = {**found.namespace_labels, NAME_LABEL: found.namespace}
    for (of, key), domain in sorted(end.footprint.domains.items()):
        if of == "node":
            continue
        value = (found.labels if of == "pod" else given).get(key)
        code = ABSENT if value is None else domain.code(value)
        yield is_number(end.label(of, key), code)


def in_network(symbolic: SymbolicFlow, end: SymbolicEnd, net: Network) -> Term:
    """The end's address lies in the network."""
    inside = has_prefix(end.address[net.bits], net.value, net.prefix)
    return conj((symbolic.family(net.bits), inside))


def reading_pins(symbolic: SymbolicFlow, dialect: Dialect) -> Iterator[Term]:
    """The readings that a dialect fixes."""
    for reading, term, (true, false) in (
        (dialect.ipblock_matches_pods, symbolic.ipblock_matches_pods, ("yes", "no")),
        (dialect.host_network, symbolic.host_is_node, ("node", "pod")),
        (dialect.own_node_egress, symbolic.own_node_open, ("allow", "policy")),
        (dialect.baseline, symbolic.whole_pod, ("per-pod", "per-direction")),
        (dialect.ties, symbolic.ties_by_name, ("by-name", "any")),
        (dialect.families, symbolic.ipv6, ("ipv6", "ipv4")),
    ):
        if reading == true:
            yield term
        elif reading == false:
            yield neg(term)
