"""Pods that may send somewhere, and cannot resolve a name."""

from collections.abc import Iterator

from verifier.analysis.lint.context import Context
from verifier.analysis.lint.findings import Finding
from verifier.analysis.lint.readings import Home
from verifier.dialect import Level
from verifier.flow import Direction, Protocol
from verifier.resources import NetworkPolicy
from verifier.smt.logic import Term, conj, disj, is_number, neg
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicFlow

PORTS = (53, 5353, 853)  # of the Service's pods, too: OpenShift's listen on 5353


def without_dns(context: Context, home: Home, policy: NetworkPolicy) -> Iterator[Finding]:
    """The policy lets its pods out, and none of them to any port of DNS."""
    if not context.modelled[id(policy)].egress:
        return
    side = home.sides[Direction.EGRESS]
    policies_decide = neg(side.after.exempt(Direction.EGRESS))
    out = conj((home.selected(policy, Direction.EGRESS), policies_decide))
    if not side.lets(conj((out, asks_dns(side.after.flow)))) and side.lets(out):
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
