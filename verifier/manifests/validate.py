"""Validation of NetworkPolicies as the API server does it at create (pkg/apis/networking).

Each problem names its field and has the API server's words; the caller knows the place.
"""

from collections.abc import Iterator

from verifier.errors import Problem
from verifier.manifests import syntax
from verifier.manifests.cidr import parse_cidr, sloppiness
from verifier.manifests.codes import Code
from verifier.manifests.refusal import (
    PROTOCOLS,
    each_invalid,
    forbidden,
    invalid,
    required,
    unsupported,
    within,
)
from verifier.manifests.validate_selector import selector_problems
from verifier.resources import (
    IPBlock,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
)

DIRECTIONS = ("Ingress", "Egress")
NOT_A_CIDR = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"


def policy_problems(policy: NetworkPolicy) -> Iterator[Problem]:
    """Everything for which the API server refuses the spec of a policy."""
    spec = policy.spec
    yield from selector_problems(spec.pod_selector, "spec.podSelector")
    for rule, field, peers in _rules(policy):
        for index, port in enumerate(rule.ports or ()):
            for problem in _port(port):
                yield within(f"{field}.ports[{index}]", problem)
        for index, peer in enumerate(rule.peers or ()):
            for problem in _peer(peer):
                yield within(f"{field}.{peers}[{index}]", problem)
    yield from _policy_types(spec.policy_types or ())


def policy_warnings(policy: NetworkPolicy) -> Iterator[Problem]:
    """What the API server accepts with a warning: sloppy CIDRs."""
    for rule, rule_field, peers in _rules(policy):
        for index, peer in enumerate(rule.peers or ()):
            if peer.ip_block is None:
                continue
            for at, text in _cidrs(peer.ip_block):
                for warning in sloppiness(text):
                    field = f"{rule_field}.{peers}[{index}].ipBlock.{at}"
                    yield Problem(Code.SLOPPY_CIDR, warning, field=field)


def _cidrs(block: IPBlock) -> Iterator[tuple[str, str]]:
    """Each CIDR with its field."""
    yield "cidr", block.cidr
    for number, text in enumerate(block.except_ or ()):
        yield f"except[{number}]", text


def _rules(policy: NetworkPolicy) -> Iterator[tuple[NetworkPolicyRule, str, str]]:
    """Each rule with its field and the name of its peers."""
    for index, rule in enumerate(policy.spec.ingress or ()):
        yield rule, f"spec.ingress[{index}]", "from"
    for index, rule in enumerate(policy.spec.egress or ()):
        yield rule, f"spec.egress[{index}]", "to"


def _policy_types(types: tuple[str, ...]) -> Iterator[Problem]:
    if len(types) > 2:
        detail = "may not specify more than two policyTypes"
        yield invalid("spec.policyTypes", list(types), detail)
        return
    for index, name in enumerate(types):
        if name not in DIRECTIONS:
            yield unsupported(f"spec.policyTypes[{index}]", name, DIRECTIONS)


def _peer(peer: NetworkPolicyPeer) -> Iterator[Problem]:
    yield from selector_problems(peer.pod_selector, "podSelector")
    yield from selector_problems(peer.namespace_selector, "namespaceSelector")
    selects = peer.pod_selector is not None or peer.namespace_selector is not None
    if peer.ip_block is not None:
        for problem in _ip_block(peer.ip_block):
            yield within("ipBlock", problem)
        if selects:
            detail = "may not specify both ipBlock and another peer"
            yield forbidden("", detail, "make two list items of it")
    elif not selects:
        advice = "write podSelector, namespaceSelector or ipBlock; `podSelector: {}` is every pod"
        yield required("", "must specify a peer", advice)


def _ip_block(block: IPBlock) -> Iterator[Problem]:
    if not block.cidr:
        yield required("cidr", advice="write a CIDR such as 10.9.8.0/24")
        return
    cidr = parse_cidr(block.cidr)
    if cidr is None:
        yield invalid("cidr", block.cidr, NOT_A_CIDR)
        return
    for index, text in enumerate(block.except_ or ()):
        excluded = parse_cidr(text)
        if excluded is None:
            yield invalid(f"except[{index}]", text, NOT_A_CIDR)
        elif (
            not cidr.contains(excluded.network, excluded.version) or cidr.prefix >= excluded.prefix
        ):
            yield invalid(f"except[{index}]", text, "must be a strict subset of `cidr`")


def _port(port: NetworkPolicyPort) -> Iterator[Problem]:
    if port.protocol is not None and port.protocol not in PROTOCOLS:
        yield unsupported("protocol", port.protocol, PROTOCOLS)
    match port.port:
        case None:
            wrong_end = "may not be specified when `port` is not specified"
        case int(number):
            yield from each_invalid("port", number, syntax.port_number(number))
            yield from _end_port(port.end_port, number)
            return
        case name:
            advice = "remove the quotes to mean the number" if name.isdecimal() else ""
            for detail in syntax.port_name(name):
                yield invalid("port", name, detail, advice)
            wrong_end = "may not be specified when `port` is non-numeric"
    if port.end_port is not None:
        yield invalid("endPort", port.end_port, wrong_end)


def _end_port(end: int | None, start: int) -> Iterator[Problem]:
    if end is None:
        return
    if end < start:
        yield invalid("endPort", end, "must be greater than or equal to `port`")
    yield from each_invalid("endPort", end, syntax.port_number(end))
