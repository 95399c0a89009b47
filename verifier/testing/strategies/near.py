"""What lies at the edges of policies: the ports and addresses where a decision can turn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from verifier.flow import Protocol
from verifier.reference.addresses import parse_network
from verifier.resources import (
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
)

Item = NetworkPolicy | NetworkPolicyRule | NetworkPolicyPeer | NetworkPolicyPort | str

ELSEWHERE = ("10.0.0.0/29", "198.51.100.0/31", "fd00::/125", "2001:db8::/127")


@dataclass(frozen=True, slots=True)
class Near:
    """Ports, names of ports and addresses that a flow should try; `addresses` by IP version.

    Protocols and addresses that are mentioned occur several times.
    """

    ports: tuple[int, ...]
    protocols: tuple[Protocol, ...]
    names: tuple[str, ...]
    addresses: dict[int, tuple[str, ...]]


def near(*items: Item) -> Near:
    """The edges of everything in `items`, and one step beyond each; a text is a CIDR."""
    ports, names, cidrs = {80, 65535}, {"http"}, set[str]()
    protocols = list(Protocol)
    for item in items:
        for port in ports_in(item):
            protocols += [Protocol(port.protocol or "TCP")] * 3
            if isinstance(port.port, int):
                last = port.end_port or port.port
                ports |= {port.port - 1, port.port, last, last + 1}
            if isinstance(port.port, str):
                names.add(port.port)
        cidrs |= set(cidrs_in(item))
    mentioned = sorted(
        {a for cidr in cidrs for a in edges(cidr)}, key=lambda a: (a.version, int(a))
    )
    found = [*(a for cidr in ELSEWHERE for a in edges(cidr)), *mentioned, *mentioned, *mentioned]
    addresses = {v: tuple(str(a) for a in found if a.version == v) for v in (4, 6)}
    usable = tuple(sorted(p for p in ports if 1 <= p <= 65535))
    return Near(usable, tuple(protocols), tuple(sorted(names)), addresses)


def rules_in(item: Item) -> Iterator[NetworkPolicyRule]:
    """The rules of an item."""
    match item:
        case NetworkPolicy():
            yield from item.spec.ingress or ()
            yield from item.spec.egress or ()
        case NetworkPolicyRule():
            yield item
        case _:
            pass


def ports_in(item: Item) -> Iterator[NetworkPolicyPort]:
    """The ports of an item."""
    if isinstance(item, NetworkPolicyPort):
        yield item
    for rule in rules_in(item):
        yield from rule.ports or ()


def cidrs_in(item: Item) -> Iterator[str]:
    """The ranges and excepts of an item."""
    if isinstance(item, str):
        yield item
    peers: Iterable[NetworkPolicyPeer] = (p for rule in rules_in(item) for p in rule.peers or ())
    for peer in (item,) if isinstance(item, NetworkPolicyPeer) else peers:
        if peer.ip_block is not None:
            yield peer.ip_block.cidr
            yield from peer.ip_block.except_ or ()


def edges(cidr: str) -> Iterator[IPv4Address | IPv6Address]:
    """The first and last address of a range, and those just outside."""
    net = parse_network(cidr)
    first, last = int(net.network_address), int(net.broadcast_address)
    for value in (first - 1, first, last, last + 1):
        if 0 <= value < 1 << net.max_prefixlen and (net.version == 4 or value >> 32 != 0xFFFF):
            yield IPv4Address(value) if net.version == 4 else IPv6Address(value)
