"""CIDRs as the API server parses them: host bits, leading zeros and IPv4-mapped IPv6 are taken."""

import re
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address

_OCTET = re.compile(r"0*([0-9]{1,3})(?=\.|$)")
_SLOPPY_IPV4 = re.compile(r"(?:0*[0-9]{1,3}\.){3}0*[0-9]{1,3}")
_PREFIX = re.compile("0*([0-9]{1,3})")
_MAPPED = 0xFFFF << 32


@dataclass(frozen=True, slots=True)
class Cidr:
    """`version` 4 or 6; `address` with its host bits; `prefix` and `bits`: lengths as written.

    An IPv4-mapped IPv6 address has version 4 and 128 bits.
    """

    text: str
    version: int
    address: int
    prefix: int
    bits: int
    standard: bool

    @property
    def network(self) -> int:
        """The address without its host bits."""
        host = self.bits - self.prefix
        return self.address >> host << host

    @property
    def canonical(self) -> str:
        """The network as it should be written."""
        width = 32 if self.version == 4 else 128
        return f"{_text(self.version, self.network)}/{self.prefix - self.bits + width}"

    def contains(self, address: int, version: int) -> bool:
        """Whether the network holds an address."""
        host = self.bits - self.prefix
        return self.version == version and self.address >> host == address >> host


@lru_cache(maxsize=65536)
def parse_cidr(text: str) -> Cidr | None:
    """The CIDR that `text` says to the API server, None if it says none."""
    written, slash, length = text.partition("/")
    matched = _PREFIX.fullmatch(length)
    if not slash or matched is None:
        return None
    parsed = _address(written)
    if parsed is None:
        return None
    version, address, bits, standard = parsed
    prefix = int(matched[1])
    if prefix > bits:
        return None
    if version == 4 and bits == 128 and prefix < 96:
        version, address = 6, address | _MAPPED
    return Cidr(text, version, address, prefix, bits, standard and length == str(prefix))


@lru_cache(maxsize=65536)
def sloppiness(text: str) -> tuple[str, ...]:
    """The API server's warnings about a CIDR that it accepts."""
    cidr = parse_cidr(text)
    if cidr is None:
        return ()
    warnings = []
    if cidr.address != cidr.network:
        width = 32 if cidr.version == 4 else 128
        single = f"{_text(cidr.version, cidr.address)}/{width}"
        warnings.append(
            f'CIDR value "{text}" is ambiguous in this context '
            f'(should be "{cidr.canonical}" or "{single}"?)'
        )
    if not cidr.standard:
        warnings.append(
            f'non-standard CIDR value "{text}" will be considered invalid in a future Kubernetes '
            f'release: use "{cidr.canonical}"'
        )
    if not warnings and cidr.version == 6 and text != cidr.canonical:
        warnings.append(
            f'IPv6 CIDR value "{text}" should be in RFC 5952 canonical format ("{cidr.canonical}")'
        )
    return tuple(warnings)


def is_address(text: str) -> bool:
    """Whether the API server takes `text` as an IP address."""
    return _address(text) is not None


def canonical_address(text: str) -> str | None:
    """The usual spelling of the IP address that `text` says to the API server, None if it says
    none; an IPv4-mapped IPv6 address is an IPv4 address."""
    parsed = _address(text)
    return None if parsed is None else _text(parsed[0], parsed[1])


def _address(text: str) -> tuple[int, int, int, bool] | None:
    """Version, number, length in bits, and whether it is written in a standard way."""
    if _SLOPPY_IPV4.fullmatch(text):
        number = _ipv4(text)
        return None if number is None else (4, number, 32, text == str(IPv4Address(number)))
    head, colon, tail = text.rpartition(":")
    if not colon or "%" in text:
        return None
    plain_tail = _OCTET.sub(r"\1", tail) if "." in tail else tail
    try:
        number = int(IPv6Address(f"{head}:{plain_tail}"))
    except ValueError:
        return None
    if number >> 32 == 0xFFFF:
        return 4, number & 0xFFFFFFFF, 128, False
    return 6, number, 128, plain_tail == tail


def _ipv4(text: str) -> int | None:
    octets = [int(octet) for octet in text.split(".")]
    return None if max(octets) > 255 else int.from_bytes(octets)


def _text(version: int, number: int) -> str:
    return str(IPv4Address(number) if version == 4 else IPv6Address(number))
