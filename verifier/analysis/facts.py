"""What the invariants file states of the cluster, held against the input (M-15)."""

from collections.abc import Iterable, Iterator, Mapping

from verifier import reference
from verifier.analysis.results import InvariantResult
from verifier.dialect import Dialect, Level
from verifier.engine import Session
from verifier.engine.asker import Deadline, GaveUpError
from verifier.errors import InputError, Problem
from verifier.model import DeclaredPod, Inventory
from verifier.query import (
    ANYTHING,
    BuiltIn,
    End,
    Invariant,
    Member,
    PodGroup,
    Query,
    StatedFact,
    Verb,
)
from verifier.resources import LabelSelector
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import is_number

FALSE_FACT = "NP995"
IDLE_FACT = "NP996"
ANY_POD = End((Member(BuiltIn.ANY_POD, "any-pod"),), "any-pod")


def refuse_false_facts(invariants: Iterable[Invariant], session: Session, timeout_ms: int) -> None:
    """Raises InputError where the input shows that a fact is not so, or that all facts of an
    invariant are not: a proof that rests on it would leave out what is there. `timeout_ms`
    (milliseconds) bounds the search for the latter."""
    invariants, inventory = tuple(invariants), session.inventory
    problems = tuple(
        Problem(
            FALSE_FACT,
            f"the fact {fact.id} is not so: {culprit}",
            fact.location,
            advice="correct the manifests, or narrow what the fact speaks about",
        )
        for fact in facts_of(invariants)
        for culprit in culprits(fact, inventory)
    )
    for facts in dict.fromkeys(i.query.facts for i in invariants if i.query.facts):
        problems = problems or tuple(left_out(facts, session, timeout_ms))
    if problems:
        raise InputError(problems)


def left_out(facts: tuple[StatedFact, ...], session: Session, timeout_ms: int) -> Iterator[Problem]:
    """What the facts together leave no room for, of the namespaces without an object of their own,
    whose labels are unknown, and of the declared pods there."""
    query = Query(verb=Verb.NEVER, source=ANY_POD, destination=ANYTHING, facts=facts)
    asked = session.prepare(query, Dialect(), Deadline.after(timeout_ms))
    end = session.flow.source
    codes = session.footprint.namespaces.codes
    try:
        for name in session.inventory.named:
            here = is_number(end.namespace, codes[name])
            kinds = {f"namespace {name}": (level_assumptions(Level.ANY_NAMESPACE), end.is_pod)}
            for found in asked.enrolment.candidates["source"].classes(name):
                who = is_number(end.who, found.code)
                kinds[found.representative.workload] = (level_assumptions(Level.DECLARED), who)
            for what, (assumed, term) in kinds.items():
                if not asked.asker.ask(*assumed, here, end.is_pod, term):
                    yield false_together(facts, f"they leave no room for {what}")
    except GaveUpError as error:
        yield false_together(facts, f"whether they are was not found out ({error})")


def false_together(facts: tuple[StatedFact, ...], why: str) -> Problem:
    """The problem with facts that do not hold together."""
    names = ", ".join(fact.id for fact in facts)
    return Problem(
        FALSE_FACT,
        f"the facts {names} are not so together: {why}",
        facts[-1].location,
        advice="correct the manifests, or narrow what the facts speak about",
    )


def facts_of(invariants: Iterable[Invariant]) -> list[StatedFact]:
    """Each fact once, in the order of the file."""
    found = {fact.id: fact for invariant in invariants for fact in invariant.query.facts}
    return list(found.values())


def culprits(fact: StatedFact, inventory: Inventory) -> Iterator[str]:
    """The first declared namespace or workload of which it is not so."""
    spaces = {listed.name: dict(listed.labels) for listed in inventory.listed}
    if fact.of == "namespace":
        for name, labels in spaces.items():
            if about(fact.group, labels) and not reference.selector_matches(fact.have, labels):
                yield f"namespace {name} is listed without such labels"
                return
    for pod in inventory.pods if fact.of == "pod" else ():
        if contradicts(fact, pod, spaces):
            yield f"{pod.workload} has no such labels"
            return


def contradicts(fact: StatedFact, pod: DeclaredPod, spaces: Mapping[str, dict[str, str]]) -> bool:
    """The pod is one that the fact speaks about, and is not as stated; labels that only a
    controller knows prove nothing."""
    labels = dict(pod.labels)
    mentioned = mentions(fact.have) | mentions(fact.group.pods)
    if mentioned & set(pod.unknown_labels):
        return False
    named = {"kubernetes.io/metadata.name": pod.namespace}
    return (
        about(fact.group, spaces.get(pod.namespace, named))
        and reference.selector_matches(fact.group.pods, labels)
        and not reference.selector_matches(fact.have, labels)
    )


def about(group: PodGroup, labels: Mapping[str, str]) -> bool:
    """A namespace with these labels is one of the group's."""
    match group.namespaces:
        case None:
            return True
        case tuple() as names:
            return labels["kubernetes.io/metadata.name"] in names
        case chosen:
            return reference.selector_matches(chosen, labels)


def mentions(selector: LabelSelector) -> set[str]:
    """The keys of a selector."""
    return {key for key, _ in selector.match_labels or ()} | {
        item.key for item in selector.match_expressions or ()
    }


def idle_facts(results: Iterable[InvariantResult]) -> tuple[Problem, ...]:
    """A warning for each fact on which no answer rests."""
    results = tuple(results)
    used = {name for result in results for name in result.rests_on}
    return tuple(
        Problem(
            IDLE_FACT,
            f"no verdict rests on the fact {fact.id}",
            fact.location,
            advice="remove it: what is assumed without need hides mistakes",
        )
        for fact in facts_of(result.invariant for result in results)
        if fact.id not in used
    )
