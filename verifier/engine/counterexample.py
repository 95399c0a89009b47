"""From a satisfiable question to one small flow and the general statement behind it."""

from collections.abc import Iterator, Sequence

from verifier.dialect import Level
from verifier.engine.literals import Literal
from verifier.engine.replay import replay
from verifier.engine.session import Asked, Session
from verifier.engine.words import fact_words, general
from verifier.errors import SoundnessError
from verifier.model import Network
from verifier.query import PortName, PortRange
from verifier.smt.footprint import ABSENT
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, between, conj, disj, has_prefix, is_number, key, neg
from verifier.smt.symbols import PROTOCOL_CODES
from verifier.verdict import Counterexample

READINGS = {
    "ipblock-matches-pods": ("yes", "no"),
    "host-network": ("node", "pod"),
    "own-node-egress": ("allow", "policy"),
}


def counterexample(
    session: Session, asked: Asked, level: Level, target: Term, parts: Sequence[Term] = ()
) -> Counterexample:
    """A flow that meets `target` (a violation, or for `possible` the flow looked for) at a level.

    `parts` fix some of it; the caller has asked that there is one. Raises GaveUpError, and
    SoundnessError when the reference does not confirm the flow.
    """
    assumed = level_assumptions(level)
    fixed = [*assumed, target]
    chosen = prefer(asked, [*fixed, *parts])
    asked.asker.ask(*chosen)
    values = asked.asker.values()
    literals = asked.reader.read(values)
    kept = generalise(asked, level, target, literals)
    found = session.extractor.extract(values, asked.classes["source"], asked.classes["destination"])
    decided = replay(session, asked.query, level, found, session.extractor.dialect(values))
    readings = readings_of(asked, fixed)
    return Counterexample(
        found,
        decided,
        general(kept, asked.classes),
        readings,
        tuple(words for words in fact_words(kept) if not words.startswith("the plugin reads")),
    )


# A flow that reads well


def prefer(asked: Asked, fixed: list[Term]) -> list[Term]:
    """`fixed` and as many preferences, most wanted first, as hold together with it."""
    chosen = list(fixed)
    for group in preferences(asked):
        if asked.asker.ask(*chosen, *group):
            chosen += group
            continue
        for term in group if len(group) > 1 else ():
            if asked.asker.ask(*chosen, term):
                chosen.append(term)
    return chosen


def preferences(asked: Asked) -> Iterator[list[Term]]:
    """Groups of terms that make a flow easy to read: pods before addresses, declared before
    possible, known namespaces, no labels, the first port asked about."""
    flow = asked.reader.flow
    ends = (flow.destination, flow.source)
    yield [end.is_pod for end in ends]
    for end in ends:
        yield [neg(is_number(end.who, 0))]
    names = flow.footprint.namespaces.values
    for end in ends:
        yield [disj(is_number(end.namespace, code) for code in range(1, len(names) + 1))]
    yield [neg(flow.ipv6)]
    yield [neg(flow.host_is_node)]
    yield [
        is_number(flow.protocol, PROTOCOL_CODES[port.protocol]) for port in asked.query.ports[:1]
    ]
    match asked.query.ports[0]:
        case PortRange(_, first, _) if first != 1:
            yield [is_number(flow.port, first)]
        case PortRange():
            yield [is_number(flow.port, 80)]
        case PortName():
            yield [is_number(flow.port, 8080)]
    yield [
        is_number(end.label(of, name), ABSENT)
        for end in ends
        for of in ("namespace", "pod")
        for name in end.footprint.keys(of)
    ]
    yield [neg(term) for _, term in sorted(flow.destination.ports.items())]


# The general statement


def generalise(asked: Asked, level: Level, target: Term, literals: list[Literal]) -> list[Literal]:
    """The literals that matter: every flow that exists and satisfies them meets `target`.

    At `declared` the workloads are named; above it, what makes a pod one of them. Facts are left
    out where they can be.
    """
    against = [*level_assumptions(level), neg(target)]
    named: list[Literal] = []
    if level is Level.DECLARED:
        named = [x for x in literals if x.kind in ("declared", "pod") and x.value]
    fixed = [*against, *(x.term for x in named)]
    core = None
    for unwanted in (lambda x: x.fact or x.kind == "declared", lambda x: x.fact, lambda x: False):
        wanted = [x for x in literals if x not in named and not unwanted(x)]
        core = asked.asker.minimal_core(fixed, [x.term for x in wanted])
        if core is not None:
            break
    if core is None:
        raise SoundnessError("a flow that the solver found does not meet its own target")
    keys = {key(term) for term in core}
    kept = [*named, *(x for x in literals if x.id in keys and x not in named)]
    for literal in list(kept):
        if literal.kind in ("address", "port"):
            others = [x.term for x in kept if x is not literal]
            kept[kept.index(literal)] = widen(asked, against, others, literal)
    return kept


def widen(asked: Asked, against: list[Term], others: list[Term], literal: Literal) -> Literal:
    """The same literal with the shortest prefix, or the widest range of ports asked about, for
    which the general statement still holds."""
    if isinstance(literal.value, Network):
        return widen_address(asked, against, others, literal, literal.value)
    number = int(str(literal.value))
    for port in asked.query.ports:
        if isinstance(port, PortRange) and port.first <= number <= port.last:
            term = between(asked.reader.flow.port, port.first, port.last)
            if port.first != port.last and not asked.asker.ask(*against, *others, term):
                return Literal(term, "", "port", value=f"{port.first}-{port.last}")
    return literal


def widen_address(
    asked: Asked, against: list[Term], others: list[Term], literal: Literal, found: Network
) -> Literal:
    """The shortest prefix around an address, by bisection."""
    end = getattr(asked.reader.flow, literal.end)
    low, high = 0, found.bits
    best = literal
    while low < high:
        middle = (low + high) // 2
        host = found.bits - middle
        network = Network(found.bits, found.value >> host << host, middle)
        term = conj(
            (
                asked.reader.flow.family(found.bits),
                has_prefix(end.address[found.bits], network.value, middle),
            )
        )
        if asked.asker.ask(*against, *others, term):
            low = middle + 1
        else:
            high = middle
            best = Literal(term, literal.end, "address", value=network, fact=literal.fact)
    return best


def readings_of(asked: Asked, fixed: list[Term]) -> dict[str, tuple[str, ...]]:
    """The readings under which the violation happens, for each point where it is not all."""
    flow = asked.reader.flow
    terms = {
        "ipblock-matches-pods": flow.ipblock_matches_pods,
        "host-network": flow.host_is_node,
        "own-node-egress": flow.own_node_open,
    }
    found: dict[str, tuple[str, ...]] = {}
    for point, term in terms.items():
        true, false = READINGS[point]
        with_true, with_false = asked.asker.ask(*fixed, term), asked.asker.ask(*fixed, neg(term))
        if with_true != with_false:
            found[point] = (true,) if with_true else (false,)
    ipv4, ipv6 = (asked.asker.ask(*fixed, term) for term in (neg(flow.ipv6), flow.ipv6))
    if ipv4 != ipv6:
        found["families"] = ("ipv4", "dual") if ipv4 else ("ipv6", "dual")
    return found
