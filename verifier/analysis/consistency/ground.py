"""Where an invariants file is checked against itself: all flows that could exist, no policy."""

from collections.abc import Iterator, Sequence

from verifier.analysis.consistency.labels import facts_of_names, labelled_so, pinned
from verifier.dialect import Dialect, Level
from verifier.engine.asker import Asker, Deadline
from verifier.engine.literals import FRESH, Literal, Reader
from verifier.engine.rulings import Rulings
from verifier.engine.session import Session
from verifier.engine.words import general
from verifier.manifests import Manifests
from verifier.normalise.networks import address
from verifier.query import ClusterFacts, Comparison, LabelOf, Query, StatedFact
from verifier.resources import Namespace
from verifier.smt.conditions import conditions
from verifier.smt.declared import DeclaredClass
from verifier.smt.footprint import ABSENT
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import Term, disj, is_number, key, neg, substitute
from verifier.smt.stated import holds, keys_of
from verifier.smt.symbols import SymbolicEnd

ROUNDS = 8  # flows that are tried together, to be one for any labels of namespaces
EXAMPLE = address("203.0.113.10")[1]  # an address that documentation may use
ENDS = {"from": "source", "to": "destination"}
KINDS = {"pod": "label", "namespace": "namespace-label"}
NO_PODS: dict[str, dict[int, DeclaredClass]] = {"source": {}, "destination": {}}  # by end


