"""What the invariants file states of the cluster, held against the input (M-15)."""

from collections.abc import Iterable, Iterator, Mapping

from verifier import reference
from verifier.analysis.results import InvariantResult
from verifier.errors import InputError, Problem
from verifier.model import DeclaredPod, Inventory
from verifier.query import Invariant, PodGroup, StatedFact
from verifier.resources import LabelSelector

FALSE_FACT = "NP995"
IDLE_FACT = "NP996"


def refuse_false_facts(invariants: Iterable[Invariant], inventory: Inventory) -> None:
    """Raises InputError where the input shows that a fact is not so: a proof that rests on it
    would leave out what is there."""
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
    if problems:
        raise InputError(problems)


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
