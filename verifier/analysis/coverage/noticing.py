"""Which mutants an invariant notices: those under which its verdict is another one.

For `never`, `only` and `always` the verdict hangs on whether some flow violates and, for `only`,
on whether some flow gets through (M-10). A mutant can change that only by flows that policies of
its own namespace decide, in its own direction, and only one way; so whole namespaces of mutants
are asked about at once. Other queries are judged anew, for the mutants that can matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from verifier.analysis.coverage.changes import Changes
from verifier.analysis.coverage.mutants import (
    Mutant,
    Slice,
    in_slices,
    under,
    which,
)
from verifier.analysis.coverage.rejudging import rejudged
from verifier.dialect import Level
from verifier.engine import Session
from verifier.engine.asker import Deadline, GaveUpError
from verifier.engine.rulings import Rulings
from verifier.engine.session import Asked
from verifier.flow import Direction
from verifier.model import Policy
from verifier.query import Invariant, Verb
from verifier.smt.conditions import conditions, judged_passage
from verifier.smt.groups import level_assumptions
from verifier.smt.logic import TRUE, Term, ite, neg, substitute
from verifier.smt.solver import Values


@dataclass(frozen=True, slots=True)
class Feature:
    """Whether some flow meets `fixed`, which no policy bears on, and `verdicts`, which speaks of
    verdicts. `grows`: the more is admitted, the more flows do."""

    fixed: Term
    verdicts: Term
    grows: bool


class Examiner:
    """One invariant, asked which mutants it notices.

    `blind`: it is shown as vacuous where it is proved, since a group matches nothing (M-10).
    `undecided` collects the mutants that a question gave up on.
    """

    def __init__(
        self, session: Session, invariant: Invariant, timeout_ms: int, blind: bool = False
    ) -> None:
        self.session = session
        self.invariant = invariant
        self.query = invariant.query
        self.timeout_ms = timeout_ms
        self.blind = blind
        self.undecided: set[int] = set()
        self.assumed = level_assumptions(invariant.level)
        self.terms = conditions(self.query, session.flow, session.groups)
        admits = self.query.verb is not Verb.ALWAYS
        self.violation = Feature(self.terms.premise, self.terms.bad, admits)
        passage = judged_passage(self.query, session.flow, session.groups)
        self.passage = Feature(passage, self.terms.allowed, True)

    def noticed(self, mutants: Sequence[Mutant], alike: Mapping[int, int]) -> set[int]:
        """The indices of mutants that change the verdict; of mutants with one value in `alike`,
        one is enough."""
        candidates = self.candidates(mutants)
        if not candidates:
            return set()
        try:
            if self.query.verb is Verb.POSSIBLE or self.query.hops:
                return self.rejudged(candidates, alike)
            return self.by_features(candidates, alike)
        except GaveUpError:
            self.undecided |= {found.index for found in candidates}
            return set()

    def candidates(self, mutants: Sequence[Mutant]) -> list[Mutant]:
        """The mutants that may change the verdict of some flow that the query speaks about."""
        if self.query.hops:
            return list(mutants)
        speaks: dict[tuple[int, Direction], bool] = {}
        found: list[Mutant] = []
        for item in mutants:
            place = (id(item.before), item.direction)
            if place not in speaks:
                speaks[place] = self.speaks_of(item.before, item.direction)
            if speaks[place] and self.may_notice(item):
                found.append(item)
        return found

    def speaks_of(self, policy: Policy, direction: Direction) -> bool:
        """The query turns on the direction, and the policy may select pods there."""
        if self.query.side not in (None, direction) or policy.rules(direction) is None:
            return False
        return self.terms.scope.may_select(policy, direction)

    def may_notice(self, found: Mutant) -> bool:
        """Some flow of the query may have another verdict under the mutant."""
        if self.query.by_default and found.mutation.element.rule is not None:
            return False  # who is isolated stays so, and rules admit nothing by default
        return found.may_matter(self.terms.scope)

    # never, only and always

    def by_features(self, mutants: Sequence[Mutant], alike: Mapping[int, int]) -> set[int]:
        """As the verdict is made: refuted by a violation, else vacuous or proved."""
        values = self.find(self.violation)
        if values is not None:
            return self.lost(self.violation, values, mutants)
        if not self.prepared(None).asker.ask(*self.assumed, self.terms.premise):
            return set()
        found = self.gained(self.violation, mutants, alike)
        if self.query.verb is Verb.ONLY and not self.blind:
            values = self.find(self.passage)
            if values is None:
                return found | self.gained(self.passage, mutants, alike)
            found |= self.lost(self.passage, values, mutants)
        return found

    def find(self, feature: Feature) -> Values | None:
        """A flow that has the feature now."""
        for asked in self.parts():
            if asked.asker.ask(*self.assumed, feature.fixed, feature.verdicts):
                return asked.asker.values()
        return None

    def gained(
        self, feature: Feature, mutants: Sequence[Mutant], alike: Mapping[int, int]
    ) -> set[int]:
        """The mutants under which some flow has the feature, where none has it now."""
        growing = [m for m in mutants if (m.adds if feature.grows else m.drops)]
        result: set[int] = set()
        for place, members in in_slices(growing).items():
            result |= self.slice_gained(place, members, feature, alike)
        return result

    def slice_gained(
        self,
        place: Slice,
        mutants: Sequence[Mutant],
        feature: Feature,
        alike: Mapping[int, int],
        new_only: bool = False,
    ) -> set[int]:
        """The same for the mutants of one namespace and direction; `new_only`: the flow does not
        have the feature now."""
        asked = self.prepared(place)
        changes = Changes(self.session.compiler, place, self.terms.scope)
        terms = {found.index: self.newly(feature, found, changes) for found in mutants}
        gates = {found.index: changes.gate(found) for found in mutants}
        now = neg(feature.verdicts) if new_only else TRUE
        common = [*self.assumed, place.here(asked.rulings), feature.fixed, now]
        try:
            return which(asked.asker, common, terms, alike, gates)
        except GaveUpError:
            self.undecided |= set(terms)
            return set()

    def newly(self, feature: Feature, found: Mutant, changes: Changes) -> Term:
        """A flow that policies of the mutant's namespace decide has the feature under the mutant,
        and not now."""
        if self.query.by_default:
            return self.mutated(feature, found)
        change = changes.of(found, feature.grows)
        verdict = self.session.flow.allowed[found.direction]
        return substitute(feature.verdicts, [(verdict, change if feature.grows else neg(change))])

    def lost(self, feature: Feature, values: Values, mutants: Sequence[Mutant]) -> set[int]:
        """The mutants under which no flow has the feature, which the flow of `values` has now."""
        suspects = {
            found.index: found
            for found in mutants
            if (found.drops if feature.grows else found.adds) and self.is_subject(found, values)
        }
        rulings = self.prepared(None).rulings
        terms = {index: self.anywhere(feature, m, rulings) for index, m in suspects.items()}
        terms = {index: term for index, term in terms.items() if not values.truth(term)}
        for asked in self.parts():
            if not terms:
                break
            common = [*self.assumed, feature.fixed]
            kept = which(asked.asker, common, terms, {index: index for index in terms})
            terms = {index: term for index, term in terms.items() if index not in kept}
        return set(terms)

    def is_subject(self, found: Mutant, values: Values) -> bool:
        """The flow of a model has its subject in the mutant's namespace."""
        end = self.session.flow.subject(found.direction)
        code = end.footprint.namespaces.codes.get(found.namespace)
        return values.value(end.namespace) == code

    def mutated(self, feature: Feature, found: Mutant) -> Term:
        """The feature, of flows that policies of the mutant's namespace decide."""
        scope, by_default = self.terms.scope, self.query.by_default
        return under(self.session, found, feature.verdicts, scope, by_default)

    def anywhere(self, feature: Feature, found: Mutant, rulings: Rulings) -> Term:
        """The feature under the mutant, of any flow."""
        here = Slice(found.direction, found.namespace).here(rulings)
        return ite(here, self.mutated(feature, found), feature.verdicts)

    # What is asked of

    def prepared(self, place: Slice | None) -> Asked:
        """A question of its own; at `declared`, with the pods of one namespace where it may."""
        within = None
        if place is not None and self.invariant.level is Level.DECLARED:
            within = {place.end: [place.namespace]}
        deadline = Deadline.after(self.timeout_ms)
        return self.session.prepare(self.query, self.invariant.dialect, deadline, within)

    def parts(self) -> Iterator[Asked]:
        """The question, at `declared` a few namespaces at a time."""
        asked = self.prepared(None)
        if self.invariant.level is Level.DECLARED:
            yield from self.session.parts(asked)
        else:
            yield asked

    # possible, and chains

    def rejudged(self, mutants: Sequence[Mutant], alike: Mapping[int, int]) -> set[int]:
        """Judge again under each mutant that can matter."""
        if not self.query.hops:
            mutants = self.opening(mutants)
        found = rejudged(self.session, self.invariant, self.timeout_ms, self.blind, mutants, alike)
        self.undecided |= found.undecided
        return found.noticed

    def opening(self, mutants: Sequence[Mutant]) -> list[Mutant]:
        """Without the mutants that cut nothing off and let no further flow of the query through."""
        let_through = Feature(self.terms.premise, self.terms.allowed, True)
        opened: set[int] = set()
        for place, members in in_slices(found for found in mutants if found.adds).items():
            apart = {found.index: found.index for found in members}
            opened |= self.slice_gained(place, members, let_through, apart, new_only=True)
        return [found for found in mutants if found.drops or found.index in opened]
