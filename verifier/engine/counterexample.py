"""From a satisfiable question to one small flow and the general statement behind it."""

from collections.abc import Sequence

from verifier.dialect import Level
from verifier.engine.generality import generalise
from verifier.engine.literals import ENDS, Literal
from verifier.engine.replay import replay
from verifier.engine.session import Asked, Session
from verifier.engine.settling import settle
from verifier.engine.words import fact_words, general
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, Values, neg
from verifier.verdict import Counterexample


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
    kept = generalise(session, asked, level, target, values)
    return Counterexample(
        flow,
        decided,
        general(kept, asked.classes, asked.query.where),
        readings_of(asked, level, target, values, kept),
        fact_words(kept),
    )


def readings_of(
    asked: Asked, level: Level, target: Term, values: Values, kept: list[Literal]
) -> dict[str, tuple[str, ...]]:
    """The readings under which this happens between these ends, for each point where it is not
    all. A reading that the general statement can do without is one of all, and a family in which
    nothing is judged is no reading."""
    flow, ask = asked.reader.flow, asked.asker.ask
    ends = [x.term for x in asked.reader.read(values) if x.kind in ENDS]
    fixed = [*level_assumptions(level), *ends]
    matter = {literal.name or literal.kind for literal in kept}
    found: dict[str, tuple[str, ...]] = {}
    for point, term, (true, false) in (
        ("ipblock-matches-pods", flow.ipblock_matches_pods, ("yes", "no")),
        ("host-network", flow.host_is_node, ("node", "pod")),
        ("own-node-egress", flow.own_node_open, ("allow", "policy")),
    ):
        if point in matter:
            with_true, with_false = (ask(*fixed, target, x) for x in (term, neg(term)))
            if with_true != with_false:
                found[point] = (true,) if with_true else (false,)
    if matter & {"family", "address"}:
        ipv4, ipv6 = (ask(*fixed, target, x) for x in (neg(flow.ipv6), flow.ipv6))
        other = flow.ipv6 if ipv4 else neg(flow.ipv6)
        if ipv4 != ipv6 and ask(*fixed, asked.conditions.premise, other):
            found["families"] = ("ipv4", "dual") if ipv4 else ("ipv6", "dual")
    return found
