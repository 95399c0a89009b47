"""Ports and ranges of addresses as sets, so that those of two maps can be compared."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network, summarize_address_range
from itertools import pairwise

from verifier.analysis.results import AllowedPorts
from verifier.flow import Protocol

Mask = int  # one bit for each port of each protocol
PROTOCOLS = tuple(Protocol)
ALL = 1 << 16


def mask_of(allows: Iterable[AllowedPorts]) -> Mask:
    """The ports as one set."""
    found = 0
    for item in allows:
        base = PROTOCOLS.index(item.protocol) * ALL
        found |= (1 << (base + item.last + 1)) - (1 << (base + item.first))
    return found


def ranges_of(mask: Mask) -> tuple[AllowedPorts, ...]:
    """A set of ports in as few ranges as it takes: no port is 0, so that none crosses protocols."""
    return tuple(
        AllowedPorts(PROTOCOLS[run.start() // ALL], run.start() % ALL, (run.end() - 1) % ALL)
        for run in re.finditer("1+", bin(mask)[:1:-1])
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Addresses `first` to `last`, as numbers, with the ports of both versions."""

    version: int
    first: int
    last: int
    before: Mask
    after: Mask

    def networks(self) -> tuple[str, ...]:
        """The addresses as ranges."""
        kind = IPv4Address if self.version == 4 else IPv6Address
        return tuple(map(str, summarize_address_range(kind(self.first), kind(self.last))))


def stretches(old: Mapping[str, Mask], new: Mapping[str, Mask]) -> Iterator[Stretch]:
    """The addresses of both, cut where a range of one of them begins or ends."""
    for version, bits in ((4, 32), (6, 128)):
        before, after = (spans(ends, version) for ends in (old, new))
        cuts = {first for first, _, _ in (*before, *after)}
        cuts |= {last + 1 for _, last, _ in (*before, *after)}
        edges = sorted({0, 1 << bits, *cuts})
        for first, following in pairwise(edges):
            yield Stretch(version, first, following - 1, at(before, first), at(after, first))


def spans(ends: Mapping[str, Mask], version: int) -> list[tuple[int, int, Mask]]:
    """The ranges of one family, as numbers."""
    networks = ((ip_network(text), mask) for text, mask in ends.items())
    return [
        (int(network.network_address), int(network.broadcast_address), mask)
        for network, mask in networks
        if network.version == version
    ]


def at(found: Iterable[tuple[int, int, Mask]], address: int) -> Mask:
    """The ports of one address."""
    ports = 0
    for first, last, mask in found:
        if first <= address <= last:
            ports |= mask
    return ports
