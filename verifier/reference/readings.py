"""What is open about a flow, and each way that it may be: plugin readings and pod addresses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from ipaddress import ip_network
from itertools import product

from verifier.dialect import READINGS, Dialect, dialect_from
from verifier.flow import Direction, Endpoint, ExternalEndpoint, Flow, PodEndpoint
from verifier.reference.addresses import (
    Address,
    Network,
    contains,
    parse_address,
    parse_network,
)
from verifier.reference.admin_rules import admin_rules
from verifier.reference.ends import is_own_node, judged_end, other_end
from verifier.reference.policies import rules
from verifier.resources import AdminPolicy, NetworkPolicy, Node

# Where the addresses of pods lie when nothing says more. Source: M-04.
POD_RANGES = tuple(
    ip_network(text)
    for text in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
        *("fc00::/7", "2000::/3"),
    )
)
# A node, and so a hostNetwork pod, may have any address that one host can have. Source: M-03, M-05.
ALL_RANGES = (ip_network("0.0.0.0/0"), ip_network("::/0"))
NO_HOST_RANGES = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/32", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4"),
        *("::/127", "ff00::/8", "::ffff:0:0/96"),
    )
)

Choices = tuple[tuple[str, str], ...]  # each open point, and what it is taken to be


@dataclass(frozen=True, slots=True)
class DialectReading:
    """A dialect with one reading of each point that policies ask about."""

    choices: Choices
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class EndReading:
    """An end with an address, if any policy may look at it."""

    choices: Choices
    end: Endpoint

    @property
    def family(self) -> int | None:
        """4 or 6, None where no address was needed."""
        return None if self.end.ip is None else parse_address(self.end.ip).version


def dialect_readings(
    flow: Flow, dialect: Dialect, admin: Sequence[AdminPolicy] = ()
) -> list[DialectReading]:
    """Every reading of the points that `dialect` leaves open, of those that policies ask about.

    How ties end is no such point: `any` stands for every end, and they are chosen flow by flow.
    """
    points = [point for point in points_asked(flow, admin) if getattr(dialect, point) == "any"]
    written = {point.name: getattr(dialect, point.name) for point in fields(dialect)}
    found = []
    for values in product(*(READINGS[point] for point in points)):
        chosen = dict(zip(points, values, strict=True))
        choices = tuple((f"dialect {name.replace('_', '-')}", chosen[name]) for name in points)
        found.append(DialectReading(choices, dialect_from({**written, **chosen})))
    return found


def points_asked(flow: Flow, admin: Sequence[AdminPolicy]) -> list[str]:
    """The points of the dialect that policies can ask about for the ends of `flow`."""
    ends = (flow.source, flow.destination)
    points = []
    if any(isinstance(end, PodEndpoint) for end in ends):
        points.append("ipblock_matches_pods")
    if any(isinstance(end, PodEndpoint) and end.host_network for end in ends):
        points.append("host_network")
    if is_own_node(flow.destination):
        points.append("own_node_egress")
    if any(policy.tier == "Baseline" for policy in admin):
        points.append("baseline")
    return points


def end_readings(
    direction: Direction,
    flow: Flow,
    policies: Sequence[NetworkPolicy],
    dialect: Dialect,
    admin: Sequence[AdminPolicy] = (),
    nodes: Sequence[Node] = (),
) -> list[EndReading]:
    """The end that peers of `direction` describe, with each address that they could tell apart.

    `policies` and `admin` are those that have a say. The end stays as it is where its address is
    known, or no peer asks for one.
    """
    other = other_end(flow, direction)
    subject = judged_end(flow, direction)
    if isinstance(other, ExternalEndpoint) or other.ip is not None:
        return [EndReading((), other)]
    blocks = [*blocks_asked(direction, policies), *networks_asked(direction, admin, nodes)]
    if not blocks:
        return [EndReading((), other)]
    role = "source" if direction is Direction.INGRESS else "destination"
    name = f"address of {other.pod or other.workload or f'the {role}'}"
    families = flow_families(subject, dialect)
    return [
        EndReading(((name, address),), replace(other, ip=address))
        for address in possible_addresses(other, blocks)
        if parse_address(address).version in families
    ]


def flow_families(other: Endpoint, dialect: Dialect) -> tuple[int, ...]:
    """The families that a flow with the end `other` may use. Source: M-04."""
    if other.ip is not None:
        return (parse_address(other.ip).version,)
    match dialect.families:
        case "ipv4":
            return (4,)
        case "ipv6":
            return (6,)
        case "dual" | "any":
            return (4, 6)


def possible_addresses(pod: PodEndpoint, blocks: Sequence[Network]) -> list[str]:
    """One address that `pod` may have from each stretch that no bound of any range divides."""
    ranges, holes = (ALL_RANGES, NO_HOST_RANGES) if pod.host_network else (POD_RANGES, ())
    starts = {start for network in (*ranges, *holes, *blocks) for start in starts_around(network)}
    return [
        str(start)
        for start in sorted(starts, key=lambda start: (start.version, int(start)))
        if any(contains(network, start) for network in ranges)
        and not any(contains(network, start) for network in holes)
    ]


def starts_around(network: Network) -> Iterator[Address]:
    """The first address of `network`, and the first one after it."""
    yield network.network_address
    if int(network.broadcast_address) + 1 < 2**network.max_prefixlen:
        yield network.broadcast_address + 1


def blocks_asked(direction: Direction, policies: Sequence[NetworkPolicy]) -> list[Network]:
    """Every range that the rules of `policies` mention for `direction`."""
    blocks = [
        peer.ip_block
        for policy in policies
        for rule in rules(policy, direction)
        for peer in rule.peers or ()
        if peer.ip_block is not None
    ]
    return [
        parse_network(text) for block in blocks for text in (block.cidr, *(block.except_ or ()))
    ]


def networks_asked(
    direction: Direction, admin: Sequence[AdminPolicy], nodes: Sequence[Node]
) -> list[Network]:
    """Every range that the rules of `admin` mention for `direction`, and each node's address where
    they mention nodes."""
    peers = [
        peer for policy in admin for rule in admin_rules(policy, direction) for peer in rule.peers
    ]
    found = [parse_network(text) for peer in peers for text in peer.networks or ()]
    if any(peer.nodes is not None for peer in peers):
        addresses = [parse_address(text) for node in nodes for text in node.addresses]
        found += [ip_network((address, address.max_prefixlen)) for address in addresses]
    return found
