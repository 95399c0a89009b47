"""Policies of the Admin and Baseline tiers with a switch on every rule, and its outcome open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from verifier.flow import Direction
from verifier.model import Action, Policy, PolicySet
from verifier.normalise.admin import admin_rules
from verifier.resources import AdminPolicy, Node
from verifier.smt.compiler import Asking, Compiler
from verifier.smt.logic import Term, boolean, conj, ite
from verifier.smt.symbols import SymbolicFlow


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """One rule as written: `present` switches it on, `outcome` is what becomes of a flow that it
    decides (of a Pass rule only where `asked` says so)."""

    policy: AdminPolicy
    direction: Direction
    index: int
    present: Term
    outcome: Term
    asked: Term

    @property
    def field(self) -> str:
        """`spec.egress[2]`."""
        return f"spec.{self.direction.value.lower()}[{self.index}]"


def watched(
    written: Sequence[AdminPolicy], models: Mapping[str, Policy], nodes: Sequence[Node]
) -> dict[int, Watched]:
    """The rules by the id of those of the model; a rule may be two there."""
    found: dict[int, Watched] = {}
    for policy in written:
        for direction in Direction:
            ingress = direction is Direction.INGRESS
            rules = iter(models[policy.text].rules(direction) or ())
            for index, rule in enumerate((policy.ingress if ingress else policy.egress) or ()):
                name = f"{policy.text}.{direction.value}.{index}"
                one = Watched(
                    policy,
                    direction,
                    index,
                    *(boolean(f"{word}.{name}") for word in ("present", "outcome", "asked")),
                )
                for _ in admin_rules(rule, nodes):
                    found[id(next(rules))] = one
    return found


class WatchedCompiler(Compiler):
    """The compiler, for policies whose rules are watched."""

    def __init__(
        self, policies: PolicySet, flow: SymbolicFlow, rules: Mapping[int, Watched]
    ) -> None:
        super().__init__(policies, flow)
        self.rules = rules

    def chain(
        self, policies: Sequence[Policy], asking: Asking, otherwise: Term | None = None
    ) -> Term:
        """The outcome of the first rule that is present and matches."""
        result = asking.following if otherwise is None else otherwise
        for selected, outcome, matches in reversed(list(self.links(policies, asking))):
            result = ite(conj((selected, matches)), outcome, result)
        return result

    def links(
        self, policies: Sequence[Policy], asking: Asking
    ) -> Iterator[tuple[Term, Term, Term]]:
        """Of each rule: whom it selects, its outcome, and what it matches while present."""
        direction = asking.direction
        for policy in policies:
            for rule in policy.rules(direction) or ():
                one = self.rules[id(rule)]
                outcome = one.outcome
                if rule.action is Action.PASS:
                    outcome = ite(one.asked, one.outcome, asking.following)
                matches = conj((one.present, self.once_rule(rule, direction)))
                yield self.once_policy(policy, direction), outcome, matches
