"""What lies at the edges of policies: the ports and addresses where a decision can turn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from verifier.flow import Protocol
from verifier.reference.addresses import parse_network
from verifier.resources import (
    AdminPolicy,
    AdminPort,
    AdminRule,
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    NetworkPolicyRule,
    Node,
)

Item = (
    NetworkPolicy
    | NetworkPolicyRule
    | NetworkPolicyPeer
    | NetworkPolicyPort
    | AdminPolicy
    | Node
    | str
)

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
    admin = [port for item in items for port in admin_ports_in(item)]
    numbers = [around for port in written for around in bounds(port)]
    numbers += [around for port in admin for around in admin_bounds(port)]
    ports = dict.fromkeys((*numbers, 80, 65535))
    spelled = (*(port.protocol for port in written), *(port.protocol for port in admin))
    protocols = dict.fromkeys((*(Protocol(text or "TCP") for text in spelled), *Protocol))
    called = (
        *(port.port for port in written if isinstance(port.port, str)),
        *(port.named_port for port in admin if port.named_port is not None),
    )
    names = dict.fromkeys((*called, "http"))
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


def admin_bounds(port: AdminPort) -> tuple[int, ...]:
    """As `bounds`, of a port of the Admin and Baseline tiers."""
    if port.port is None:
        return ()
    first, last = port.port.number, port.port.last or port.port.number
    return last, first, last - 1, last + 1, first - 1


def admin_rules_in(item: Item) -> tuple[AdminRule, ...]:
    """The rules of an admin policy."""
    if not isinstance(item, AdminPolicy):
        return ()
    return (*(item.ingress or ()), *(item.egress or ()))


def admin_ports_in(item: Item) -> Iterator[AdminPort]:
    """The ports of an admin policy."""
    for rule in admin_rules_in(item):
        yield from rule.ports or ()


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
    if isinstance(item, Node):
        yield from (f"{address}/{128 if ':' in address else 32}" for address in item.addresses)
    for rule in admin_rules_in(item):
        yield from (network for peer in rule.peers for network in peer.networks or ())
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
