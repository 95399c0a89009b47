"""Which mutants change a verdict of any possible flow at all, and flows that show it."""

from collections.abc import Iterator, Mapping, Sequence

from verifier.analysis.coverage.changes import Changes
from verifier.analysis.coverage.mutants import (
    Mutant,
    Slice,
    in_slices,
    mutated_session,
    which,
)
from verifier.dialect import Dialect, Level
from verifier.engine import Session
from verifier.engine.asker import Deadline, GaveUpError
from verifier.engine.counterexample import counterexample
from verifier.engine.enrolment import Enrolment
from verifier.engine.rulings import Rulings
from verifier.flow import Direction
from verifier.model import AddressPeer
from verifier.parallel import processes, run_jobs
from verifier.query import BuiltIn, End, Member, Query, Verb
from verifier.smt.conditions import conditions, external_ends
from verifier.smt.declared import Chosen
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import TRUE, Term, conj, is_number, neg
from verifier.verdict import Counterexample

COMMON_PORTS = (80, 443, 8080)  # rather shown than any other
EVERYONE = End(
    tuple(Member(part, part.value) for part in (BuiltIn.ANY, BuiltIn.NODES, BuiltIn.OWN_NODE)),
    "anyone",
)
MANY_POLICIES = 500  # from here on namespaces are shared out to several processes
LEVEL = Level.ANY_NAMESPACE


def every_flow(side: Direction | None) -> Query:
    """A query that judges every flow, on one side alone or on both."""
    return Query(verb=Verb.NEVER, source=EVERYONE, destination=EVERYONE, side=side)


def effective(
    session: Session, mutants: Sequence[Mutant], timeout_ms: int, alike: Mapping[int, int]
) -> tuple[set[int], set[int]]:
    """The indices of mutants that change the verdict of their direction for some flow, under some
    facts, and of those that stayed undecided; of mutants with one value in `alike`, one is
    enough."""
    slices = list(in_slices(mutants).items())

    def job(index: int) -> tuple[set[int], set[int]]:
        return effective_in(session, *slices[index], timeout_ms, alike)

    workers = processes(len(slices)) if len(session.manifests.policies) >= MANY_POLICIES else 1
    found = run_jobs(len(slices), job, workers, lambda _: None)
    return {i for changing, _ in found for i in changing}, {i for _, lost in found for i in lost}


def effective_in(
    session: Session,
    place: Slice,
    mutants: Sequence[Mutant],
    timeout_ms: int,
    alike: Mapping[int, int],
) -> tuple[set[int], set[int]]:
    """The same for the mutants of one namespace and direction."""
    found, undecided = set[int](), set[int]()
    flow, query = session.flow, every_flow(place.direction)
    changes = Changes(session.compiler, place)
    terms = conditions(query, flow, session.groups)
    rulings = Rulings(session.compiler, terms.inside, terms.scope)
    external = external_ends(query)
    now = flow.allowed[place.direction]
    for adds in (True, False):
        able = (m for m in mutants if (m.adds if adds else m.drops))
        members = {m.index: m for m in able if m.before != m.after}
        done = {alike[index] for index in found}
        members = {index: m for index, m in members.items() if alike[index] not in done}
        deadline = Deadline.after(timeout_ms)
        asker = session.asker(peculiar_pods(session), Dialect(), external, deadline, rulings)
        common = [terms.premise, place.here(rulings), neg(now) if adds else now]
        try:
            found |= which(
                asker,
                [*level_assumptions(LEVEL), *common],
                {index: changes.of(m, adds) for index, m in members.items()},
                alike,
                {index: changes.gate(m) for index, m in members.items()},
                together=False,
            )
        except GaveUpError:
            undecided |= set(members)
    return found, undecided


def peculiar_pods(session: Session) -> Enrolment:
    """Declared pods whose flows no possible pod has: those on the host network, and those with
    known addresses. Above `declared` any other is like a possible one with its labels."""
    pods = [pod for pod in session.inventory.pods if pod.host_network or pod.addresses]
    candidates = {end: Chosen(session.roster, pods) for end in ("source", "destination")}
    return Enrolment(session.pod_terms, candidates)


def shown_flows(
    session: Session, found: Mutant, adds: bool, side: Direction | None, timeout_ms: int
) -> Iterator[Counterexample]:
    """Flows of different kinds that the mutant lets through (`adds`) or cuts off (with `side`: on
    that side), replayed on the policies that admit them. Raises GaveUpError, and SoundnessError."""
    admitting = mutated_session(session, found) if adds else session
    place = Slice(found.direction, found.namespace)
    changes = Changes(session.compiler, place)
    now = session.compiler.direction_allows(found.direction, found.namespace)
    difference = conj((changes.of(found, adds), neg(now) if adds else now))
    for wish in wishes(session, found):
        asked = admitting.prepare(every_flow(side), Dialect(), Deadline.after(timeout_ms))
        target = conj(
            (
                asked.conditions.premise,
                asked.conditions.allowed,
                place.here(asked.rulings),
                difference,
                wish,
            )
        )
        fixed = [*level_assumptions(LEVEL), target]
        if asked.asker.ask(*fixed):
            common = (is_number(session.flow.port, number) for number in COMMON_PORTS)
            port = next((term for term in common if asked.asker.ask(*fixed, term)), TRUE)
            yield counterexample(admitting, asked, LEVEL, target, [port])


def wishes(session: Session, found: Mutant) -> Iterator[Term]:
    """What the other end had best be: an address that is no node's where the element speaks of
    addresses, else a pod; then the other of these; then whatever there is."""
    peer = session.flow.peer(found.direction)
    outside = conj((neg(peer.is_pod), neg(peer.own), neg(peer.other)))
    yield from (outside, peer.is_pod) if speaks_of_addresses(found) else (peer.is_pod, outside)
    yield TRUE


def speaks_of_addresses(found: Mutant) -> bool:
    """The element's peer, or else every peer of its rule, is an address range."""
    element = found.mutation.element
    rules = found.before.rules(element.direction) or ()
    if element.rule is None:
        return False
    peers = rules[element.rule].peers
    if element.peer is not None:
        peers = peers[element.peer : element.peer + 1]
    return all(isinstance(peer, AddressPeer) for peer in peers)
