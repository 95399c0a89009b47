"""Questions about the flows of pods that policies of all tiers can select."""

from verifier.analysis.lint.anyone import anyone
from verifier.analysis.lint.context import Context
from verifier.analysis.lint.findings import Unsettled
from verifier.analysis.lint.removal import GaveUpError
from verifier.flow import Direction
from verifier.model import PolicySet, Tier, Unmatched
from verifier.resources import AdminPolicy, NetworkPolicy
from verifier.smt.logic import Term, boolean, implies, neg
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicFlow

Policy = AdminPolicy | NetworkPolicy


class Asked:
    """A solver over the flows of pods with an address of their own at the judged end."""

    def __init__(self, context: Context, flow: SymbolicFlow, direction: Direction) -> None:
        self.timeout_ms = context.timeout_ms
        self.solver = Solver(*anyone(flow))
        subject = flow.subject(direction)
        self.solver.add(subject.is_pod, neg(subject.host))
        self.count = 0

    def finds(self, term: Term, *assumed: Term) -> bool:
        """Some flow meets the term under the assumptions. Raises GaveUpError."""
        self.count += 1
        literal = boolean(f"question.{self.count}")
        self.solver.add(implies(literal, term))
        return self.may(literal, *assumed)

    def may(self, *literals: Term) -> bool:
        """Some flow meets all. Raises GaveUpError."""
        answer = self.solver.check(self.timeout_ms, *literals)
        if answer == "gave-up":
            raise GaveUpError(f"the solver gave up: {self.solver.reason()}")
        return answer == "sat"


def ranked(context: Context) -> PolicySet:
    """The tiers without NetworkPolicies, as a namespace sees them that has none."""
    return PolicySet(
        tuple(
            Tier(tier.name, (), tier.unmatched) if tier.unmatched is Unmatched.DENY else tier
            for tier in context.policies.tiers
        )
    )


def unsettled(context: Context, code: str, policy: Policy, field: str, reason: str) -> Unsettled:
    """A question that was given up."""
    return Unsettled(
        codes=(code,),
        object=policy.text,
        field=field,
        location=context.place(policy, field),
        reason=reason,
    )
