"""Fields of admin policies that are missing, and mappings that do not have exactly one."""

import pytest

from tests.unit.manifests.admin import (
    ALL,
    admin,
    cluster,
    egress,
    head,
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
NONE = "in body should have at least 1 properties"
TWO = "Too many: 2: must have at most 1 items"


def missing(text: str, line: int, field: str, advice: str = "") -> Bad:
    """A field that must be there."""
    return Bad(text, Code.REQUIRED, "Required value", line, field, advice)


def none(text: str, field: str, line: int = 8, advice: str = "write one of") -> Bad:
    """A mapping that must have one field."""
    return Bad(text, Code.INVALID, f"Invalid value: 0: {field} {NONE}", line, field, advice)


def two(text: str, field: str, line: int = 8, advice: str = "make two list items") -> Bad:
    """A mapping that has two fields."""
    return Bad(text, Code.INVALID, TWO, line, field, advice)


MISSING = {
    "spec": missing(head("ClusterNetworkPolicy"), 1, "spec", "subject"),
    "tier": missing(
        policy_text("ClusterNetworkPolicy", "priority: 1", "subject: {namespaces: {}}"),
        5,
        "spec.tier",
        "tier: Admin or tier: Baseline",
    ),
    "priority": missing(
        policy_text("ClusterNetworkPolicy", "tier: Admin", "subject: {namespaces: {}}"),
        5,
        "spec.priority",
        "from 0, the strongest, to 1000",
    ),
    "priority of v1alpha1": missing(
        policy_text("AdminNetworkPolicy", "subject: {namespaces: {}}"), 5, "spec.priority"
    ),
    "subject": missing(
        policy_text("ClusterNetworkPolicy", "tier: Admin", "priority: 1"),
        5,
        "spec.subject",
        "every pod",
    ),
    "action": missing(
        cluster(f"egress: [{{to: {ALL}}}]"), 8, f"{RULE}.action", "Accept, Deny, Pass"
    ),
    "to": missing(cluster("egress: [{action: Deny}]"), 8, f"{RULE}.to", "every pod"),
    "from": missing(cluster("ingress: [{action: Deny}]"), 8, "spec.ingress[0].from", "every pod"),
    "podSelector": missing(
        egress("to: [{pods: {namespaceSelector: {}}}]"),
        8,
        f"{PEER}.pods.podSelector",
        "matches all",
    ),
    "namespaceSelector of v1alpha1": missing(
        admin("egress: [{action: Deny, to: [{pods: {podSelector: {}}}]}]"),
        7,
        f"{PEER}.pods.namespaceSelector",
        "matches all",
    ),
    "start": missing(
        ports("{tcp: {destinationPort: {range: {end: 2}}}}"),
        8,
        f"{PORT}.tcp.destinationPort.range.start",
    ),
    "end of v1alpha1": missing(
        ports_v1alpha1("{portRange: {start: 2}}"), 7, f"{OLD}.portRange.end"
    ),
    "port of v1alpha1": missing(
        ports_v1alpha1("{portNumber: {protocol: TCP}}"), 7, f"{OLD}.portNumber.port"
    ),
}
OTHER_THAN_ONE = {
    "subject": none(subject("{}"), "spec.subject", 7),
    "two subjects": two(
        subject("{namespaces: {}, pods: {podSelector: {}}}"), "spec.subject", 7, "keep one of"
    ),
    "peer": none(egress("to: [{}]"), PEER),
    "null peer": none(egress("to: [{namespaces: ~}]"), PEER),
    "two peers": two(egress("to: [{namespaces: {}, networks: [10.0.0.0/8]}]"), PEER),
    "protocol": none(ports("{}"), PORT),
    "two protocols": two(
        ports("{tcp: {destinationPort: {number: 1}}, udp: {destinationPort: {number: 1}}}"), PORT
    ),
    "tcp": none(ports("{tcp: {}}"), f"{PORT}.tcp", 8, "range: {start: 1, end: 65535}"),
    "sctp": none(ports("{sctp: {}}"), f"{PORT}.sctp", 8, "every port is sctp:"),
    "destinationPort": none(
        ports("{tcp: {destinationPort: {}}}"), f"{PORT}.tcp.destinationPort", 8, "number, range"
    ),
    "number and range": two(
        ports("{udp: {destinationPort: {number: 1, range: {start: 1, end: 2}}}}"),
        f"{PORT}.udp.destinationPort",
        8,
        "keep one of",
    ),
    "port of v1alpha1": none(ports_v1alpha1("{}"), OLD, 7),
    "two ports of v1alpha1": two(ports_v1alpha1("{namedPort: a, portNumber: {port: 1}}"), OLD, 7),
}


@pytest.mark.parametrize("bad", MISSING.values(), ids=MISSING.keys())
def test_missing_fields(bad: Bad) -> None:
    bad.check()


@pytest.mark.parametrize("bad", OTHER_THAN_ONE.values(), ids=OTHER_THAN_ONE.keys())
def test_other_than_one_field(bad: Bad) -> None:
    bad.check()
