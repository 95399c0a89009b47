"""The general statement behind a counterexample: which other flows do the same."""

from collections.abc import Iterator

from verifier.dialect import Level
from verifier.engine.claims import Claim
from verifier.engine.literals import Literal
from verifier.engine.session import Asked, Session
from verifier.errors import SoundnessError
from verifier.model import Network
from verifier.query import AddressGroup, BuiltIn, PortRange
from verifier.smt.conditions import sources_of
from verifier.smt.logic import Term, between, conj, has_prefix, key
from verifier.smt.solver import Values

OUTSIDE = (BuiltIn.WORLD, BuiltIn.INTERNET)


def generalise(
    session: Session, asked: Asked, level: Level, target: Term, values: Values
) -> list[Literal]:
    """The literals that matter: every flow that exists and satisfies them meets `target`.

    At `declared` the workloads are named; above it, what makes a pod one of them. Facts are left
    out where they can be.
    """
    literals = asked.reader.read(values)
    claim = Claim(session, asked, level, target)
    keep = ("pod", "declared") if level is Level.DECLARED else ("pod",)
    named = [x for x in literals if x.kind in keep and (x.value or x.kind == "pod")]
    fixed = [x.term for x in named]
    settled = {x.end for x in named if x.kind == "declared"}
    free = [x for x in literals if x not in named and not (x.end in settled and is_told(x))]
    without_facts = [x for x in free if not x.fact]
    possible = [x for x in without_facts if x.kind != "declared"]
    attempts = [possible, without_facts, free] if level > Level.DECLARED else [without_facts, free]
    if any(asked.reader.spares(x) for x in without_facts):
        sparing = [[x for x in a if not asked.reader.spares(x)] for a in (possible, without_facts)]
        attempts = [*sparing, *attempts]
    cores = (claim.needed(fixed, [x.term for x in wanted]) for wanted in attempts)
    core = next((found for found in cores if found is not None), None)
    if core is None:
        raise SoundnessError("a flow that the solver found does not meet its own target")
    keys = {key(term) for term in core}
    kept = [*named, *(x for x in literals if x.id in keys and x not in named)]
    if any(x.kind == "port-name" and x.value for x in kept):
        kept += [x for x in literals if x.kind == "protocol" and x not in kept]
    for literal in list(kept):
        if literal.kind in ("address", "port"):
            others = [x.term for x in kept if x is not literal]
            kept[kept.index(literal)] = widest(claim, values, others, literal)
    return kept


def is_told(literal: Literal) -> bool:
    """Which declared pod an end is tells this part of it."""
    return literal.kind == "namespace" or (literal.kind == "label" and not literal.fact)


def widest(claim: Claim, values: Values, fixed: list[Term], literal: Literal) -> Literal:
    """The widest stand-in for a port or an address with which the statement still holds."""
    flow = claim.asked.reader.flow
    net = literal.value
    for wider in by_name(claim.session, claim.asked, values, literal):
        if isinstance(net, Network):
            address = flow.end(literal.end).address
            if all(
                claim.holds_in(fixed, wider, address[bits]) for bits in (net.bits, 160 - net.bits)
            ):
                return wider
        elif claim.holds_in(fixed, wider, flow.port):
            return wider
    if not isinstance(net, Network):
        return literal
    low, high, best = 0, net.bits, literal
    bits = flow.end(literal.end).address[net.bits]
    stretches = claim.stretches([*fixed, flow.family(net.bits)], bits)
    while low < high:
        middle = (low + high) // 2
        wider = prefixed(claim.asked, literal, net, middle)
        first = net.value >> net.bits - middle << net.bits - middle
        span = (first, first + (1 << net.bits - middle) - 1)
        holds = stretches.throughout(span) if stretches else None
        if not (claim.holds_in(fixed, wider, bits) if holds is None else holds):
            low = middle + 1
        else:
            high, best = middle, wider
    return best


def prefixed(asked: Asked, literal: Literal, found: Network, prefix: int) -> Literal:
    """The addresses that share `prefix` leading bits."""
    flow, host = asked.reader.flow, found.bits - prefix
    network = Network(found.bits, found.value >> host << host, prefix)
    inside = has_prefix(flow.end(literal.end).address[found.bits], network.value, prefix)
    term = conj((flow.family(found.bits), inside))
    return Literal(term, literal.end, "address", value=network, fact=literal.fact)


def by_name(session: Session, asked: Asked, values: Values, literal: Literal) -> Iterator[Literal]:
    """The ports or addresses that the query names and the model is among."""
    flow, query = asked.reader.flow, asked.query
    if not isinstance(literal.value, Network):
        number = int(str(literal.value))
        for port in query.ports:
            if isinstance(port, PortRange) and port.first <= number <= port.last > port.first:
                term = between(flow.port, port.first, port.last)
                yield Literal(term, "", "port", value=f"{port.first}-{port.last}")
        return
    end = flow.end(literal.end)
    groups = (query.destination,) if end is flow.destination else sources_of(query)
    for member in (m for group in groups for m in group.members):
        if isinstance(member.part, AddressGroup) or member.part in OUTSIDE:
            term = session.groups.part(member.part, end)
            if values.truth(term):
                yield Literal(term, literal.end, "address", value=member.text, fact=literal.fact)
