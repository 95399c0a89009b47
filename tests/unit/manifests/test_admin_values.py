"""Words, counts and lengths in admin policies that the schemas and CEL rules refuse."""

import pytest

from tests.unit.manifests.admin import (
    ALL,
    admin,
    baseline,
    cluster,
    egress,
    head,
    only_policy,
    policy_text,
    ports_v1alpha1,
    subject,
)
from tests.unit.manifests.bad import Bad
from verifier.manifests.codes import Code

RULE = "spec.egress[0]"
PEER = f"{RULE}.to[0]"
OLD = f"{RULE}.ports[0]"
UNCHECKED = "no implementation can apply it"


def invalid(text: str, field: str, message: str, advice: str = "", line: int = 8) -> Bad:
    """A value that has the right type."""
    return Bad(text, Code.INVALID, message, line, field, advice)


def unsupported(text: str, field: str, message: str, advice: str = "", line: int = 8) -> Bad:
    """A word that is none of a list."""
    return Bad(text, Code.UNSUPPORTED, f"Unsupported value: {message}", line, field, advice)


def networks(*texts: str) -> str:
    """A policy with one peer of these networks."""
    return egress(f"to: [{{networks: [{', '.join(texts)}]}}]")


def domains(*texts: str) -> str:
    """A policy with one peer of these domain names."""
    return egress(f"to: [{{domainNames: [{', '.join(texts)}]}}]")


def priority(kind: str, number: int) -> str:
    """A policy of this priority, in line 5."""
    more = ["tier: Admin"] if kind == "ClusterNetworkPolicy" else []
    return policy_text(kind, f"priority: {number}", "subject: {namespaces: {}}", *more)


def rule(times: int) -> str:
    """This many rules."""
    return f"[{', '.join(['{action: Deny, to: [{namespaces: {}}]}'] * times)}]"


