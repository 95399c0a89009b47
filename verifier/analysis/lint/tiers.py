"""NP41x: rules that never decide, and policies that a higher tier overrides."""

from collections.abc import Iterator, Sequence

from verifier.analysis.lint.asking import Asked, ranked, unsettled
from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.findings import Finding, Related, Unsettled
from verifier.analysis.lint.removal import NOBODY, GaveUpError
from verifier.analysis.lint.watching import Watched, WatchedCompiler, watched
from verifier.dialect import Level
from verifier.flow import Direction
from verifier.smt.compiler import Asking, Compiler
from verifier.smt.logic import FALSE, TRUE, Term, boolean, conj, iff, implies, key, neg, substitute
from verifier.smt.mentions import footprint
from verifier.smt.scope import EVERY_FLOW
from verifier.smt.symbols import SymbolicFlow

PROOF = "proved for all possible pods, addresses and namespace labels, and however ties end"
MOST_RELATED = 4


def shadowed(context: Context) -> Found:
    """Rules of the Admin and Baseline tiers that never decide, and NetworkPolicies that the Admin
    tier decides all flows of."""
    findings: list[Finding] = []
    unknown: list[Unsettled] = []
    for direction in Direction if context.manifests.admin_policies else ():
        findings += idle_rules(context, direction, unknown)
    if context.manifests.admin_policies:
        findings += overridden(context, unknown)
    return Found(tuple(findings), tuple(unknown))


def idle_rules(
    context: Context, direction: Direction, unknown: list[Unsettled]
) -> Iterator[Finding]:
    """Rules of one direction that no flow ever gets to."""
    policies = ranked(context)
    flow = SymbolicFlow(footprint(policies, NOBODY, ()))
    models = {policy.name: policy for tier in policies.tiers for policy in tier.policies}
    rules = watched(context.manifests.admin_policies, models, context.manifests.nodes)
    compiler = WatchedCompiler(policies, flow, rules)
    verdict = compiler.direction_allows(direction, None)
    asked = Asked(context, flow, direction)
    here = [one for one in dict.fromkeys(rules.values()) if one.direction is direction]
    for one in here:
        try:
            cover = shadows(asked, verdict, one, here)
        except GaveUpError as error:
            unknown.append(unsettled(context, "NP411", one.policy, one.field, str(error)))
            continue
        if cover is not None:
            yield idle(context, one, cover)


def shadows(
    asked: Asked, verdict: Term, one: Watched, here: Sequence[Watched]
) -> list[Watched] | None:
    """Rules that together keep every flow from one rule, none of them to spare; None where some
    flow gets to it. Raises GaveUpError."""
    either = (substitute(verdict, [(one.outcome, value)]) for value in (TRUE, FALSE))
    asked.count += 1
    decides = boolean(f"question.{asked.count}")
    asked.solver.add(implies(decides, neg(iff(*either))))
    fixed = [decides, one.present, one.asked, *(neg(o.asked) for o in here if o is not one)]
    needed = [other for other in here if other is not one]
    if asked.may(*fixed, *(other.present for other in needed)):
        return None
    needed = resting_on(asked, needed)
    for other in list(needed):
        rest = [kept for kept in needed if kept is not other]
        if len(rest) < len(needed) and not asked.may(*fixed, *(kept.present for kept in rest)):
            needed = resting_on(asked, rest)
    return needed


def resting_on(asked: Asked, rules: Sequence[Watched]) -> list[Watched]:
    """Those that the last answer of no rests on."""
    found = {key(term) for term in asked.solver.core()}
    return [one for one in rules if key(one.present) in found]


def idle(context: Context, one: Watched, cover: Sequence[Watched]) -> Finding:
    """The finding about a rule that never decides."""
    message = "this rule matches no flow at all"
    if cover:
        message = "no flow gets to this rule: rules that are asked before it decide about all of it"
    return context.finding(
        "NP411",
        one.policy,
        one.field,
        message,
        level=Level.ANY_NAMESPACE,
        proof=f"no other action of this rule would change a verdict; {PROOF}",
        related=[
            Related(
                text=f"{other.policy.text}, {other.field}",
                location=context.place(other.policy, other.field),
            )
            for other in cover[:MOST_RELATED]
        ],
    )


def overridden(context: Context, unknown: list[Unsettled]) -> Iterator[Finding]:
    """NetworkPolicies whose pods the Admin tier decides about, in all that they speak of."""
    policies = context.policies
    flow = SymbolicFlow(footprint(policies, NOBODY, ()))
    compiler = Compiler(policies, flow)
    admin = policies.tiers[0]
    reaching = {
        d: compiler.tier_allows(admin, admin.policies, Asking(d, EVERY_FLOW, FALSE, TRUE))
        for d in Direction
    }
    solvers = {d: Asked(context, flow, d) for d in Direction}
    for policy in context.ordered:
        model = context.modelled[id(policy)]
        spoken = [d for d in Direction if model.rules(d) is not None]
        try:
            reached = any(
                solvers[d].finds(conj((compiler.once_policy(model, d), reaching[d])))
                for d in spoken
            )
        except GaveUpError as error:
            unknown.append(unsettled(context, "NP412", policy, "", str(error)))
            continue
        if not reached:
            yield context.finding(
                "NP412",
                policy,
                "spec",
                "the Admin tier decides about every flow of the pods that this policy selects",
                level=Level.ANY_NAMESPACE,
                proof=f"no flow gets to the NetworkPolicy tier; {PROOF}",
                related=[
                    Related(text=admin_policy.text, location=admin_policy.location)
                    for admin_policy in context.manifests.admin_policies
                    if admin_policy.tier == "Admin"
                ][:MOST_RELATED],
            )
