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
    """Ports, protocols, names of ports and addresses that a flow should try.

    What is mentioned comes first, as hypothesis prefers what comes first. `addresses` are by IP
    version.
    """

    ports: tuple[int, ...]
    protocols: tuple[Protocol, ...]
    names: tuple[str, ...]
    addresses: dict[int, tuple[str, ...]]


def near(*items: Item) -> Near:
    """The edges of everything in `items`, and one step beyond each; a text is a CIDR."""
    written = [port for item in items for port in ports_in(item)]
    numbers = [around for port in written for around in bounds(port)]
    ports = dict.fromkeys((*numbers, 80, 65535))
    protocols = dict.fromkeys((*(Protocol(port.protocol or "TCP") for port in written), *Protocol))
    names = dict.fromkeys((*(port.port for port in written if isinstance(port.port, str)), "http"))
    cidrs = (*(cidr for item in items for cidr in cidrs_in(item)), *ELSEWHERE)
    found = dict.fromkeys(address for cidr in cidrs for address in edges(cidr))
    return Near(
        tuple(port for port in ports if 1 <= port <= 65535),
        tuple(protocols),
        tuple(names),
        {version: tuple(str(a) for a in found if a.version == version) for version in (4, 6)},
    )


def bounds(port: NetworkPolicyPort) -> tuple[int, ...]:
    """The last and first number of a port, and those just outside."""
    if not isinstance(port.port, int):
        return ()
    last = port.end_port or port.port
    return last, port.port, last - 1, last + 1, port.port - 1


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
            yield from peer.ip_block.except_ or ()
            yield peer.ip_block.cidr


def edges(cidr: str) -> Iterator[IPv4Address | IPv6Address]:
    """The first and last address of a range, and those just outside."""
    net = parse_network(cidr)
    first, last = int(net.network_address), int(net.broadcast_address)
    for value in (first, last, first - 1, last + 1):
        if 0 <= value < 1 << net.max_prefixlen and (net.version == 4 or value >> 32 != 0xFFFF):
            yield IPv4Address(value) if net.version == 4 else IPv6Address(value)
