"""Fields of admin policies that their kind does not have, and values of another type."""

import pytest

from tests.unit.manifests.admin import (
    ALL,
    KINDS,
    admin,
    baseline,
    cluster,
    egress,
    policy_text,
    ports,
    ports_v1alpha1,
    subject,
)
from tests.unit.manifests.bad import Bad
from verifier.manifests.codes import Code

RULE = "spec.egress[0]"
PEER = f"{RULE}.to[0]"
PORT = f"{RULE}.protocols[0]"
OLD = f"{RULE}.ports[0]"


def unknown(text: str, line: int, field: str, name: str, advice: str) -> Bad:
    """A field that the API does not have there."""
    return Bad(text, Code.UNKNOWN_FIELD, f'unknown field "{field}.{name}"', line, field, advice)


UNKNOWN = {
    "typo": unknown(cluster("ingres: []"), 8, "spec", "ingres", 'did you mean "ingress"?'),
    "policyTypes": unknown(
        cluster("policyTypes: [Ingress]"), 8, "spec", "policyTypes", "isolate nothing"
    ),
    "podSelector": unknown(cluster("podSelector: {}"), 8, "spec", "podSelector", "subject:"),
    "tier of v1alpha1": unknown(admin("tier: Admin"), 7, "spec", "tier", "known fields"),
    "priority of the baseline": unknown(
        baseline("priority: 1"), 6, "spec", "priority", "known fields"
    ),
    "ports of v1alpha1": unknown(
        egress(f"to: {ALL}, ports: [x]"), 8, RULE, "ports", "protocols where v1alpha1 has ports"
    ),
    "protocols of v1alpha2": unknown(
        admin(f"egress: [{{action: Deny, to: {ALL}, protocols: [x]}}]"),
        7,
        RULE,
        "protocols",
        "v1alpha1 has ports",
    ),
    "portNumber of v1alpha1": unknown(
        ports("{portNumber: {port: 80}}"), 8, PORT, "portNumber", "tcp: {destinationPort:"
    ),
    "tcp of v1alpha2": unknown(
        ports_v1alpha1("{tcp: {destinationPort: {number: 80}}}"), 7, OLD, "tcp", "portNumber:"
    ),
    "field of tcp": unknown(
        ports("{tcp: {destinationPorts: 80}}"), 8, f"{PORT}.tcp", "destinationPorts", "did you mean"
    ),
    "field of range": unknown(
        ports("{tcp: {destinationPort: {range: {start: 1, end: 2, step: 1}}}}"),
        8,
        f"{PORT}.tcp.destinationPort.range",
        "step",
        "known fields: end, start",
    ),
    "from in egress": unknown(
        egress(f"to: {ALL}, from: {ALL}"), 8, RULE, "from", "known fields: action, name, protocols"
    ),
    "ipBlock": unknown(
        egress("to: [{ipBlock: {cidr: x}}]"), 8, PEER, "ipBlock", "networks: [CIDR]"
    ),
    "podSelector as peer": unknown(
        egress("to: [{podSelector: {}}]"), 8, PEER, "podSelector", "pods: {namespaceSelector"
    ),
    "networks in ingress": unknown(
        cluster("ingress: [{action: Deny, from: [{networks: [10.0.0.0/8]}]}]"),
        8,
        "spec.ingress[0].from[0]",
        "networks",
        "an ingress rule matches pods alone",
    ),
    "domainNames of the baseline": unknown(
        baseline("egress: [{action: Deny, to: [{domainNames: [a.b]}]}]"),
        6,
        PEER,
        "domainNames",
        "a BaselineAdminNetworkPolicy has none",
    ),
    "sameLabels": unknown(
        egress("to: [{namespaces: {sameLabels: [team]}}]"),
        8,
        f"{PEER}.namespaces",
        "sameLabels",
        "removed from the API",
    ),
    "notSameLabels in v1alpha1": unknown(
        admin("egress: [{action: Deny, to: [{namespaces: {notSameLabels: [team]}}]}]"),
        7,
        f"{PEER}.namespaces",
        "notSameLabels",
        "removed from the API",
    ),
    "nested namespaceSelector": unknown(
        egress("to: [{namespaces: {namespaceSelector: {}}}]"),
        8,
        f"{PEER}.namespaces",
        "namespaceSelector",
        "write its selector in its place",
    ),
    "namespaces inside pods": unknown(
        egress("to: [{pods: {podSelector: {}, namespaces: {}}}]"),
        8,
        f"{PEER}.pods",
        "namespaces",
        "write namespaceSelector",
    ),
    "subject of the first version": unknown(
        subject("{namespaceSelector: {}}"), 7, "spec.subject", "namespaceSelector", "namespaces:"
    ),
}
TYPES = {
    "rules": Bad(
        cluster("egress: {}"), Code.WRONG_TYPE, "expected a list, found a mapping", 8, "spec.egress"
    ),
    "peers": Bad(
        egress("to: [x]"), Code.WRONG_TYPE, 'expected a mapping, found the string "x"', 8, PEER
    ),
    "priority": Bad(
        policy_text("AdminNetworkPolicy", "priority: high", "subject: {namespaces: {}}"),
        Code.WRONG_TYPE,
        "expected a whole number",
        5,
        "spec.priority",
    ),
    "network": Bad(
        egress("to: [{networks: [1]}]"),
        Code.WRONG_TYPE,
        "expected a string",
        8,
        f"{PEER}.networks[0]",
    ),
    "ports of the first version": Bad(
        admin(f"egress: [{{action: Deny, to: {ALL}, ports: {{allPorts: true}}}}]"),
        Code.WRONG_TYPE,
        "expected a list, found a mapping",
        7,
        f"{RULE}.ports",
    ),
    "named port": Bad(
        ports("{destinationNamedPort: 80}"),
        Code.WRONG_TYPE,
        "expected a string, found the number 80",
        8,
        f"{PORT}.destinationNamedPort",
    ),
}


@pytest.mark.parametrize("bad", UNKNOWN.values(), ids=UNKNOWN.keys())
def test_unknown_fields(bad: Bad) -> None:
    bad.check()


@pytest.mark.parametrize("bad", TYPES.values(), ids=TYPES.keys())
def test_values_of_another_type(bad: Bad) -> None:
    bad.check()


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_without_apiversion_is_told_which(kind: str) -> None:
    Bad(
        f"kind: {kind}\nmetadata: {{name: default}}\n",
        Code.NO_OBJECT,
        f"a {kind} without apiVersion",
        1,
        advice="add apiVersion: policy.networking.k8s.io/v1alpha",
    ).check()
