"""Questions about the policies of one namespace: whether two readings of one policy differ."""

import copy
from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from verifier import reference
from verifier.analysis.lint.anyone import anyone
from verifier.analysis.lint.context import Context
from verifier.analysis.lint.removal import NOBODY, GaveUpError
from verifier.engine.rulings import Rulings
from verifier.errors import SoundnessError
from verifier.flow import Direction, Flow
from verifier.model import Policy, PolicySet
from verifier.normalise.policies import policy as normalised
from verifier.resources import NetworkPolicy
from verifier.smt.compiler import Compiler
from verifier.smt.extract import Extractor
from verifier.smt.logic import Term, boolean, conj, implies, is_number, neg
from verifier.smt.mentions import footprint
from verifier.smt.slices import Slices
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicFlow


class Home:
    """The NetworkPolicies of one namespace, compiled once, with a solver for all questions about
    them; `all_tiers` compiles them with those of the other tiers.

    Edited policies mention no label, value or name that the policies do not mention.
    """

    def __init__(self, context: Context, namespace: str) -> None:
        self.context = context
        self.namespace = namespace
        self.policies = context.network_policies_in(namespace)
        tiers = context.policies_in(namespace)
        self.flow = SymbolicFlow(footprint(tiers, NOBODY, ()))
        self.compiler = Compiler(self.policies, self.flow)
        alone = len(tiers.tiers) == len(self.policies.tiers)
        self.all_tiers = self.compiler if alone else Compiler(tiers, self.flow)
        self.solver = Solver(*anyone(self.flow))
        self.extractor = Extractor(self.flow, NOBODY, addresses=True)
        self.numbers = count()
        self.edited: list[Policy] = []  # kept: terms are known by the identity of their policies
        self.judged = self.judged_by_direction()

    def judged_by_direction(self) -> Mapping[Direction, Term]:
        """The subject is a pod of the namespace, and the traffic is for policies to decide."""
        code = self.flow.footprint.namespaces.codes[self.namespace]
        rulings = Rulings(self.compiler)
        return {
            d: conj(
                (
                    is_number(self.flow.subject(d).namespace, code),
                    rulings.decided_by_policies(d),
                    neg(self.compiler.exempt(d)),
                )
            )
            for d in Direction
        }

    def allows(self, direction: Direction, compiler: Compiler | None = None) -> Term:
        """The direction's verdict."""
        return (compiler or self.compiler).direction_allows(direction, self.namespace)

    def finds(self, *terms: Term) -> bool:
        """Some flow meets all terms. Raises GaveUpError."""
        asked = boolean(f"asked.{next(self.numbers)}")
        self.solver.add(implies(asked, conj(terms)))
        answer = self.solver.check(self.context.timeout_ms, asked)
        if answer == "gave-up":
            raise GaveUpError(f"the solver gave up: {self.solver.reason()}")
        return answer == "sat"

    def flow_between(
        self,
        policy: NetworkPolicy,
        wide: NetworkPolicy,
        narrow: NetworkPolicy,
        direction: Direction,
    ) -> Flow | None:
        """A flow that the NetworkPolicies allow in a direction with `wide` in the place of
        `policy`, and not with `narrow`; None where there is none, for any pod, address or reading.

        The reference evaluator confirms the flow: else SoundnessError. Raises GaveUpError.
        """
        widely, narrowly = (self.with_policy(policy, item) for item in (wide, narrow))
        differ = self.allows(direction, widely), neg(self.allows(direction, narrowly))
        on_network = (neg(end.host) for end in (self.flow.source, self.flow.destination))
        if not self.finds(self.judged[direction], *on_network, *differ):
            return None
        values = self.solver.values()
        found, dialect = self.extractor.extract(values, {}), self.extractor.facts(values).dialect
        here = self.context.by_namespace[self.namespace]
        decided = [
            reference.direction_allows(
                direction, found, [item if p is policy else p for p in here], dialect
            )
            for item in (wide, narrow)
        ]
        if decided != [True, False]:
            raise SoundnessError(f"two readings of {policy.text} are said to differ on {found}")
        return found

    def with_policy(self, policy: NetworkPolicy, item: NetworkPolicy) -> Compiler:
        """The compiler with one policy in the place of another; the terms of all others are
        shared."""
        if item is policy:
            return self.compiler
        new, old = normalised(item), self.context.modelled[id(policy)]
        self.edited.append(new)
        edited = PolicySet(
            tuple(
                replace(tier, policies=tuple(new if p is old else p for p in tier.policies))
                for tier in self.policies.tiers
            )
        )
        other = copy.copy(self.compiler)
        other.tiers, other.slices = edited.tiers, Slices(edited.tiers)
        return other
