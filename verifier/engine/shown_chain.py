"""A chain of flows that reads well, as concrete hops and in words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from verifier.dialect import Level
from verifier.engine.asker import Asker
from verifier.engine.chain import Chain
from verifier.engine.existence import doubt
from verifier.engine.literals import ENDS, Literal
from verifier.engine.membership import port_in
from verifier.engine.session import Session
from verifier.engine.settling import EXAMPLE, familiar_port
from verifier.engine.words import end_words, fact_words, port_words
from verifier.flow import Endpoint, ExternalEndpoint, Flow, PodEndpoint
from verifier.model import DeclaredPod
from verifier.query import ALL_PORTS, Query
from verifier.smt.extract import PROTOCOLS
from verifier.smt.footprint import ABSENT
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, disj, is_number, key, neg
from verifier.smt.solver import Values


def settle_chain(chain: Chain, level: Level) -> Values:
    """A model of the violation, which has one: declared pods before possible, known namespaces,
    and between these ends no labels that do not matter."""
    asker, chosen = chain.asker, [*level_assumptions(level), chain.violation]
    for wish in wishes(chain):
        if asker.finds(*chosen, wish):
            chosen.append(wish)
    asker.ask(*chosen)
    literals = literals_of(chain, asker.values())
    ends = [x.term for x in literals if x.kind in ENDS]
    asker.most([*chosen, *ends], list(preferences(chain, literals)))
    return asker.values()


def wishes(chain: Chain) -> Iterator[Term]:
    """Who the nodes had best be."""
    for node in reversed(chain.nodes):
        yield neg(is_number(node.who, 0))
        names = range(1, len(node.footprint.namespaces.values) + 1)
        yield disj(is_number(node.namespace, code) for code in names)


def preferences(chain: Chain, literals: Sequence[Literal]) -> Iterator[Term]:
    """What makes a chain between these ends easy to read."""
    yield from (neg(link.flow.ipv6) for link in chain.links)
    for node in (chain.nodes[0], chain.nodes[-1]):
        yield disj((node.is_pod, is_number(node.address[32], EXAMPLE)))
    *others, last = chain.links
    for port, links in ((ALL_PORTS[0], others), (chain.query.ports[0], [last])):
        for link in links:
            yield from familiar_port(link.flow, port)
    declared = {x.end for x in literals if x.kind == "declared" and x.value}
    nodes = {node.name: node for node in chain.nodes}
    for x in literals:
        if x.kind == "label" and x.end not in declared:
            yield is_number(nodes[x.end].label("pod", x.name), ABSENT)
        if x.kind == "namespace-label":
            yield is_number(nodes[x.end].label("namespace", x.name), ABSENT)


def literals_of(chain: Chain, values: Values) -> list[Literal]:
    """The parts of all hops, each once, in the order of the hops."""
    found = {x.id: x for reader in chain.readers for x in reader.read(values)}
    return list(found.values())


# Concrete hops


def hops_of(chain: Chain, values: Values) -> list[Flow]:
    """The flows of a model, one for each hop."""
    pods = pods_of(chain, values)
    found: list[Flow] = []
    for link, (one, other) in zip(chain.links, pairwise(pods), strict=True):
        flow, read = link.flow, link.extractor.endpoint
        protocol, port = PROTOCOLS[values.value(flow.protocol)], values.value(flow.port)
        source = read(flow.source, values, one, ())
        destination = read(flow.destination, values, other, (protocol, port))
        found.append(Flow(source, destination, protocol, port))
    return found


def pods_of(chain: Chain, values: Values) -> list[DeclaredPod | None]:
    """The declared pod of each node, no bare pod twice; None where a node is none."""
    found: list[DeclaredPod | None] = []
    for node in chain.nodes:
        who = values.value(node.who) if values.truth(node.is_pod) else 0
        pods = chain.classes[node.name][who].pods if who else ()
        free = (pod for pod in pods if pod.pod is None or pod not in found)
        found.append(next(free, None))
    return found


def chain_objection(session: Session, query: Query, level: Level, flows: Sequence[Flow]) -> str:
    """Why these flows are no chain that the query judges at the level; "" if they are one."""
    judge = session.judge(level)
    nodes = [flows[0].source, *(flow.destination for flow in flows)]
    found = [doubt(flow, level, session.place, query.facts) for flow in flows]
    found += [gap(one.destination, other.source) for one, other in pairwise(flows)]
    found += [pair_objection(one, other) for one, other in combinations(nodes, 2)]
    if any(isinstance(node, ExternalEndpoint) for node in nodes[1:-1]):
        found.append("a chain passes through pods only")
    if any(isinstance(node, ExternalEndpoint) and node.node == "own" for node in nodes):
        found.append("traffic of a pod with its own node is no hop")
    if not judge.in_end(query.source, nodes[0], "source"):
        found.append("the chain does not begin where the invariant says")
    if not judge.in_end(query.destination, nodes[-1], "destination"):
        found.append("the chain does not end where the invariant says")
    if not any(port_in(port, flows[-1]) for port in query.ports):
        found.append("the last hop uses another port")
    return next((text for text in found if text), "")


def gap(reached: Endpoint, sending: Endpoint) -> str:
    """Why a hop does not begin where the one before it ends; "" if it does. What a pod names its
    ports, and its address of the hop's family, show on one side only."""
    if isinstance(reached, PodEndpoint) and isinstance(sending, PodEndpoint):
        one, other = (replace(end, named_ports=(), ip=None) for end in (reached, sending))
        if one == other:
            return ""
    return "a hop does not begin where the one before it ends"


