"""`possible`: proved iff one flow is allowed under all facts (M-09)."""

from collections.abc import Iterator, Mapping

from verifier.dialect import Dialect, Level
from verifier.engine.asker import Deadline, GaveUpError
from verifier.engine.counterexample import counterexample, present
from verifier.engine.literals import Literal
from verifier.engine.session import Asked, Session
from verifier.engine.settling import settle
from verifier.query import Query
from verifier.smt.conditions import external_ends
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, boolean, conj, implies, key, neg
from verifier.verdict import Proved, Refuted, Unknown, Vacuous, Verdict

TRIES = 300
IDENTITY = ("pod", "declared", "namespace", "node")  # what decides which facts a flow can meet


def judge_possible(
    session: Session, query: Query, dialect: Dialect, timeout_ms: int
) -> Mapping[Level, Verdict]:
    """The verdict at each level; each is asked by itself, for they are not ordered."""
    asked = session.prepare(query, dialect, Deadline.after(timeout_ms))
    found: dict[Level, Verdict] = {}
    for level in Level:
        try:
            found[level] = judge_level(session, asked, dialect, level)
        except GaveUpError as error:
            found[level] = Unknown(str(error))
    return found


def judge_level(session: Session, asked: Asked, dialect: Dialect, level: Level) -> Verdict:
    """Every family reading under which some flow is judged must have a flow that all other facts
    allow."""
    assumed = level_assumptions(level)
    proved: Verdict | None = None
    for family in families(session, asked.query, dialect):
        if not asked.asker.ask(*assumed, *family, asked.conditions.premise):
            continue
        verdict = judge_family(session, asked, level, family)
        if not isinstance(verdict, Proved):
            return verdict
        proved = proved or verdict
    return proved or Vacuous("no flow at this level is judged: one of its ends can match nothing")


def families(session: Session, query: Query, dialect: Dialect) -> Iterator[list[Term]]:
    """The family readings to ask under; under `dual` the family is the flow's choice, and where
    nothing looks at addresses it makes no difference."""
    ipv6 = session.flow.ipv6
    if dialect.families != "any" or not (session.looks or external_ends(query)):
        yield []
    else:
        yield [neg(ipv6)]
        yield [ipv6]


def judge_family(session: Session, asked: Asked, level: Level, family: list[Term]) -> Verdict:
    """Candidate flows are tried until one is allowed under all facts."""
    ask, fixed = asked.asker.ask, [*level_assumptions(level), *family]
    possible = conj((asked.conditions.premise, asked.conditions.allowed))
    if not ask(*fixed, possible):
        return Refuted(None, "no such flow is allowed, whatever the open facts are")
    for reading in single_readings(session, asked.query):
        if ask(*fixed, reading) and not ask(*fixed, reading, possible):
            shown = counterexample(session, asked, level, possible, family)
            return Refuted(shown, "allowed under some readings of the dialect only")
    untried = boolean(f"untried.{level.text}.{len(family) and key(family[0])}")
    values = settle(asked, [*fixed, possible])
    for _ in range(TRIES):
        flow = [literal for literal in asked.reader.read(values) if not literal.fact]
        if not ask(*fixed, *(literal.term for literal in flow), neg(possible)):
            return Proved(present(session, asked, level, possible, values))
        exclude(asked, [*fixed, possible], untried, flow)
        if not ask(*fixed, untried, possible):
            shown = counterexample(session, asked, level, possible, family)
            return Refuted(shown, "allowed under some open facts only")
        values = asked.asker.values()
    return Unknown(f"none of {TRIES} candidate flows is allowed under all facts")


def single_readings(session: Session, query: Query) -> Iterator[Term]:
    """Each reading of each point of the dialect that can make a difference."""
    flow = session.flow
    points: list[Term] = []
    if session.looks:
        points.append(flow.ipblock_matches_pods)
    if any(pod.host_network for pod in session.inventory.pods):
        points.append(flow.host_is_node)
    if external_ends(query):
        points.append(flow.own_node_open)
    for term in points:
        yield term
        yield neg(term)


def exclude(asked: Asked, fixed: list[Term], untried: Term, flow: list[Literal]) -> None:
    """Under the facts of the last model the flow is not allowed: leave it out, and with it all
    flows that those facts exclude for the same reason between the same ends."""
    facts = [x.term for x in asked.reader.read(asked.asker.values()) if x.fact]
    core = asked.asker.minimal_core([*fixed, *facts], [x.term for x in flow])
    wanted = {key(term) for term in core or ()}
    cube = [x.term for x in flow if core is None or x.id in wanted or x.kind in IDENTITY]
    asked.asker.add(implies(untried, neg(conj(cube))))
