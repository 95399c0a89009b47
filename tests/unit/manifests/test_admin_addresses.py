"""Networks and domain names of admin policies, and the numbers and names of ports."""

import pytest

from tests.unit.manifests.admin import admin, egress, only_policy, ports, ports_v1alpha1
from tests.unit.manifests.bad import Bad
from verifier.manifests.codes import Code

RULE = "spec.egress[0]"
PEER = f"{RULE}.to[0]"
PORT = f"{RULE}.protocols[0]"
OLD = f"{RULE}.ports[0]"
UNCHECKED = "no implementation can apply it"
CIDR = "Invalid CIDR format provided"
ORDER = "Start port must be less than End port"


def invalid(text: str, field: str, message: str, advice: str = "", line: int = 8) -> Bad:
    """A value that has the right type."""
    return Bad(text, Code.INVALID, message, line, field, advice)


def networks(*texts: str) -> str:
    """A policy with one peer of these networks."""
    return egress(f"to: [{{networks: [{', '.join(texts)}]}}]")


def domains(*texts: str) -> str:
    """A policy with one peer of these domain names."""
    return egress(f"to: [{{domainNames: [{', '.join(texts)}]}}]")


CIDRS = {
    f"5.5 {text}": invalid(
        networks(f'"{text}"'), f"{PEER}.networks[0]", f'"{text}": {CIDR}', "without leading zeros"
    )
    for text in (
        *("10.0.0.1", "10.0.0.0/33", "010.0.0.0/8", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0/8"),
        *(
            "::ffff:10.0.0.0/104",
            "::ffff:a00:0/104",
            "fe80::1%eth0/64",
            "2001:db8::/129",
            "any",
            "",
        ),
    )
}
EMBEDDED = {
    f"5.5 v1alpha1 {text}": invalid(
        admin(f'egress: [{{action: Deny, to: [{{networks: ["{text}"]}}]}}]'),
        f"{PEER}.networks[0]",
        f'"{text}": {message}',
        "write a CIDR",
        7,
    )
    for text, message in (
        ("2001:db8::10.0.0.0/96", "CIDR must be either an IPv4 or IPv6 address. IPv4 address"),
        ("10", "CIDR must be either an IPv4 or IPv6 address"),
        ("10.0.0.0/33", CIDR),
    )
}
DOMAINS = {
    f"5.7 {text}": invalid(
        domains(f"'{text}'"), f"{PEER}.domainNames[0]", "in body should match '^(", "*.example.com"
    )
    for text in (
        "localhost",
        "*",
        "*.*.a.b",
        "a.*.b",
        "a..b",
        ".a.b",
        "-a.b",
        "a-.b",
        "*a.b",
        "a b.c",
    )
}
PORTS = {
    "5.6 number": invalid(
        ports("{tcp: {destinationPort: {number: 0}}}"),
        f"{PORT}.tcp.destinationPort.number",
        "in body should be greater than or equal to 1",
        "from 1 to 65535",
    ),
    "5.6 end": invalid(
        ports("{udp: {destinationPort: {range: {start: 1, end: 65536}}}}"),
        f"{PORT}.udp.destinationPort.range.end",
        "in body should be less than or equal to 65535",
        "from 1 to 65535",
    ),
    "5.6 start": invalid(
        ports("{sctp: {destinationPort: {range: {start: 0, end: 9}}}}"),
        f"{PORT}.sctp.destinationPort.range.start",
        "in body should be greater than or equal to 1",
        "from 1 to 65535",
    ),
    "5.6 one port": invalid(
        ports("{tcp: {destinationPort: {range: {start: 80, end: 80}}}}"),
        f"{PORT}.tcp.destinationPort.range",
        f'Invalid value: {{"start": 80, "end": 80}}: {ORDER}',
        "destinationPort: {number: 80}",
    ),
    "5.6 order": invalid(
        ports("{tcp: {destinationPort: {range: {start: 90, end: 80}}}}"),
        f"{PORT}.tcp.destinationPort.range",
        ORDER,
        "swap them",
    ),
    "order in v1alpha1": invalid(
        ports_v1alpha1("{portRange: {start: 90, end: 80}}"),
        f"{OLD}.portRange",
        ORDER,
        f"swap them; {UNCHECKED}",
        7,
    ),
    "5.6 v1alpha1": invalid(
        ports_v1alpha1("{portNumber: {port: 65536}}"),
        f"{OLD}.portNumber.port",
        "in body should be less than or equal to 65535",
        "from 1 to 65535",
        7,
    ),
    "empty name": invalid(
        ports('{destinationNamedPort: ""}'), f"{PORT}.destinationNamedPort", "must be", UNCHECKED
    ),
    "empty name in v1alpha1": invalid(
        ports_v1alpha1('{namedPort: ""}'), f"{OLD}.namedPort", "must be", UNCHECKED, 7
    ),
}
BAD = {**CIDRS, **EMBEDDED, **DOMAINS, **PORTS}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_refused_addresses_and_ports(bad: Bad) -> None:
    bad.check()


@pytest.mark.parametrize(
    "text",
    ["10.0.0.0/8", "10.1.2.3/16", "0.0.0.0/0", "::/0", "2001:DB8::/32", "2001:db8::10.0.0.0/96"],
)
def test_networks_with_host_bits_and_of_every_spelling_load(text: str) -> None:
    (rule,) = only_policy(networks(f'"{text}"')).egress or ()
    assert rule.peers[0].networks == (text,)


def test_the_longest_cidr_loads() -> None:
    text = "2001:0db8:0000:0000:0000:0000:0000:0001/128"
    assert len(text) == 43
    (rule,) = only_policy(networks(f'"{text}"')).egress or ()
    assert rule.peers[0].networks == (text,)


@pytest.mark.parametrize(
    "text", ["a.b", "*.a.b", "a.b.", "A-1.b_c.D", "_a.b", "1.2.3.4", "x" * 70 + ".com"]
)
def test_domain_names_that_the_schema_takes_load(text: str) -> None:
    (rule,) = only_policy(domains(f"'{text}'")).egress or ()
    assert rule.peers[0].domain_names == (text,)


@pytest.mark.parametrize(
    "text",
    [
        ports("{tcp: {destinationPort: {number: 1}}}"),
        ports("{tcp: {destinationPort: {number: 65535}}}"),
        ports("{udp: {destinationPort: {range: {start: 1, end: 65535}}}}"),
        ports("{sctp: {destinationPort: {range: {start: 1, end: 2}}}}"),
        ports_v1alpha1("{portRange: {start: 80, end: 80}}"),
        ports_v1alpha1("{portNumber: {protocol: SCTP, port: 65535}}"),
    ],
)
def test_ports_at_the_limits_load(text: str) -> None:
    assert only_policy(text).egress
