"""Ports as points: where intervals differ, a point is in one of them, and not in the other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from verifier.flow import Protocol
from verifier.model import AnyPort, PortInterval, PortMatch, PortNamed

HIGHEST = 65535


@dataclass(frozen=True, slots=True)
class Point:
    """One port of a protocol."""

    protocol: Protocol
    number: int


def points_of(
    ports: Iterable[PortMatch], others: Sequence[PortMatch]
) -> Iterator[Point | PortNamed]:
    """Points of `ports`, of which each one stands for all ports that `others` cannot tell from it;
    names stand for themselves."""
    for port in ports:
        match port:
            case PortNamed():
                yield port
            case PortInterval(protocol, first, last):
                yield from points_between(protocol, first, last, others)
            case AnyPort():
                for protocol in Protocol:
                    yield from points_between(protocol, 1, HIGHEST, others)


def points_between(
    protocol: Protocol, first: int, last: int, others: Iterable[PortMatch]
) -> Iterator[Point]:
    """The first port, and each at which one of `others` begins, or behind which it ends."""
    found = {first}
    for other in others:
        if isinstance(other, PortInterval) and other.protocol is protocol:
            found |= {n for n in (other.first, other.last + 1) if first < n <= last}
    yield from (Point(protocol, number) for number in sorted(found))


def covers(port: PortMatch, point: Point | PortNamed) -> bool:
    """The port surely matches what the point stands for; the numbers of a name may be any."""
    match port, point:
        case AnyPort(), _:
            return True
        case PortInterval(protocol, first, last), Point():
            return protocol is point.protocol and first <= point.number <= last
        case PortInterval(protocol, first, last), PortNamed():
            return protocol is point.protocol and (first, last) == (1, HIGHEST)
        case _:
            return port == point
