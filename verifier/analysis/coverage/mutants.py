"""Mutations as the encoder sees them: one policy replaced in a compiler, the rest shared."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from verifier.analysis.mutations import Mutation, mutated_manifests
from verifier.engine import Session
from verifier.engine.asker import Asker
from verifier.engine.rulings import Rulings
from verifier.flow import Direction
from verifier.model import Policy
from verifier.normalise.policies import rule as normalised_rule
from verifier.smt.compiler import Compiler
from verifier.smt.logic import TRUE, Term, boolean, conj, disj, implies, key, substitute
from verifier.smt.scope import Scope
from verifier.smt.slices import Slices
from verifier.smt.solver import Values

NUMBERS = count()  # no two questions share a literal


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """A mutation of one policy of a session: `before` is the model's policy, `after` what it
    becomes. `index` tells mutants of one session apart."""

    index: int
    mutation: Mutation
    before: Policy
    after: Policy

    @property
    def direction(self) -> Direction:
        """The only direction whose verdicts the mutation can change."""
        return self.mutation.element.direction

    @property
    def namespace(self) -> str:
        """The only namespace whose pods' verdicts it can change."""
        return self.mutation.element.policy.namespace

    @property
    def adds(self) -> bool:
        """It may let flows through."""
        return self.mutation.adds

    @property
    def drops(self) -> bool:
        """It may cut flows off."""
        return self.mutation.drops

    def may_matter(self, scope: Scope) -> bool:
        """Some flow in scope, between pods that the policy may select, may be one that the
        mutation admits, or cuts off."""
        direction, index = self.direction, self.mutation.element.rule
        if index is None:
            return True
        changed = (self.after if self.adds else self.before).rules(direction) or ()
        return scope.may_match(changed[index], direction)


def mutant(index: int, mutation: Mutation, before: Policy) -> Mutant:
    """The mutant of a policy of the model; rules that stay are the same objects."""
    return Mutant(index, mutation, before, after_of(mutation, before))


def after_of(mutation: Mutation, before: Policy) -> Policy:
    """The policy of the model after the edit."""
    element = mutation.element
    rules = before.rules(element.direction)
    if rules is not None and element.rule is None:
        rules = None
    elif rules is not None:
        rules = list_with(rules, element.rule or 0, mutation, element.policy.namespace)
    if element.direction is Direction.INGRESS:
        return replace(before, ingress=rules)
    return replace(before, egress=rules)


def list_with(rules: Sequence, index: int, mutation: Mutation, namespace: str) -> tuple:  # type: ignore[type-arg]
    """The rules with one changed or left out."""
    new = () if mutation.rule is None else (normalised_rule(mutation.rule, namespace),)
    return (*rules[:index], *new, *rules[index + 1 :])


class MutatedSlices(Slices):
    """The policies of each namespace, with one of them replaced."""

    def __init__(self, base: Slices, found: Mutant) -> None:
        self.__dict__.update(vars(base))
        self.found = found

    def policies_in(self, namespace: str | None) -> list[list[Policy]]:
        """Per tier, the policies that can select pods of a namespace."""
        return [with_mutant(tier, self.found) for tier in super().policies_in(namespace)]


def with_mutant(policies: Iterable[Policy], found: Mutant) -> list[Policy]:
    """The policies with one replaced."""
    return [found.after if policy is found.before else policy for policy in policies]


def mutated_compiler(base: Compiler, found: Mutant) -> Compiler:
    """The compiler with one policy replaced; the terms of the others are shared.

    Mutants must outlive the base's memo, which knows policies by identity.
    """
    other = copy.copy(base)
    other.slices = MutatedSlices(base.slices, found)
    return other


def mutated_session(session: Session, found: Mutant) -> Session:
    """The session over the mutated policies: what depends on no policy is shared."""
    other = copy.copy(session)
    other.compiler = mutated_compiler(session.compiler, found)
    other.compiler.tiers = tuple(
        replace(tier, policies=tuple(with_mutant(tier.policies, found)))
        for tier in session.compiler.tiers
    )
    other.manifests = mutated_manifests(session.manifests, found.mutation)
    return other


@dataclass(frozen=True, slots=True)
class Slice:
    """The mutants of one namespace and direction, as one question sees them."""

    direction: Direction
    namespace: str

    @property
    def end(self) -> str:
        """The end of a flow that the policies select."""
        return "source" if self.direction is Direction.EGRESS else "destination"

    def here(self, rulings: Rulings) -> Term:
        """Policies of this namespace decide the flow's direction."""
        named = rulings.compiler.once(
            ("here", self.direction, self.namespace),
            lambda: rulings.here(self.direction, self.namespace),
        )
        return conj((named, rulings.decided_by_policies(self.direction)))


def in_slices(mutants: Iterable[Mutant]) -> Mapping[Slice, list[Mutant]]:
    """The mutants by namespace and direction, in order."""
    found: dict[Slice, list[Mutant]] = {}
    for item in mutants:
        found.setdefault(Slice(item.direction, item.namespace), []).append(item)
    return found


def under(
    session: Session, found: Mutant, term: Term, scope: Scope, by_default: bool = False
) -> Term:
    """The term, which speaks of verdicts, for flows that policies of the mutant's namespace
    decide, once these are mutated."""
    compiler = mutated_compiler(session.compiler, found)
    where = (found.direction, found.namespace, scope)
    flow = session.flow
    pairs = [(flow.allowed[found.direction], compiler.direction_allows(*where))]
    if by_default:
        pairs.append((flow.by_default[found.direction], compiler.allows_by_default(*where)))
    return substitute(term, pairs)


def which(
    asker: Asker,
    common: Sequence[Term],
    terms: Mapping[int, Term],
    alike: Mapping[int, int],
    gates: Mapping[int, Term] | None = None,
    together: bool = True,
) -> set[int]:
    """Those of `terms` that some flow meets together with all of `common`; of keys with one value
    in `alike`, one suffices. A flow that meets a term meets its gate too. `together`: most are
    met by no flow, so that they are best asked about at once. Raises GaveUpError."""
    found: set[int] = set()
    left = dict(terms)
    literals = {index: boolean(f"mutant.{next(NUMBERS)}") for index in left}
    asker.add(*(implies(literals[index], term) for index, term in left.items()))
    while left:
        asked = list(left) if together else [next(iter(left))]
        clause = boolean(f"some.{next(NUMBERS)}")
        asker.add(implies(clause, disj(literals[index] for index in asked)))
        if asker.ask(*common, clause):
            met = met_in(asker.values(), left, gates or {})
            done = {alike[index] for index in met}
            found |= met
            left = {index: term for index, term in left.items() if alike[index] not in done}
        else:
            left = {index: term for index, term in left.items() if index not in asked}
    return found


def met_in(values: Values, terms: Mapping[int, Term], gates: Mapping[int, Term]) -> set[int]:
    """The terms that a model meets; a gate that it does not meet is looked at once."""
    known: dict[int, bool] = {}

    def may_be_met(index: int) -> bool:
        gate = gates.get(index, TRUE)
        if key(gate) not in known:
            known[key(gate)] = values.truth(gate)
        return known[key(gate)]

    return {index for index, term in terms.items() if may_be_met(index) and values.truth(term)}
