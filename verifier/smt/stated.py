"""What the invariants file states of the cluster (`assume`): who may exist (M-15)."""

from collections.abc import Iterable, Iterator, Sequence

from verifier.normalise import selector
from verifier.query import Query, StatedFact
from verifier.smt.groups import Groups
from verifier.smt.logic import Term, conj, disj, implies
from verifier.smt.symbols import SymbolicEnd
from verifier.smt.universe import Universe


def stated_keys(queries: Iterable[Query]) -> frozenset[str]:
    """The labels of namespaces that some fact of the queries speaks about."""
    return frozenset(key for query in queries for fact in query.facts for key in keys_of(fact))


def keys_of(fact: StatedFact) -> set[str]:
    """The labels of namespaces that a fact gives to them."""
    found = selector(fact.have).requirements if fact.of == "namespace" else ()
    return {item.key for item in found}


def holds(fact: StatedFact, groups: Groups, ends: Sequence[SymbolicEnd]) -> Term:
    """The fact holds for each end that it speaks about."""
    return conj(one_end(fact, groups, end) for end in ends)


def one_end(fact: StatedFact, groups: Groups, end: SymbolicEnd) -> Term:
    """If the end is one of its pods, or in one of its namespaces, then the labels are as stated."""
    about = groups.pod_group(fact.group, end)
    return implies(about, groups.compiler.selector_matches(selector(fact.have), end, fact.of))


def bare_otherwise(
    facts: Sequence[StatedFact], universe: Universe, groups: Groups
) -> Iterator[Term]:
    """Labels that no fact gives to a namespace are absent where the level says so (M-07)."""
    for end in (universe.flow.source, universe.flow.destination):
        for key in universe.stated_keys:
            given = (
                groups.namespaces_match(fact.group, end) for fact in facts if key in keys_of(fact)
            )
            yield from universe.bare(end, [key], disj(given))
