"""CIDRs as the API server takes them, with its warnings."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.manifests.cidr import is_address, parse_cidr, sloppiness


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "10.0.0.0",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/+8",
        "10.0.0.0/-1",
        "10.0.0/8",
        "10.0.0.256/8",
        "10.0.0.0.0/8",
        "10.0.0.0/8 ",
        "2001:db8::/129",
        "2001:db8::%eth0/64",
        "2001:db8/64",
        "::1.2.3/96",
        "\u0661\u0660.0.0.0/8",
        "10.0.0.0/8/8",
    ],
)
def test_no_cidr(text: str) -> None:
    assert parse_cidr(text) is None


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.0.0.5/8", "10.0.0.0/8"),
        ("010.000.0.5/08", "10.0.0.0/8"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("::/0", "::/0"),
        ("2001:DB8:0::/32", "2001:db8::/32"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("::ffff:010.0.0.0/104", "10.0.0.0/8"),
        ("64:ff9b::192.0.2.1/128", "64:ff9b::c000:201/128"),
        ("::ffff:10.0.0.0/64", "::/64"),
    ],
)
def test_networks(text: str, canonical: str) -> None:
    cidr = parse_cidr(text)
    assert cidr is not None
    assert cidr.canonical == canonical


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("10.0.0.0/8", []),
        ("2001:db8::/32", []),
        (
            "10.0.0.5/8",
            [
                'CIDR value "10.0.0.5/8" is ambiguous in this context '
                '(should be "10.0.0.0/8" or "10.0.0.5/32"?)'
            ],
        ),
        (
            "10.01.0.0/16",
            [
                'non-standard CIDR value "10.01.0.0/16" will be considered invalid in a future '
                'Kubernetes release: use "10.1.0.0/16"'
            ],
        ),
        (
            "10.0.0.0/08",
            [
                'non-standard CIDR value "10.0.0.0/08" will be considered invalid in a future '
                'Kubernetes release: use "10.0.0.0/8"'
            ],
        ),
        (
            "::ffff:10.0.0.0/104",
            [
                'non-standard CIDR value "::ffff:10.0.0.0/104" will be considered invalid in a '
                'future Kubernetes release: use "10.0.0.0/8"'
            ],
        ),
        (
            "2001:DB8::/32",
            [
                'IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952 canonical format '
                '("2001:db8::/32")'
            ],
        ),
    ],
)
def test_warnings(text: str, warnings: list[str]) -> None:
    assert list(sloppiness(text)) == warnings


@given(st.ip_addresses(), st.integers(0, 128))
def test_standard_cidrs_agree_with_the_standard_library(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, prefix: int
) -> None:
    text = f"{address}/{min(prefix, address.max_prefixlen)}"
    network = ipaddress.ip_network(text, strict=False)
    cidr = parse_cidr(text)
    assert cidr is not None
    if getattr(address, "ipv4_mapped", None) is None:
        assert cidr.canonical == str(network)


def test_addresses() -> None:
    assert all(map(is_address, ["10.0.0.1", "fd00::1", "::ffff:1.2.3.4"]))
    assert not any(map(is_address, ["", "10.0.0.1/8", "pod", "fd00::1%eth0"]))
