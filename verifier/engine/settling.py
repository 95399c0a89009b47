"""A model that reads well: of all flows that answer a question, one that says the most."""

from collections.abc import Iterator

from verifier.dialect import Level
from verifier.engine.literals import ENDS, Literal
from verifier.engine.session import Asked
from verifier.normalise.networks import address
from verifier.query import Port, PortName, PortRange
from verifier.smt.conditions import external_ends
from verifier.smt.footprint import ABSENT, Of
from verifier.smt.groups import BELOW
from verifier.smt.logic import Term, disj, is_number, key, neg
from verifier.smt.solver import Values
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicFlow

OF: dict[str, Of] = {"label": "pod", "namespace-label": "namespace", "node-label": "node"}
FIRST_PORT = 80  # shown where any port would do
EXAMPLE = address("203.0.113.10")[1]  # an address that documentation may use
EXAMPLES = {32: EXAMPLE, 128: address("2001:db8::10")[1]}  # of each width
NAMED_PORT = 8080  # shown for a port that only has a name


def settle(asked: Asked, fixed: list[Term]) -> Values:
    """A model of `fixed`, which has one, that is easy to read: pods before addresses, declared
    before possible, known namespaces; then, between these ends, what `preferences`
    and `bare` ask."""
    asker, chosen = asked.asker, list(fixed)
    at_hand = False  # a model of all that is chosen
    for wish in wishes(asked, fixed):
        at_hand = asker.finds(*chosen, wish)
        chosen += [wish] if at_hand else []
    if not at_hand:
        asker.ask(*chosen)
    literals = asked.reader.read(asker.values())
    ends = [literal.term for literal in literals if literal.kind in ENDS]
    asker.most([*chosen, *ends], [*preferences(asked), *bare(asked, literals)])
    return asker.values()


def bare(asked: Asked, literals: list[Literal]) -> Iterator[Term]:
    """No labels, where the ends do not settle them, and no named ports."""
    flow = asked.reader.flow
    declared = {x.end for x in literals if x.kind == "declared" and x.value}
    for literal in literals:
        if literal.kind in ("namespace-label", "node-label") or (
            literal.kind == "label" and (literal.fact or literal.end not in declared)
        ):
            of = OF[literal.kind]
            yield is_number(flow.end(literal.end).label(of, literal.name), ABSENT)
    yield from (neg(term) for _, term in sorted(flow.destination.ports.items()))


def wishes(asked: Asked, fixed: list[Term]) -> Iterator[Term]:
    """Who the ends had best be, most wanted first; only what is not certain anyway."""
    flow, query = asked.reader.flow, asked.query
    names = range(1, len(flow.footprint.namespaces.values) + 1)
    declared = any(key(term) == key(BELOW[Level.DECLARED]) for term in fixed)
    external = external_ends(query)
    for end in (flow.destination, flow.source):
        if end.name in external:
            yield end.is_pod
        if not declared:
            yield neg(is_number(end.who, 0))
            yield disj(is_number(end.namespace, code) for code in names)


def preferences(asked: Asked) -> list[Term]:
    """What makes a flow between two ends easy to read, most wanted first."""
    flow = asked.reader.flow
    ends = (flow.destination, flow.source)
    found = [neg(flow.ipv6), neg(flow.host_is_node)]
    found += [disj((end.is_pod, is_number(end.address[32], EXAMPLE))) for end in ends]
    return [*found, *familiar_port(flow, asked.query.ports[0])]


def familiar_port(flow: SymbolicFlow, port: Port) -> Iterator[Term]:
    """The protocol and a number of one item of a query's ports."""
    yield is_number(flow.protocol, PROTOCOL_CODES[port.protocol])
    yield is_number(flow.port, familiar_number(port))


def familiar_number(port: Port) -> int:
    """A number of one item of a query's ports."""
    match port:
        case PortRange(_, first, _):
            return first if first != 1 else FIRST_PORT
        case PortName():
            return NAMED_PORT