class Ground:
    """One symbolic flow over all that the queries mention, with one solver for all questions.

    Its pods are possible ones, not declared. Nothing is known of namespaces but the labels of
    `listed` (Namespace objects), which are theirs at every level (M-07).
    """

    def __init__(
        self,
        queries: Sequence[Query],
        cluster: ClusterFacts,
        deadline: Deadline,
        listed: tuple[Namespace, ...] = (),
    ) -> None:
        self.session = Session(Manifests(namespaces=listed), cluster, queries)
        self.flow, self.groups = self.session.flow, self.session.groups
        self.ends = (self.flow.source, self.flow.destination)
        self.rulings = Rulings(self.session.compiler)
        self.asker = Asker(self.rulings, deadline, None, self.session.solver)
        names = [end.name for end in self.ends]
        self.asker.add(*self.session.universe.exists(Dialect(), names))
        self.asker.add(*(is_number(end.who, 0) for end in self.ends))
        self.reader = Reader(self.flow, NO_PODS)
        self.keys = self.flow.footprint.keys("namespace")
        self.premises: dict[int, tuple[Query, Term]] = {}

    def may(self, *terms: Term) -> bool:
        """Some flow satisfies all. Raises GaveUpError."""
        return self.asker.may(*terms)

    def premise(self, query: Query) -> Term:
        """The query judges the flow; a query that stays the same object is compiled once."""
        if id(query) not in self.premises:
            self.premises[id(query)] = query, conditions(query, self.flow, self.groups).premise
        return self.premises[id(query)][1]

    def facts_hold(self, facts: Sequence[StatedFact]) -> list[Term]:
        """Each stated fact holds for both ends."""
        return [holds(fact, self.groups, self.ends) for fact in facts]

    def at(self, level: Level, facts: Sequence[StatedFact], bare: bool) -> list[Term]:
        """Flows that can exist at a level, in namespaces that are as the facts say. Possible pods
        stand for the declared ones too, and `bare` leaves namespaces that are not listed without
        labels, as they are at `declared`."""
        found = level_assumptions(max(level, Level.ANY_POD))
        found += self.facts_hold([fact for fact in facts if fact.of == "namespace"])
        if level < Level.ANY_NAMESPACE:
            found += [term for end in self.ends for term in self.without_labels(end, facts, bare)]
        return found

    def without_labels(
        self, end: SymbolicEnd, facts: Sequence[StatedFact], bare: bool
    ) -> Iterator[Term]:
        """Namespaces that nothing names, and with `bare` those that are not listed, carry no
        labels but those that facts give to them (M-07)."""
        listed = [found.name for found in self.session.inventory.listed]
        labelled = listed if bare else self.flow.footprint.namespaces.values
        known = self.session.universe.named(end, labelled)
        for name in self.keys:
            given = (
                self.groups.namespaces_match(fact.group, end)
                for fact in facts
                if fact.of == "namespace" and name in keys_of(fact)
            )
            absent = is_number(end.label("namespace", name), ABSENT)
            yield disj((known, absent, *given))

    # Examples

    def example(
        self, fixed: Sequence[Term], wishes: Sequence[Term] = ()
    ) -> tuple[Literal, ...] | None:
        """A flow that satisfies `fixed`, and as many wishes as can be; None where there is none."""
        if not self.may(*fixed):
            return None
        self.asker.most([*fixed], [*wishes, *self.preferences()])
        return tuple(self.reader.read(self.asker.values()))

    def preferences(self) -> Iterator[Term]:
        """What makes a flow easy to read: IPv4, few labels."""
        yield neg(self.flow.ipv6)
        for end in self.ends:
            yield disj((end.is_pod, is_number(end.address[32], EXAMPLE)))
        for end in self.ends:
            yield from (
                is_number(end.label(of, name), ABSENT)
                for of in ("pod", "namespace")
                for name in self.flow.footprint.keys(of)
            )

    def whatever_labels(
        self,
        assumed: Sequence[Term],
        target: Term,
        facts: Sequence[StatedFact],
        wishes: Sequence[Term],
    ) -> tuple[Literal, ...] | None:
        """A flow that meets the target, where one does whatever labels the namespaces carry that
        the file names; None where that was not found to be so. Namespaces that nothing names exist
        with any labels (M-07).

        Flows are collected until no labels are left under which none of them meets the target.
        """
        shown: tuple[Literal, ...] | None = None
        given, unmet = [*assumed], list[Term]()
        for _ in range(ROUNDS):
            found = self.example([*given, target], wishes)
            if found is None:
                return None
            shown = shown or found
            pairs = pinned(self.flow, self.asker.values())
            unmet.append(neg(substitute(target, pairs)))
            if not self.may(*unmet, *facts_of_names(self.groups, self.flow, facts)):
                return shown
            given = [*assumed, *labelled_so(self.flow, self.asker.values())]
        return None

    def words(
        self,
        assumed: Sequence[Term],
        target: Term,
        found: Sequence[Literal],
        where: Sequence[Comparison],
    ) -> str:
        """The flow in words, as far as it must be so to meet the target."""
        ends = [x for x in found if x.kind == "pod"]
        others = sorted((x for x in found if x not in ends), key=lambda x: not is_open(x, found))
        fixed = [*assumed, neg(target), *(x.term for x in ends)]
        core = self.asker.minimal_core(fixed, [x.term for x in others])
        needed = None if core is None else {key(term) for term in core}
        kept = [*ends, *(x for x in others if needed is None or x.id in needed)]
        return general(kept, NO_PODS, tuple(dict.fromkeys(telling(where, kept))))


def is_open(label: Literal, found: Sequence[Literal]) -> bool:
    """The label is one of a namespace with a name: only the cluster knows whether it carries it."""
    named = {x.end for x in found if x.kind == "namespace" and x.value != FRESH}
    return label.kind == "namespace-label" and label.end in named


def telling(where: Sequence[Comparison], kept: Sequence[Literal]) -> Iterator[Comparison]:
    """The comparisons of two labels of which the words say no more than that they are there."""
    fresh = {(x.end, x.kind, x.name) for x in kept if x.value == FRESH}
    for item in where:
        if isinstance(item.right, LabelOf) and all(
            (ENDS[side.end], KINDS[side.of], side.key) in fresh for side in (item.left, item.right)
        ):
            yield item
