"""Who may exist when redundancy is judged: any pod, any address, any namespace (M-21)."""

from collections.abc import Iterator

from verifier.smt.footprint import ABSENT, NAMESPACE_NAME
from verifier.smt.logic import Term, conj, disj, equal, implies, is_number, neg
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicEnd, SymbolicFlow

NETWORK_POLICIES = "network-policy"  # the name of their tier


def anyone(flow: SymbolicFlow) -> Iterator[Term]:
    """What every flow obeys, with all namespace labels and all addresses free.

    More is let in than clusters have (pods at any address, an address at both ends): that can only
    make a part look needed. Where there are NetworkPolicies alone, no pod is on the host network:
    one that policies see as a pod is like a pod with a node's address, one that they do not is like
    that address.
    """
    ranked = set(flow.footprint.tiers) - {NETWORK_POLICIES}
    yield disj((flow.source.is_pod, flow.destination.is_pod))
    yield neg(is_number(flow.port, 0))
    yield disj(is_number(flow.protocol, code) for code in PROTOCOL_CODES.values())
    for end in (flow.source, flow.destination):
        if not ranked:
            yield neg(end.host)
        yield neg(conj((end.own, end.other)))
        yield implies(end.is_pod, conj((neg(end.own), neg(end.other))))
        yield from namespace(end)
    same = equal(flow.source.namespace, flow.destination.namespace)
    for key in flow.footprint.keys("namespace"):
        source, destination = (
            end.label("namespace", key) for end in (flow.source, flow.destination)
        )
        yield implies(same, equal(source, destination))


def namespace(end: SymbolicEnd) -> Iterator[Term]:
    """The namespace has a name that namespaces can have (M-07)."""
    yield neg(is_number(end.namespace, ABSENT))
    for value, code in end.footprint.namespaces.codes.items():
        if not NAMESPACE_NAME.fullmatch(value):
            yield neg(is_number(end.namespace, code))
