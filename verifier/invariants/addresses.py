"""Addresses and ranges, read strictly: no host bits, no zones, no IPv4 dressed as IPv6."""

import ipaddress

from verifier.invariants.passage import Passage

ADDRESS = "NP959"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def looks_like_address(text: str) -> bool:
    """Iff `text` can only have been meant as an address or a range."""
    address = text.partition("/")[0]
    if address.count(":") > 1 or text.startswith("["):
        return True
    return address.count(".") == 3 and address.replace(".", "").isdigit()


def parse_network(passage: Passage) -> Network:
    """The range that an address or a CIDR text writes, IPv6 in brackets or not. Raises
    InputError."""
    text = passage.text
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    try:
        network = ipaddress.ip_network(text, strict=False)
        exact = ipaddress.ip_interface(text)
    except ValueError:
        raise passage.refuse(
            ADDRESS,
            f"`{passage.text}` is not an address: expected one such as 198.51.100.7, "
            "198.51.100.0/24 or [2001:db8::1]",
        ) from None
    if "%" in text:
        raise passage.refuse(ADDRESS, f"`{text}` has a zone: expected an address without `%`")
    prefix = text.partition("/")[2]
    if prefix and not (prefix.isdecimal() and prefix.isascii() and prefix == str(int(prefix))):
        raise passage.refuse(
            ADDRESS,
            f"`{text}` is not a CIDR: expected a number of bits after `/`",
            f"write {network}",
        )
    if exact.ip != network.network_address:
        raise passage.refuse(
            ADDRESS, f"`{text}` has bits set behind its prefix", f"did you mean `{network}`?"
        )
    if isinstance(network, ipaddress.IPv6Network) and network.network_address.ipv4_mapped:
        raise passage.refuse(
            ADDRESS,
            f"`{text}` is an IPv4 address inside IPv6, which no flow has",
            f"write {network.network_address.ipv4_mapped}",
        )
    return network


def inside(inner: Network, outer: Network) -> bool:
    """Iff `outer` holds all of `inner` and more."""
    if isinstance(inner, ipaddress.IPv4Network) and isinstance(outer, ipaddress.IPv4Network):
        return inner != outer and inner.subnet_of(outer)
    if isinstance(inner, ipaddress.IPv6Network) and isinstance(outer, ipaddress.IPv6Network):
        return inner != outer and inner.subnet_of(outer)
    return False
