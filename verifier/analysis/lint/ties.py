"""NP31x: policies of equal priority that decide otherwise about some flow (AP-12)."""

from collections.abc import Mapping
from itertools import combinations

from verifier import reference
from verifier.analysis.lint.asking import Asked, ranked, unsettled
from verifier.analysis.lint.context import Context, Found
from verifier.analysis.lint.findings import Finding, Related, Unsettled
from verifier.analysis.lint.removal import NOBODY, GaveUpError
from verifier.dialect import Level
from verifier.engine.replay import resolves_alike
from verifier.errors import SoundnessError
from verifier.flow import Direction
from verifier.resources import AdminPolicy
from verifier.smt.compiler import Asking, Compiler
from verifier.smt.extract import Extractor
from verifier.smt.logic import TRUE, boolean, conj, iff, neg, substitute, width
from verifier.smt.logic import number as known
from verifier.smt.mentions import footprint
from verifier.smt.scope import EVERY_FLOW
from verifier.smt.symbols import SymbolicFlow
from verifier.smt.ties import RANKED, Tie


def find(context: Context) -> Found:
    """Policies of equal priority that decide otherwise about some flow."""
    findings: list[Finding] = []
    unknown: list[Unsettled] = []
    if not context.manifests.admin_policies:
        return Found()
    policies = ranked(context)
    flow = SymbolicFlow(footprint(policies, NOBODY, ()))
    compiler = Compiler(policies, flow)
    written = {policy.text: policy for policy in context.manifests.admin_policies}
    seen: set[tuple[str, str]] = set()
    for tie in flow.winners:
        asked = Asked(context, flow, tie.direction)
        for pair in combinations(tie.policies, 2):
            if pair in seen:
                continue
            try:
                if disagree(asked, compiler, tie, pair):
                    confirm(context, asked, flow, tie)
                    seen.add(pair)
                    findings.append(tied(context, tie, pair, written))
            except GaveUpError as error:
                unknown.append(unsettled(context, "NP311", written[pair[0]], "", str(error)))
    return Found(tuple(findings), tuple(unknown))


def disagree(asked: Asked, compiler: Compiler, tie: Tie, pair: tuple[str, str]) -> bool:
    """The verdict of the tie's tier turns, for some flow, on which of the two decides. Raises
    GaveUpError."""
    flow, rest = compiler.flow, boolean("verdict of the tiers below")
    tier = next(tier for tier in compiler.tiers if tier.name == tie.tier)
    asking = Asking(tie.direction, EVERY_FLOW, TRUE, rest)
    verdict = compiler.tier_allows(tier, tier.policies, asking)
    winner = flow.winners[tie]
    codes = (known(tie.policies.index(name), width(winner)) for name in pair)
    either = (substitute(verdict, [(winner, code)]) for code in codes)
    return asked.finds(conj((neg(flow.ties_by_name), neg(iff(*either)))))


def confirm(context: Context, asked: Asked, flow: SymbolicFlow, tie: Tie) -> None:
    """Raises SoundnessError unless the reference evaluator finds the last flow open, too."""
    extractor, values = Extractor(flow, NOBODY, True), asked.solver.values()
    found, facts = extractor.extract(values, {}), extractor.facts(values)
    manifests = context.manifests
    nodes = (*manifests.nodes, *facts.nodes)
    readings = reference.every_reading(found, (), facts.dialect, manifests.admin_policies, nodes)
    alike = [reading for reading in readings if resolves_alike(reading, facts)]
    sides = [r.egress if tie.direction is Direction.EGRESS else r.ingress for r in alike]
    if len({(side.decision, side.reason, side.passed) for side in sides}) < 2:
        raise SoundnessError(f"{tie.text} is said to matter\nflow: {found}\nfacts: {facts}")


def tied(
    context: Context, tie: Tie, pair: tuple[str, str], written: Mapping[str, AdminPolicy]
) -> Finding:
    """The finding about two policies, told of the second."""
    first, second = (written[name] for name in (pair if RANKED not in pair else pair[:1] * 2))
    if RANKED in pair:
        message = f"{first.text} has no priority, and others of the Baseline tier decide otherwise"
    else:
        message = f"{first.text} has priority {tie.priority} too, and decides otherwise"
    return context.finding(
        "NP311",
        second,
        "spec.priority",
        f"{message}: which of them wins is not defined",
        level=Level.ANY_NAMESPACE,
        proof=f"a flow whose {tie.direction.value.lower()} verdict turns on it was found among all "
        "possible pods, and replayed on the reference evaluator",
        related=[Related(text=first.text, location=first.location)] if first != second else (),
    )
