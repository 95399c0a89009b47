"""`possible`: proved iff one flow is allowed under all facts (M-09)."""

from collections.abc import Iterator, Mapping

from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline, GaveUpError
from verifier.engine.counterexample import counterexample, present
from verifier.engine.guessing import guess
from verifier.engine.literals import Literal
from verifier.engine.session import Asked, Session
from verifier.engine.settling import settle
from verifier.engine.vacuity import why_vacuous
from verifier.engine.words import fact_words, reading_words
from verifier.query import Query
from verifier.smt.conditions import external_ends
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, boolean, conj, implies, key, neg
from verifier.smt.solver import Values
from verifier.verdict import Proved, Refuted, Unknown, Vacuous, Verdict

TRIES = 300
SOME = "allowed under some facts only: not where "
IDENTITY = ("pod", "declared", "namespace", "node")  # what decides which facts a flow can meet


def judge_possible(
    session: Session, query: Query, dialect: Dialect, timeout_ms: int, shown: Level | None
) -> Mapping[Level, Verdict]:
    """The verdict at each level; each is asked by itself, for they are not ordered. A witness is
    made out for the level `shown` only, for every level where it is None."""
    asked = session.prepare(query, dialect, Deadline.after(timeout_ms))
    found: dict[Level, Verdict] = {}
    for level in Level:
        try:
            found[level] = judge_level(session, asked, dialect, level, shown in (None, level))
        except GaveUpError as error:
            found[level] = Unknown(str(error))
    return found


def judge_level(
    session: Session, asked: Asked, dialect: Dialect, level: Level, shown: bool
) -> Verdict:
    """Every family reading under which some flow is judged must have a flow that all other facts
    allow."""
    assumed = level_assumptions(level)
    possible = conj((asked.conditions.premise, asked.conditions.allowed))
    values = guess(session, asked, level, possible) if in_every_family(session, asked) else None
    if values is not None:
        return Proved(present(session, asked, level, possible, values) if shown else None)
    found: dict[str, Verdict] = {}
    proved: list[Proved] = []
    for name, family in families(session, asked.query, dialect).items():
        if asked.asker.ask(*assumed, *family, asked.conditions.premise):
            found[name] = judge_family(session, asked, level, family, shown and not proved)
            proved += [v for v in (found[name],) if isinstance(v, Proved)]
    failed = [verdict for verdict in found.values() if not isinstance(verdict, Proved)]
    if failed and proved:
        only = " and ".join(name for name, verdict in found.items() if verdict in proved)
        reason = f"allowed over {only} only: if that is what the cluster runs, say so by families"
        return Refuted(proved[0].witness, f"{reason} or podCIDRs")
    if failed:
        return failed[0]
    return proved[0] if proved else Vacuous(why_vacuous(asked, level))


def in_every_family(session: Session, asked: Asked) -> bool:
    """Each pod is in every family that a pod is in: a flow of pods that is allowed whatever the
    family is one in each."""
    return not session.universe.known and not external_ends(asked.query)


def families(session: Session, query: Query, dialect: Dialect) -> dict[str, list[Term]]:
    """The family readings to ask under; in a dual-stack cluster the family is the flow's choice,
    and where nothing looks at addresses it makes no difference (M-04)."""
    ipv6 = session.flow.ipv6
    known = session.universe.families()
    if dialect.families != "any" or len(known) == 2:
        return {"": []}
    if not (session.looks or external_ends(query)):
        return {"": []}
    both = {"IPv4": [neg(ipv6)], "IPv6": [ipv6]}
    return {name: both[name] for name in known} or both


def judge_family(
    session: Session, asked: Asked, level: Level, family: list[Term], shown: bool
) -> Verdict:
    """Candidate flows are tried until one is allowed under all facts."""
    ask, fixed = asked.asker.ask, [*level_assumptions(level), *family]
    possible = conj((asked.conditions.premise, asked.conditions.allowed))
    if not ask(*fixed, possible):
        return Refuted(None, "no such flow is allowed, whatever the open facts are")
    for name, value, reading in single_readings(session, asked.query):
        if ask(*fixed, reading) and not ask(*fixed, reading, possible):
            example = counterexample(session, asked, level, possible, family)
            return Refuted(example, f"{SOME}{reading_words(name, value)}")
    untried = boolean(f"untried.{level.text}.{len(family) and key(family[0])}")
    values = candidate(asked, [*fixed, possible], shown)
    for _ in range(TRIES):
        flow = [literal for literal in asked.reader.read(values) if not literal.fact]
        if not ask(*fixed, *(literal.term for literal in flow), neg(possible)):
            return Proved(present(session, asked, level, possible, values) if shown else None)
        hostile = exclude(asked, [*fixed, possible], untried, flow)
        if not ask(*fixed, untried, possible):
            example = counterexample(session, asked, level, possible, family)
            return Refuted(example, f"{SOME}{' and '.join(hostile)}")
        values = asked.asker.values()
    return Unknown(f"none of {TRIES} candidate flows is allowed under all facts")


def candidate(asked: Asked, fixed: list[Term], shown: bool) -> Values:
    """A first flow to try: one that reads well if it may be shown."""
    if shown:
        return settle(asked, fixed)
    asked.asker.ask(*fixed)
    return asked.asker.values()


def single_readings(session: Session, query: Query) -> Iterator[tuple[str, str, Term]]:
    """Each reading of each point of the dialect that can make a difference."""
    flow = session.flow
    matter = {
        "ipblock-matches-pods": session.looks,
        "host-network": any(pod.host_network for pod in session.inventory.pods),
        "own-node-egress": bool(external_ends(query)),
        "baseline": True,
    }
    for name, term, (true, false) in flow.readings():
        if matter[name]:
            yield name, true, term
            yield name, false, neg(term)


def exclude(asked: Asked, fixed: list[Term], untried: Term, flow: list[Literal]) -> tuple[str, ...]:
    """Under the facts of the last model the flow is not allowed: leave it out, and with it all
    flows that those facts exclude for the same reason between the same ends. Says which facts."""
    facts = [x for x in asked.reader.read(asked.asker.values()) if x.fact]
    terms = [x.term for x in facts]
    core = asked.asker.minimal_core([*fixed, *terms], [x.term for x in flow])
    wanted = {key(term) for term in core or ()}
    cube = [x.term for x in flow if core is None or x.id in wanted or x.kind in IDENTITY]
    guilty = asked.asker.minimal_core([*fixed, *(x.term for x in flow)], terms)
    keys = {key(term) for term in guilty or ()}
    asked.asker.add(implies(untried, neg(conj(cube))))
    return fact_words([*(x for x in facts if x.id in keys), *(x for x in flow if x.kind == "pod")])
