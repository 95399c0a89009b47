"""From a satisfiable question to one small flow and the general statement behind it."""

from collections.abc import Sequence
from dataclasses import replace

from verifier.dialect import Level
from verifier.engine.claims import Claim
from verifier.engine.generality import generalise, widest
from verifier.engine.knowing import Knowing
from verifier.engine.literals import ENDS, Literal
from verifier.engine.session import Asked, Session
from verifier.engine.settling import EXAMPLES, settle
from verifier.engine.words import fact_words, general
from verifier.flow import Flow, PodEndpoint
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, is_number, key, neg
from verifier.smt.solver import Values
from verifier.verdict import Counterexample

ALIKE = (*ENDS, "label", "port", "protocol", "port-name")


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
    """The flow of a model that meets `target`, replayed, with the general statement behind it and
    the open facts that this flow takes."""
    flow = session.extractor.extract(values, asked.classes)
    replayed = session.replay(asked.query, level, flow, session.extractor.facts(values))
    literals = asked.reader.read(values)
    kept = generalise(session, asked, level, target, values)
    open_facts = any(literal.fact for literal in kept)
    facts = facts_of(session, asked, level, target, values) if open_facts else []
    pods = [literal for literal in literals if literal.kind == "pod"]
    return Counterexample(
        as_known(flow, facts),
        replayed.decided,
        general(kept, asked.classes, asked.query.where),
        readings_of(session, asked, level, target, literals, facts) if tells_family(kept) else {},
        fact_words([*(x for x in facts if x.kind != "reading"), *pods]),
        owners=replayed.owners,
        earlier=replayed.earlier,
    )


def tells_family(kept: list[Literal]) -> bool:
    """The general statement speaks of one family alone, or of facts."""
    return any(literal.fact or literal.kind in ("family", "address") for literal in kept)


def facts_of(
    session: Session, asked: Asked, level: Level, target: Term, values: Values
) -> list[Literal]:
    """Open facts that suffice for this flow to meet the target, none of them to spare; addresses
    as the widest range that does."""
    literals = asked.reader.read(values)
    claim = Claim(session, asked, level, target)
    flow = [x.term for x in literals if not x.fact]
    facts = [x for x in literals if x.fact]
    core = claim.needed(flow, [x.term for x in facts])
    keys = {key(term) for term in core or ()}
    kept = [x for x in facts if core is None or x.id in keys]
    for index, literal in enumerate(kept):
        if literal.kind == "address":
            others = [x.term for x in kept if x is not literal]
            kept[index] = widest(claim, values, [*flow, *others], literal)
    return kept


def readings_of(
    session: Session,
    asked: Asked,
    level: Level,
    target: Term,
    literals: list[Literal],
    facts: list[Literal],
) -> dict[str, tuple[str, ...]]:
    """The readings that this flow takes, and its family where another has no such flow between
    the same ends."""
    flow = asked.reader.flow
    found: dict[str, tuple[str, ...]] = {
        x.name: (str(x.value),) for x in facts if x.kind == "reading"
    }
    ipv4 = any(x.kind == "family" and x.value == "IPv4" for x in literals)
    other = flow.ipv6 if ipv4 else neg(flow.ipv6)
    if only_here(session, asked, level, target, literals, other):
        found["families"] = ("ipv4", "dual") if ipv4 else ("ipv6", "dual")
    return found


def only_here(
    session: Session, asked: Asked, level: Level, target: Term, literals: list[Literal], other: Term
) -> bool:
    """No flow between these ends of the other family meets the target, though some are judged."""
    kind, premise = [*(x.term for x in literals if x.kind in ENDS), other], asked.conditions.premise
    assumed = [*level_assumptions(level), *kind]
    knowing = Knowing(session, asked, level) if session.at_a_glance else None
    if knowing and knowing.excludes(other):
        return False
    if knowing and knowing.in_every_role(kind, premise) is False:
        return False
    none = knowing is not None and knowing.in_every_role(kind, target) is False
    if not none and asked.asker.ask(*assumed, target):
        return False
    if knowing and example_in(session, knowing, literals, other, premise):
        return True
    return asked.asker.ask(*assumed, premise)


def example_in(
    session: Session, knowing: Knowing, literals: list[Literal], other: Term, premise: Term
) -> bool:
    """Some flow like this, but of the other family, is judged: pods of unknown address have one of
    each family that pods have, and an address outside the cluster may be an example's."""
    width = 128 if other is session.flow.ipv6 else 32
    if session.universe.known or not any(n.bits == width for n in session.universe.pod_ranges):
        return False
    kind = [other, *(x.term for x in literals if x.kind in ALIKE)]
    for literal in literals:
        if literal.kind == "pod" and literal.value is None:
            end = session.flow.end(literal.end)
            kind += [neg(end.own), neg(end.other), is_number(end.address[width], EXAMPLES[width])]
    return knowing.certain(kind, premise) is True


def as_known(flow: Flow, facts: list[Literal]) -> Flow:
    """The flow without pod addresses that only serve the solver."""
    matter = {x.end for x in facts if x.kind == "address"}
    source, destination = flow.source, flow.destination
    if isinstance(source, PodEndpoint) and "source" not in matter:
        source = replace(source, ip=None)
    if isinstance(destination, PodEndpoint) and "destination" not in matter:
        destination = replace(destination, ip=None)
    return replace(flow, source=source, destination=destination)
