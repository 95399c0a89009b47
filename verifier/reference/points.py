"""What a decision depends on: the smallest changes of reading that change it."""

from collections.abc import Collection, Iterable, Mapping
from itertools import combinations, product

from verifier.decision import Decision
from verifier.reference.readings import Choices

Choosing = tuple[Choices, ...]
Decisions = Mapping[Choosing, Decision]
# Each case has decisions of its own: which ties come up, and which domain names count, depends on
# the addresses and on the dialect.
Cases = Mapping[Choosing, Decisions]


def common(cases: Cases) -> Decision:
    """The decision under every reading, DEPENDS where they differ."""
    found = {decision for decisions in cases.values() for decision in decisions.values()}
    return found.pop() if len(found) == 1 else Decision.DEPENDS


def points_that_matter(cases: Cases) -> tuple[str, ...]:
    """The points of each smallest change of reading that changes the decision, sorted.

    `cases`: by dialect and addresses, what is decided by how ties end and names resolve.
    """
    kinds: list[Decisions] = []
    for decisions in cases.values():
        if decisions not in kinds:
            kinds.append(decisions)
    within = [(frozenset[str](), kind, kind) for kind in kinds]
    # Between cases that decide alike nothing smaller is to be found than within one of them.
    across: dict[tuple[int, int], set[frozenset[str]]] = {}
    for (one, before), (other, after) in combinations(cases.items(), 2):
        if before != after:
            pair = kinds.index(before), kinds.index(after)
            across.setdefault(pair, set()).add(changed(one, other))
    between = [
        (change, kinds[first], kinds[second])
        for (first, second), changes in across.items()
        for change in smallest(changes)
    ]
    found = smallest(
        change | inner
        for change, before, after in (*within, *between)
        for inner in inner_changes(before, after)
    )
    return tuple(sorted({name for change in found for name in change}))


def inner_changes(before: Decisions, after: Decisions) -> list[frozenset[str]]:
    """The smallest changes of what the tiers leave open, from one case to the other, with which
    the decision changes."""
    return smallest(
        changed(one, other)
        for (one, first), (other, second) in product(before.items(), after.items())
        if first is not second
    )


def smallest(changes: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Those of `changes` that hold no other one."""
    kept: list[frozenset[str]] = []
    for change in sorted(set(changes), key=len):
        if not any(less <= change for less in kept):
            kept.append(change)
    return kept


def changed(one: Choosing, other: Choosing) -> frozenset[str]:
    """The points that both ask about and take otherwise.

    What one of them does not ask about (a tie that does not come up there) is free.
    """
    return frozenset(
        point
        for before, after in zip(one, other, strict=True)
        for point in differing(before, after)
    )


def differing(before: Choices, after: Choices) -> Collection[str]:
    """The points of one list of choices that the other takes otherwise."""
    taken = dict(after)
    return [point for point, value in before if taken.get(point, value) != value]
