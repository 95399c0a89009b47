"""From a satisfiable question to one small flow and the general statement behind it."""

from collections.abc import Sequence

from verifier.dialect import Level
from verifier.engine.literals import Literal
from verifier.engine.replay import replay
from verifier.engine.session import Asked, Session
from verifier.engine.words import fact_words, general
from verifier.errors import SoundnessError
from verifier.model import Network
from verifier.normalise.networks import address
from verifier.query import PortName, PortRange
from verifier.smt.footprint import ABSENT, Of
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, Values, between, conj, disj, has_prefix, is_number, key, neg
from verifier.smt.symbols import PROTOCOL_CODES
from verifier.verdict import Counterexample

OFS: tuple[Of, ...] = ("namespace", "pod")
ENDS = ("pod", "declared", "namespace")  # the literals that say who the ends are
FIRST_PORT = 80  # shown where any port would do
EXAMPLE = address("203.0.113.10")[1]  # an address that documentation may use
NAMED_PORT = 8080  # shown for a port that only has a name


def counterexample(
    session: Session, asked: Asked, level: Level, target: Term, parts: Sequence[Term] = ()
) -> Counterexample:
    """A flow that meets `target` (a violation, or for `possible` the flow looked for) at a level.

    `parts` fix some of it; the caller has asked that there is one. Raises GaveUpError, and
    SoundnessError when the reference does not confirm the flow.
    """
    values = settle(asked, [*level_assumptions(level), target, *parts])
    return present(session, asked, level, target, values)


def present(
    session: Session, asked: Asked, level: Level, target: Term, values: Values
) -> Counterexample:
    """The flow of a model that meets `target`, replayed, with the general statement behind it."""
    flow = session.extractor.extract(values, asked.classes)
    decided = replay(session, asked.query, level, flow, session.extractor.dialect(values))
    kept = generalise(asked, level, target, asked.reader.read(values))
    return Counterexample(
        flow,
        decided,
        general(kept, asked.classes),
        readings_of(asked, level_assumptions(level), target, kept),
        fact_words(kept),
    )


def settle(asked: Asked, fixed: list[Term]) -> Values:
    """A model of `fixed`, which has one, that is easy to read: pods before addresses, declared
    before possible, known namespaces; then, between these ends, what `preferences` asks."""
    asker, flow = asked.asker, asked.reader.flow
    chosen = list(fixed)
    names = range(1, len(flow.footprint.namespaces.values) + 1)
    for end in (flow.destination, flow.source):
        known = disj(is_number(end.namespace, code) for code in names)
        for wish in (end.is_pod, neg(is_number(end.who, 0)), known):
            if asker.finds(*chosen, wish):
                chosen.append(wish)
    asker.ask(*chosen)
    ends = [x.term for x in asked.reader.read(asker.values()) if x.kind in ENDS]
    asker.most([*chosen, *ends], preferences(asked))
    return asker.values()


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


# The general statement


def generalise(asked: Asked, level: Level, target: Term, literals: list[Literal]) -> list[Literal]:
    """The literals that matter: every flow that exists and satisfies them meets `target`.

    At `declared` the workloads are named; above it, what makes a pod one of them. Facts are left
    out where they can be.
    """
    against = [*level_assumptions(level), neg(target)]
    keep = ("pod", "declared") if level is Level.DECLARED else ("pod",)
    named = [x for x in literals if x.kind in keep and (x.value or x.kind == "pod")]
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
            if port.first != port.last and not asked.asker.may(*against, *others, term):
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
        if asked.asker.may(*against, *others, term):
            low = middle + 1
        else:
            high = middle
            best = Literal(term, literal.end, "address", value=network, fact=literal.fact)
    return best


def readings_of(
    asked: Asked, level: list[Term], target: Term, kept: list[Literal]
) -> dict[str, tuple[str, ...]]:
    """The readings under which the violation happens, for each point where it is not all. A
    reading that the general statement can do without is one of all, and a family in which nothing
    is judged is no reading."""
    flow, fixed = asked.reader.flow, [*level, target]
    matter = {literal.name or literal.kind for literal in kept}
    found: dict[str, tuple[str, ...]] = {}
    for point, term, (true, false) in (
        ("ipblock-matches-pods", flow.ipblock_matches_pods, ("yes", "no")),
        ("host-network", flow.host_is_node, ("node", "pod")),
        ("own-node-egress", flow.own_node_open, ("allow", "policy")),
    ):
        if point in matter:
            with_true, with_false = (asked.asker.ask(*fixed, x) for x in (term, neg(term)))
            if with_true != with_false:
                found[point] = (true,) if with_true else (false,)
    if matter & {"family", "address"}:
        ipv4, ipv6 = (asked.asker.ask(*fixed, x) for x in (neg(flow.ipv6), flow.ipv6))
        other = flow.ipv6 if ipv4 else neg(flow.ipv6)
        if ipv4 != ipv6 and asked.asker.ask(*level, asked.conditions.premise, other):
            found["families"] = ("ipv4", "dual") if ipv4 else ("ipv6", "dual")
    return found
