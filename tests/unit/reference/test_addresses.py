"""address_in, with all that the API server lets through."""

import pytest

from verifier.errors import UsageError
from verifier.reference import address_in


@pytest.mark.parametrize(
    ("ip", "inside"),
    [
        ("10.0.0.0", True),
        ("10.255.255.255", True),
        ("9.255.255.255", False),
        ("11.0.0.0", False),
    ],
)
def test_the_edges_of_a_range(ip: str, inside: bool) -> None:
    assert address_in("10.0.0.0/8", None, ip) is inside


@pytest.mark.parametrize(
    "cidr", ["10.0.0.5/8", "010.0.0.0/8", "10.0.0.0/08", "::ffff:10.0.0.0/104"]
)
def test_other_spellings_of_one_range(cidr: str) -> None:
    assert address_in(cidr, (), "10.9.8.7")
    assert not address_in(cidr, (), "8.9.8.7")


def test_an_exception_is_taken_away() -> None:
    assert not address_in("10.0.0.0/8", ("10.1.0.0/16",), "10.1.2.3")
    assert address_in("10.0.0.0/8", ("10.1.0.0/16",), "10.2.0.0")


@pytest.mark.parametrize(
    ("cidr", "ip"), [("0.0.0.0/0", "::1"), ("::/0", "127.0.0.1"), ("::/0", "::ffff:127.0.0.1")]
)
def test_families_never_mix(cidr: str, ip: str) -> None:
    assert not address_in(cidr, (), ip)


def test_one_address_is_a_range() -> None:
    assert address_in("2001:db8::1/128", (), "2001:0db8:0::1")


@pytest.mark.parametrize(
    "cidr", ["10.0.0.0", "10.0.0.0/", "10.0.0/8", "10.0.0.0/33", "a/8", "::/-1"]
)
def test_what_is_no_range_is_an_error(cidr: str) -> None:
    with pytest.raises(UsageError, match="is not a CIDR"):
        address_in(cidr, (), "10.0.0.1")


def test_what_is_no_address_is_an_error() -> None:
    with pytest.raises(UsageError, match="is not an IP address"):
        address_in("10.0.0.0/8", (), "somewhere")