def pair_objection(one: Endpoint, other: Endpoint) -> str:
    """Why two nodes are not two nodes of one chain; "" if they can be."""
    if not (isinstance(one, PodEndpoint) and isinstance(other, PodEndpoint)):
        return ""
    if one.pod is not None and one.pod == other.pod:
        return "two nodes are one pod"
    if one.ip is not None and one.ip == other.ip:
        return "two pods have one address"
    same = one.namespace == other.namespace
    if same and one.namespace_labels != other.namespace_labels:
        return "one namespace has two sets of labels"
    return ""


# Words


def in_words(chain: Chain, level: Level, values: Values) -> tuple[str, tuple[str, ...]]:
    """`any external address -> shop/web[Deployment], TCP 80 -> shop/db[Pod], TCP 5432`, with the
    open facts that these hops take."""
    literals = literals_of(chain, values)
    against = [*level_assumptions(level), neg(chain.violation)]
    kept = [x for x in literals if x.kind == "pod" or (x.kind == "declared" and x.value)]
    settled = {x.end for x in kept if x.kind == "declared"}
    told = ("namespace", "label")
    free = [x for x in literals if x not in kept and not (x.end in settled and x.kind in told)]
    choices, facts = [x for x in free if not x.fact], [x for x in free if x.fact]
    fixed = [*against, *(x.term for x in kept)]
    core = needed(chain.asker, fixed, choices)
    open_facts: list[Literal] = []
    if core is None:
        core = choices
        open_facts = needed(chain.asker, [*fixed, *(x.term for x in choices)], facts) or facts
    core = [
        widened(chain, x, [*fixed, *(y.term for y in core if y is not x)], values) for x in core
    ]
    return chain_words(chain, [*kept, *core], values), fact_words([*kept, *open_facts])


def widened(chain: Chain, literal: Literal, fixed: list[Term], values: Values) -> Literal:
    """The address of an outermost node as the range that the invariant names, where all of it will
    do; any other literal as it is."""
    first, last = chain.links[0], chain.links[-1]
    outer = (
        (first, first.flow.source, chain.query.source),
        (last, last.flow.destination, chain.query.destination),
    )
    for link, node, end in outer:
        if literal.kind != "address" or literal.end != node.name or literal.fact:
            continue
        for member in end.members:
            term = link.groups.part(member.part, node)
            if values.truth(term) and not chain.asker.ask(*fixed, term):
                return Literal(term, literal.end, "address", value=member.text)
    return literal


def needed(asker: Asker, fixed: list[Term], optional: list[Literal]) -> list[Literal] | None:
    """Those of `optional` that, with `fixed`, leave no other chain; None if all do not."""
    core = asker.minimal_core(fixed, [x.term for x in optional])
    if core is None:
        return None
    keys = {key(term) for term in core}
    return [x for x in optional if x.id in keys]


def chain_words(chain: Chain, literals: Sequence[Literal], values: Values) -> str:
    """The nodes in a row, each with the port by which it is reached."""
    ids = {x.id for x in literals}
    words = [node_words(chain, 0, literals)]
    for number, reader in enumerate(chain.readers, 1):
        hop = [x for x in reader.read(values) if x.id in ids and x.end == ""]
        words.append(f"{node_words(chain, number, literals)}, {port_words(hop)}")
    return " -> ".join(words)


def node_words(chain: Chain, number: int, literals: Sequence[Literal]) -> str:
    """One node, as far as it matters."""
    name = chain.nodes[number].name
    return end_words([x for x in literals if x.end == name], chain.classes[name])
