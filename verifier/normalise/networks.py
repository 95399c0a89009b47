"""CIDR texts to networks, as the API server's lenient parser reads them."""

import socket
from functools import lru_cache

from verifier.model import Network

MAPPED = 0xFFFF << 32  # ::ffff:0:0/96 holds IPv4 addresses


@lru_cache(maxsize=65536)
def network(cidr: str) -> Network:
    """The range that `cidr` means: host bits and leading zeros are dropped, and an IPv4-mapped
    range of at least 96 bits is the IPv4 range within.

    Raises ValueError when the text is no CIDR. Source: NP-38.
    """
    text, slash, length = cidr.partition("/")
    if not slash or not length.isascii() or not length.isdigit():
        raise ValueError(f"{cidr!r} is not a CIDR")
    bits, value = address(text)
    prefix = int(length)
    if prefix > bits:
        raise ValueError(f"{cidr!r} is not a CIDR")
    if bits == 128 and prefix >= 96 and value >> 32 == 0xFFFF:
        bits, value, prefix = 32, value & 0xFFFFFFFF, prefix - 96
    host = bits - prefix
    return Network(bits, value >> host << host, prefix)


def address(text: str) -> tuple[int, int]:
    """The width in bits and the value of an address. Raises ValueError."""
    if ":" not in text:
        octets = text.split(".")
        decimal = [part for part in octets if part.isascii() and part.isdigit()]
        if len(octets) != 4 or len(decimal) != 4 or any(int(part) > 255 for part in decimal):
            raise ValueError(f"{text!r} is not an address")
        return 32, int.from_bytes(bytes(int(part) for part in octets), "big")
    try:
        packed = socket.inet_pton(socket.AF_INET6, text)
    except OSError:
        raise ValueError(f"{text!r} is not an address") from None
    return 128, int.from_bytes(packed, "big")


def host_network(text: str) -> Network:
    """The range of one address. Raises ValueError."""
    bits, value = address(text)
    if bits == 128 and value >> 32 == 0xFFFF:
        bits, value = 32, value & 0xFFFFFFFF
    return Network(bits, value, bits)


def show_address(bits: int, value: int) -> str:
    """The canonical text of an address."""
    family = socket.AF_INET if bits == 32 else socket.AF_INET6
    return socket.inet_ntop(family, value.to_bytes(bits // 8, "big"))


def show_network(net: Network) -> str:
    """The canonical text of a network."""
    return f"{show_address(net.bits, net.value)}/{net.prefix}"
