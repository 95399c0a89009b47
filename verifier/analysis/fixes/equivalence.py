"""Whether two inputs give every direction the same verdict, for all pods and under all facts."""

from collections.abc import Iterable, Mapping

from verifier.analysis.lint.anyone import anyone
from verifier.analysis.lint.context import Context
from verifier.analysis.lint.removal import NOBODY
from verifier.engine.rulings import Rulings
from verifier.flow import Direction
from verifier.manifests import Manifests
from verifier.model import PolicySet
from verifier.smt.compiler import Compiler
from verifier.smt.logic import iff, is_number, neg
from verifier.smt.mentions import footprint
from verifier.smt.solver import Solver
from verifier.smt.symbols import SymbolicFlow


def not_equivalent(
    before: Manifests, after: Manifests, namespaces: Iterable[str], timeout_ms: int
) -> Mapping[str, str]:
    """The namespaces whose pods' verdicts are not proved to be the same under both inputs, each
    with why. Both sides of a flow are judged by themselves, under every reading of the dialect,
    with all labels of namespaces and all addresses free (M-21). `timeout_ms`: for each question,
    in milliseconds."""
    old, new = Context(before, timeout_ms), Context(after, timeout_ms)
    reasons: dict[str, str] = {}
    for namespace in sorted(set(namespaces)):
        sides = old.policies_in(namespace), new.policies_in(namespace)
        reason = difference(*sides, namespace, timeout_ms)
        if reason is not None:
            reasons[namespace] = reason
    return reasons


def difference(before: PolicySet, after: PolicySet, namespace: str, timeout_ms: int) -> str | None:
    """Why the verdicts for pods of a namespace are not proved the same; None where they are."""
    flow = SymbolicFlow(footprint(PolicySet((*before.tiers, *after.tiers)), NOBODY, ()))
    code = flow.footprint.namespaces.codes[namespace]
    old, new = Compiler(before, flow), Compiler(after, flow)
    rulings = Rulings(old)
    for direction in Direction:
        same = iff(
            old.direction_allows(direction, namespace), new.direction_allows(direction, namespace)
        )
        solver = Solver(*anyone(flow))
        solver.add(
            is_number(flow.subject(direction).namespace, code),
            rulings.decided_by_policies(direction),
            neg(same),
        )
        answer = solver.check(timeout_ms)
        if answer == "gave-up":
            return f"the solver gave up on the proof ({solver.reason()})"
        if answer == "sat":
            return f"{direction.value.lower()} of pods in {namespace} would change"
    return None
