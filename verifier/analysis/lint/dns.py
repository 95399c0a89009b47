"""Pods that may send somewhere, and cannot resolve a name."""

from collections.abc import Iterator

from verifier.analysis.lint.anyone import anyone
from verifier.analysis.lint.context import Context
from verifier.analysis.lint.findings import Finding
from verifier.analysis.lint.readings import subject
from verifier.analysis.lint.removal import NOBODY, GaveUpError
from verifier.dialect import Level
from verifier.flow import Direction, Protocol
from verifier.resources import NetworkPolicy
from verifier.smt.compiler import Compiler
from verifier.smt.logic import Solver, Term, conj, disj, is_number
from verifier.smt.mentions import footprint
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicFlow

PORTS = (53, 5353, 853)  # of the Service's pods, too: OpenShift's listen on 5353


def without_dns(context: Context, policy: NetworkPolicy) -> Iterator[Finding]:
    """The policy lets its pods out, and none of them to any port of DNS."""
    rules = context.modelled[id(policy)].egress
    if not rules:
        return
    policies = context.policies_in(policy.namespace)
    flow = SymbolicFlow(footprint(policies, NOBODY, ()))
    compiler = Compiler(policies, flow)
    solver = Solver(*anyone(flow), *subject(compiler, policy.namespace, Direction.EGRESS))
    solver.add(compiler.once_policy(context.modelled[id(policy)], Direction.EGRESS))
    solver.add(compiler.direction_allows(Direction.EGRESS, policy.namespace))
    if found(solver, context.timeout_ms) and not found(solver, context.timeout_ms, asks_dns(flow)):
        yield context.finding(
            "NP302",
            policy,
            "spec.egress",
            "the pods that this policy selects may send somewhere, and cannot resolve names: no "
            "policy lets them reach port 53",
            level=Level.ANY_NAMESPACE,
            proof="none of all possible pods that it selects is allowed any flow to a port of DNS "
            f"({', '.join(map(str, PORTS))}; UDP or TCP)",
        )


def asks_dns(flow: SymbolicFlow) -> Term:
    """The flow goes to a port of DNS."""
    protocols = (PROTOCOL_CODES[p] for p in (Protocol.UDP, Protocol.TCP))
    return conj(
        (
            disj(is_number(flow.protocol, code) for code in protocols),
            disj(is_number(flow.port, port) for port in PORTS),
        )
    )


def found(solver: Solver, timeout_ms: int, *more: Term) -> bool:
    """Some flow meets all that was asserted. Raises GaveUpError."""
    solver.add(*more)
    answer = solver.check(timeout_ms)
    if answer == "gave-up":
        raise GaveUpError(f"the solver gave up: {solver.reason()}")
    return answer == "sat"
