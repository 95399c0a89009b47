"""A model that reads well: of all flows that answer a question, one that says the most."""

from collections.abc import Iterator

from verifier.dialect import Level
from verifier.engine.session import Asked
from verifier.normalise.networks import address
from verifier.query import PodGroup, PortName, PortRange
from verifier.smt.conditions import sources_of
from verifier.smt.footprint import ABSENT, Of
from verifier.smt.groups import BELOW
from verifier.smt.logic import Term, Values, disj, is_number, key, neg
from verifier.smt.symbols import PROTOCOL_CODES

OFS: tuple[Of, ...] = ("namespace", "pod")
ENDS = ("pod", "declared", "namespace")  # the literals that say who the ends are
FIRST_PORT = 80  # shown where any port would do
EXAMPLE = address("203.0.113.10")[1]  # an address that documentation may use
NAMED_PORT = 8080  # shown for a port that only has a name


def settle(asked: Asked, fixed: list[Term]) -> Values:
    """A model of `fixed`, which has one, that is easy to read: pods before addresses, declared
    before possible, known namespaces; then, between these ends, what `preferences` asks."""
    asker, chosen = asked.asker, list(fixed)
    for wish in wishes(asked, fixed):
        if asker.finds(*chosen, wish):
            chosen.append(wish)
    asker.ask(*chosen)
    ends = [x.term for x in asked.reader.read(asker.values()) if x.kind in ENDS]
    asker.most([*chosen, *ends], preferences(asked))
    return asker.values()


def wishes(asked: Asked, fixed: list[Term]) -> Iterator[Term]:
    """Who the ends had best be, most wanted first; only what is not certain anyway."""
    flow, query = asked.reader.flow, asked.query
    names = range(1, len(flow.footprint.namespaces.values) + 1)
    declared = any(key(term) == key(BELOW[Level.DECLARED]) for term in fixed)
    for end, groups in ((flow.destination, [query.destination]), (flow.source, sources_of(query))):
        if any(not isinstance(m.part, PodGroup) for group in groups for m in group.members):
            yield end.is_pod
        if not declared:
            yield neg(is_number(end.who, 0))
            yield disj(is_number(end.namespace, code) for code in names)


def preferences(asked: Asked) -> list[Term]:
    """What makes a flow between two ends easy to read, most wanted first: the first port asked
    about, no labels."""
    flow = asked.reader.flow
    ends = (flow.destination, flow.source)
    found = [neg(flow.ipv6), neg(flow.host_is_node)]
    found += [disj((end.is_pod, is_number(end.address[32], EXAMPLE))) for end in ends]
    match asked.query.ports[0]:
        case PortRange(protocol, first, _):
            number = first if first != 1 else FIRST_PORT
        case PortName(protocol, _):
            number = NAMED_PORT
    found.append(is_number(flow.protocol, PROTOCOL_CODES[protocol]))
    found.append(is_number(flow.port, number))
    found += [
        is_number(end.label(of, name), ABSENT)
        for of in OFS
        for end in ends
        for name in end.footprint.keys(of)
    ]
    found += [neg(term) for _, term in sorted(flow.destination.ports.items())]
    return found
