"""What a mutant changes, as small terms: only the edited rule and the rules beside it take part.

Rules only ever accept, and a pod that some policy selects is denied what no rule accepts. So a
rule that grows adds the flows that it matches itself, and one that shrinks loses those that it
matched and no rule matches any more. With further tiers, whole verdicts are compared.
"""

from verifier.analysis.coverage.mutants import Mutant, Slice, mutated_compiler
from verifier.model import Action, Policy, Rule, Unmatched
from verifier.smt.compiler import Compiler
from verifier.smt.logic import Term, conj, disj, neg
from verifier.smt.scope import EVERY_FLOW, Scope


class Changes:
    """The mutants of one namespace and direction, against the policies as they are there."""

    def __init__(self, compiler: Compiler, place: Slice, scope: Scope = EVERY_FLOW) -> None:
        self.compiler = compiler
        self.place = place
        self.scope = scope
        self.direction = place.direction
        policies = compiler.slices.policies_in(place.namespace)
        self.simple = is_simple(compiler)
        self.selecting = [
            (policy, compiler.once_policy(policy, self.direction))
            for tier in policies
            for policy in tier
            if policy.rules(self.direction) is not None and scope.may_select(policy, self.direction)
        ]
        self.accepting = [
            (rule, self.accepts(term, rule))
            for policy, term in self.selecting
            for rule in policy.rules(self.direction) or ()
            if scope.may_match(rule, self.direction)
        ]
        self.others: dict[int, Term] = {}

    def accepts(self, selects: Term, rule: Rule) -> Term:
        """The rule lets the flow through, of a pod that its policy selects."""
        return conj((selects, self.compiler.once_rule(rule, self.direction)))

    def gate(self, found: Mutant) -> Term:
        """What holds of every flow whose verdict the mutant changes."""
        return self.compiler.once_policy(found.before, self.direction)

    def of(self, found: Mutant, adds: bool) -> Term:
        """The mutant lets the flow through (`adds`), or cuts it off, that the policies as they are
        let through. Flows that both let through may be among the former."""
        if not self.simple:
            return self.compared(found, adds)
        selects = self.gate(found)
        index = found.mutation.element.rule
        if index is None:
            return self.lifted(found.before, selects, adds)
        after = found.after.rules(self.direction) or ()
        if adds:
            return self.accepts(selects, after[index])
        rule = (found.before.rules(self.direction) or ())[index]
        lost = conj((self.accepts(selects, rule), self.no_other(rule)))
        if found.mutation.rule is None:
            return lost
        return conj((lost, neg(self.compiler.once_rule(after[index], self.direction))))

    def no_other(self, rule: Rule) -> Term:
        """No other rule lets the flow through."""
        if id(rule) not in self.others:
            rest = (term for other, term in self.accepting if other is not rule)
            self.others[id(rule)] = neg(disj(rest))
        return self.others[id(rule)]

    def lifted(self, policy: Policy, selects: Term, adds: bool) -> Term:
        """The same where a policy isolates no pods any more, and lets nothing through."""
        isolated = disj(term for other, term in self.selecting if other is not policy)
        if adds:
            return conj((selects, neg(isolated)))
        own = {id(rule) for rule in policy.rules(self.direction) or ()}
        lost = disj(term for rule, term in self.accepting if id(rule) in own)
        kept = disj(term for rule, term in self.accepting if id(rule) not in own)
        return conj((lost, isolated, neg(kept)))

    def compared(self, found: Mutant, adds: bool) -> Term:
        """The same by whole verdicts."""
        where = (self.direction, self.place.namespace, self.scope)
        after = mutated_compiler(self.compiler, found).direction_allows(*where)
        if adds:
            return after
        return conj((self.compiler.direction_allows(*where), neg(after)))


def is_simple(compiler: Compiler) -> bool:
    """One tier, in which rules only accept, and a selected pod is denied the rest."""
    return all(
        len(compiler.tiers) == 1
        and tier.unmatched is Unmatched.DENY
        and all(rule.action is Action.ACCEPT for policy in tier.policies for rule in rules(policy))
        for tier in compiler.tiers
    )


def rules(policy: Policy) -> tuple[Rule, ...]:
    """The rules of both directions."""
    return (*(policy.ingress or ()), *(policy.egress or ()))
