"""Which peers rules admit on which ports."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from verifier.analysis.drafting.matching import may_overlap, numbers
from verifier.flow import Protocol
from verifier.model import AnyPort, DeclaredPod, Peer, PortInterval, PortNamed, Rule
from verifier.query import Port, PortName, PortRange

Peers = frozenset[Peer]


@dataclass(frozen=True, slots=True)
class Opening:
    """Ports, and the peers of all rules that may admit a flow to one of them."""

    ports: tuple[Port, ...]
    peers: Peers


def openings(rules: Sequence[Rule]) -> list[Opening]:
    """Every port of every protocol in exactly one opening; no two have the same peers. A named
    port may be any number of its protocol."""
    found: dict[Peers, list[PortRange]] = {}
    for piece in pieces(rules):
        peers = admitted(rules, piece)
        ranges = found.setdefault(peers, [])
        before = ranges[-1] if ranges else None
        if before and before.protocol is piece.protocol and before.last == piece.first - 1:
            ranges[-1] = PortRange(piece.protocol, before.first, piece.last)
        else:
            ranges.append(piece)
    return [Opening(tuple(ranges), peers) for peers, ranges in found.items()]


def joined(several: Iterable[Opening]) -> Opening:
    """One opening of the numbered ports of several, in as few ranges as they take."""
    found = list(several)
    ranges: list[PortRange] = []
    every = [p for opening in found for p in opening.ports if isinstance(p, PortRange)]
    order = list(Protocol)
    for piece in sorted(every, key=lambda p: (order.index(p.protocol), p.first)):
        before = ranges[-1] if ranges else None
        if before and before.protocol is piece.protocol and before.last + 1 >= piece.first:
            last = max(before.last, piece.last)
            ranges[-1] = PortRange(piece.protocol, before.first, last)
        else:
            ranges.append(piece)
    return Opening(tuple(ranges), frozenset(peer for opening in found for peer in opening.peers))


def pieces(rules: Sequence[Rule]) -> Iterator[PortRange]:
    """The ports in ranges that no rule cuts, in order."""
    for protocol in Protocol:
        cuts = {1, 65536}
        for port in (port for rule in rules for port in rule.ports):
            if isinstance(port, PortInterval) and port.protocol is protocol:
                cuts |= {port.first, port.last + 1}
        ordered = sorted(cuts)
        for first, following in pairwise(ordered):
            yield PortRange(protocol, first, following - 1)


def admitted(rules: Iterable[Rule], piece: PortRange) -> Peers:
    """The peers of the rules that may match a port of the piece."""
    return frozenset(
        peer
        for rule in rules
        if any(may_overlap(port, (piece,)) for port in rule.ports)
        for peer in rule.peers
    )


def named_openings(rules: Sequence[Rule], pods: Sequence[DeclaredPod]) -> Iterator[Opening]:
    """Named ports, with the peers that rules admit to what the declared pods call so."""
    names = {
        (port.protocol, port.name)
        for rule in rules
        for port in rule.ports
        if isinstance(port, PortNamed) and port.protocol is not None
    }
    for protocol, name in sorted(names, key=lambda pair: (pair[0].value, pair[1])):
        port = PortName(protocol, name)
        known = [
            PortRange(protocol, number, number) for number in sorted(numbers(pods, protocol, name))
        ]
        if not known:
            continue
        peers = frozenset(
            peer
            for rule in rules
            if any(opens(item, port, known, pods) for item in rule.ports)
            for peer in rule.peers
        )
        yield Opening((port,), peers)


def opens(
    item: AnyPort | PortInterval | PortNamed,
    port: PortName,
    known: Sequence[PortRange],
    pods: Sequence[DeclaredPod],
) -> bool:
    """A rule's port matches the named port of some declared pod."""
    if not isinstance(item, PortNamed):
        return may_overlap(item, known)
    if item.protocol is not port.protocol:
        return False
    same = numbers(pods, port.protocol, item.name)
    return item.name == port.name or any(piece.first in same for piece in known)
