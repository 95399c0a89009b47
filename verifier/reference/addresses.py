"""Addresses in address ranges, read as leniently as the API server reads them."""

import re
from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from verifier.errors import UsageError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

LEADING_ZEROS = re.compile(r"\b0+(?=[0-9A-Fa-f])")
MAPPED_PREFIX = 96  # bits before the IPv4 part of ::ffff:0:0/96


def address_in(cidr: str, excepts: Sequence[str] | None, ip: str) -> bool:
    """True iff the address `ip` lies in `cidr` and in none of `excepts`.

    Families never mix: no IPv4 address lies in an IPv6 range, or the other way round.
    Raises UsageError for what is no address or range. Source: NP-36 to NP-39.
    """
    # "The except entry describes CIDRs that should not be included within this rule."
    # (networking/v1 types.go, IPBlock)
    address = parse_address(ip)
    return contains(parse_network(cidr), address) and not any(
        contains(parse_network(hole), address) for hole in excepts or ()
    )


def contains(network: Network, address: Address) -> bool:
    """True iff both are of one family and the leading bits of `network` are those of `address`."""
    return address in network


def parse_address(text: str) -> Address:
    """The address written `text`: leading zeros do not count, an IPv4-mapped one is IPv4.

    Raises UsageError.
    """
    try:
        address = ip_address(LEADING_ZEROS.sub("", text))
    except ValueError:
        raise UsageError(f"{text!r} is not an IP address") from None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def parse_network(text: str) -> Network:
    """The range written `text`; bits beyond the prefix do not count. Raises UsageError.

    Source: NP-38.
    """
    # "CIDR value %q is ambiguous in this context" and "will be considered invalid in a future
    # Kubernetes release" are warnings: the value is taken. (apimachinery util/validation/ip.go)
    host, slash, length = text.partition("/")
    if not slash or not length.isascii() or not length.isdigit():
        raise UsageError(f"{text!r} is not a CIDR")
    prefix = int(length)
    try:
        address = ip_address(LEADING_ZEROS.sub("", host))
        mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        if mapped is not None and prefix >= MAPPED_PREFIX:
            return ip_network((mapped, prefix - MAPPED_PREFIX), strict=False)
        return ip_network((address, prefix), strict=False)
    except ValueError:
        raise UsageError(f"{text!r} is not a CIDR") from None
