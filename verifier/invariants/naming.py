"""The namespaces that an invariants file names (M-07): in its groups, its facts, its invariants."""

from collections.abc import Iterable, Iterator

from verifier.invariants.names import is_namespace
from verifier.normalise.inventory import NAME_LABEL
from verifier.query import (
    Comparison,
    End,
    Group,
    Invariant,
    LabelOf,
    NamedWorkload,
    PodGroup,
    Query,
    StatedFact,
)
from verifier.resources import LabelSelector


def namespaces_named(
    groups: Iterable[Group], facts: Iterable[StatedFact], invariants: Iterable[Invariant]
) -> tuple[str, ...]:
    """All of them, whether or not a group is used or an invariant is judged."""
    found = {name for group in groups for name in names_in_end(group.end)}
    found |= {name for fact in facts for name in names_in_fact(fact)}
    found |= {name for item in invariants for name in names_in_query(item.query)}
    return tuple(sorted(name for name in found if is_namespace(name)))


def names_in_query(query: Query) -> Iterator[str]:
    """The namespaces that a query names."""
    exempt = [end for item in query.exemptions for end in (item.source, item.destination)]
    for end in (query.source, query.destination, query.among, *exempt):
        yield from names_in_end(end)
    if query.service:
        yield query.service.namespace
    for fact in query.facts:
        yield from names_in_fact(fact)
    for comparison in query.where:
        yield from names_in_comparison(comparison)


def names_in_comparison(comparison: Comparison) -> Iterator[str]:
    """The namespace whose name a comparison asks for."""
    left, right = comparison.left, comparison.right
    if (left.of, left.key) == ("namespace", NAME_LABEL) and not isinstance(right, LabelOf):
        yield right


def names_in_fact(fact: StatedFact) -> Iterator[str]:
    """The namespaces that a stated fact names."""
    yield from names_in_group(fact.group)
    if fact.of == "namespace":
        yield from names_in_selector(fact.have)


def names_in_end(end: End | None) -> Iterator[str]:
    """The namespaces that an end names."""
    for member in end.members if end else ():
        match member.part:
            case PodGroup() as group:
                yield from names_in_group(group)
            case NamedWorkload(namespace=namespace):
                yield namespace
            case _:
                pass


def names_in_group(group: PodGroup) -> Iterator[str]:
    """The namespaces that a group of pods names, as such or by the label that is their name."""
    match group.namespaces:
        case None:
            pass
        case LabelSelector() as chosen:
            yield from names_in_selector(chosen)
        case several:
            yield from several


def names_in_selector(chosen: LabelSelector) -> Iterator[str]:
    """The values that a selector of namespaces asks of their name."""
    for key, value in chosen.match_labels or ():
        if key == NAME_LABEL:
            yield value
    for item in chosen.match_expressions or ():
        if item.key == NAME_LABEL:
            yield from item.values or ()
