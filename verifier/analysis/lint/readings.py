"""Two readings of one policy: a flow that tells them apart, if there is one."""

from dataclasses import replace

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
from verifier.smt.logic import Solver, Term, conj, is_number, neg
from verifier.smt.mentions import footprint
from verifier.smt.symbols import SymbolicFlow


def flow_between(
    context: Context,
    policy: NetworkPolicy,
    wide: NetworkPolicy,
    narrow: NetworkPolicy,
    direction: Direction,
) -> Flow | None:
    """A flow that the NetworkPolicies of its namespace allow in a direction with `wide` in the
    place of `policy`, and not with `narrow`; None where there is none, for any pod, address or
    reading.

    The reference evaluator confirms the flow: else SoundnessError. Raises GaveUpError.
    """
    tiers, model = context.network_policies_in(policy.namespace), context.modelled[id(policy)]
    one, other = (replaced(tiers, model, normalised(item)) for item in (wide, narrow))
    flow = SymbolicFlow(footprint(PolicySet((*one.tiers, *other.tiers)), NOBODY, ()))
    widely, narrowly = Compiler(one, flow), Compiler(other, flow)
    solver = Solver(*anyone(flow), *subject(widely, policy.namespace, direction))
    solver.add(widely.direction_allows(direction, policy.namespace))
    solver.add(neg(narrowly.direction_allows(direction, policy.namespace)))
    answer = solver.check(context.timeout_ms)
    if answer == "gave-up":
        raise GaveUpError(f"the solver gave up: {solver.reason()}")
    if answer == "unsat":
        return None
    extractor = Extractor(flow, NOBODY, True)
    found = extractor.extract(solver.values(), {})
    dialect = extractor.facts(solver.values()).dialect
    here = context.by_namespace[policy.namespace]
    decided = [
        reference.direction_allows(
            direction, found, [item if p is policy else p for p in here], dialect
        )
        for item in (wide, narrow)
    ]
    if decided != [True, False]:
        raise SoundnessError(f"two readings of {policy.text} are said to differ on {found}")
    return found


def replaced(policies: PolicySet, old: Policy, new: Policy) -> PolicySet:
    """The policies with one in the place of another."""
    return PolicySet(
        tuple(
            replace(tier, policies=tuple(new if p is old else p for p in tier.policies))
            for tier in policies.tiers
        )
    )


def subject(compiler: Compiler, namespace: str, direction: Direction) -> list[Term]:
    """The subject is a pod of the namespace, and the traffic is for policies to decide."""
    end = compiler.flow.subject(direction)
    code = compiler.flow.footprint.namespaces.codes[namespace]
    decided = Rulings(compiler).decided_by_policies(direction)
    return [conj((is_number(end.namespace, code), decided, neg(compiler.exempt(direction))))]