ADDRESSES = [f"10.0.{n}.0/24" for n in range(26)]
WORDS = {
    "5.1 tier": unsupported(
        policy_text(
            "ClusterNetworkPolicy", "tier: admin", "priority: 1", "subject: {namespaces: {}}"
        ),
        "spec.tier",
        '"admin": supported values: "Admin", "Baseline"',
        "write Admin",
        5,
    ),
    "5.1 Allow": unsupported(
        cluster(f"egress: [{{action: Allow, to: {ALL}}}]"),
        f"{RULE}.action",
        '"Allow": supported values: "Accept", "Deny", "Pass"',
        "v1alpha2 has Accept where v1alpha1 has Allow",
    ),
    "5.1 case": unsupported(
        cluster(f"egress: [{{action: deny, to: {ALL}}}]"), f"{RULE}.action", '"deny"', "write Deny"
    ),
    "5.1 Accept in v1alpha1": unsupported(
        admin(f"egress: [{{action: Accept, to: {ALL}}}]"),
        f"{RULE}.action",
        '"Accept": supported values: "Allow", "Deny", "Pass"',
        "v1alpha1 has Allow",
        7,
    ),
    "5.1 Pass in the baseline": unsupported(
        baseline(f"ingress: [{{action: Pass, from: {ALL}}}]"),
        "spec.ingress[0].action",
        '"Pass": supported values: "Allow", "Deny"',
        "no tier to pass to",
        6,
    ),
    "protocol of v1alpha1": unsupported(
        ports_v1alpha1("{portNumber: {protocol: tcp, port: 1}}"),
        f"{OLD}.portNumber.protocol",
        '"tcp": supported values: "TCP", "UDP", "SCTP"',
        f"write TCP; {UNCHECKED}",
        7,
    ),
}
SIZES = {
    "5.2 priority below": invalid(
        priority("ClusterNetworkPolicy", -1),
        "spec.priority",
        "Invalid value: -1: spec.priority in body should be greater than or equal to 0",
        "from 0 to 1000",
        5,
    ),
    "5.2 priority above": invalid(
        priority("AdminNetworkPolicy", 1001),
        "spec.priority",
        "Invalid value: 1001: spec.priority in body should be less than or equal to 1000",
        "from 0 to 1000",
        5,
    ),
    "5.4 rules": invalid(
        cluster(f"egress: {rule(26)}"), "spec.egress", "Too many: 26: must have at most 25 items"
    ),
    "5.4 rules of v1alpha1": invalid(
        admin(f"egress: {rule(101)}"),
        "spec.egress",
        "Too many: 101: must have at most 100 items",
        line=7,
    ),
    "5.4 no peers": invalid(
        egress("to: []"),
        f"{RULE}.to",
        f"Invalid value: 0: {RULE}.to in body should have at least 1 items",
        "`namespaces: {}` as its item is every pod",
    ),
    "5.4 peers": invalid(
        egress(f"to: [{', '.join(['{namespaces: {}}'] * 26)}]"), f"{RULE}.to", "Too many: 26"
    ),
    "5.4 no protocols": invalid(
        egress(f"to: {ALL}, protocols: []"),
        f"{RULE}.protocols",
        "in body should have at least 1 items",
        "remove the field to mean all ports",
    ),
    "5.4 no ports": invalid(
        admin(f"egress: [{{action: Deny, to: {ALL}, ports: []}}]"),
        f"{RULE}.ports",
        "in body should have at least 1 items",
        "remove the field",
        7,
    ),
    "5.5 no networks": invalid(
        networks(), f"{PEER}.networks", "should have at least 1 items", "write a CIDR"
    ),
    "5.5 networks": invalid(networks(*ADDRESSES), f"{PEER}.networks", "Too many: 26: must have"),
    "5.5 twice": invalid(
        networks("10.0.0.0/8", "10.0.0.0/8"),
        f"{PEER}.networks[1]",
        'Duplicate value: "10.0.0.0/8"',
        "remove it",
    ),
    "5.7 no domain names": invalid(
        domains(), f"{PEER}.domainNames", "should have at least 1 items", "such as example.com"
    ),
    "5.7 domain names": invalid(
        domains(*(f"a{n}.b" for n in range(26))), f"{PEER}.domainNames", "Too many: 26: must have"
    ),
    "5.7 twice": invalid(
        domains("a.b", "c.d", "a.b"), f"{PEER}.domainNames[2]", 'Duplicate value: "a.b"', "remove"
    ),
    "5.9 name": invalid(
        egress(f"to: {ALL}, name: {'x' * 101}"),
        f"{RULE}.name",
        "Too long: may not be more than 100 bytes",
    ),
    "5.11 name of the baseline": invalid(
        baseline().replace("name: default", "name: base"),
        "metadata.name",
        'Only one baseline admin network policy with metadata.name="default" can be created',
        "write name: default",
        3,
    ),
    "name": Bad(
        cluster().replace("name: default", "name: Big"),
        Code.INVALID,
        "a lowercase RFC 1123 subdomain must consist of",
        3,
        "metadata.name",
    ),
    "no name": Bad(
        cluster().replace("name: default", ""),
        Code.REQUIRED,
        "name or generateName is required",
        3,
        "metadata.name",
    ),
}
BAD = {**WORDS, **SIZES}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_refused_words_and_sizes(bad: Bad) -> None:
    bad.check()


@pytest.mark.parametrize(
    "text",
    [
        policy_text(
            "ClusterNetworkPolicy", "tier: Baseline", "priority: 1000", "subject: {namespaces: {}}"
        ),
        priority("AdminNetworkPolicy", 0),
        cluster(f"egress: {rule(25)}"),
        admin(f"egress: {rule(100)}"),
        baseline(f"egress: {rule(26)}"),
        egress(f"to: [{', '.join(['{namespaces: {}}'] * 25)}]"),
        egress(f"to: {ALL}, name: {'x' * 100}"),
        egress(f'to: {ALL}, name: ""'),
        networks(*ADDRESSES[:25]),
        domains(*(f"a{n}.b" for n in range(25))),
        subject("{pods: {podSelector: {}}}"),
        head("ClusterNetworkPolicy").replace("name: default", "generateName: x-")
        + "spec: {tier: Admin, priority: 1, subject: {namespaces: {}}}\n",
    ],
)
def test_sizes_at_the_limits_load(text: str) -> None:
    assert only_policy(text).kind


@pytest.mark.parametrize("action", ["Accept", "Deny", "Pass"])
@pytest.mark.parametrize("tier", ["Admin", "Baseline"])
def test_each_action_loads_in_each_tier(tier: str, action: str) -> None:
    text = cluster(f"egress: [{{action: {action}, to: {ALL}}}]")
    policy = only_policy(text.replace("tier: Admin", f"tier: {tier}"))
    assert (policy.tier, [rule.action for rule in policy.egress or ()]) == (tier, [action])
