"""Parts of a flow cut into pieces: ports, addresses, labels and namespaces, each with its words."""

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from typing import Protocol as Shape

from verifier.engine.words import join
from verifier.flow import Protocol
from verifier.model import Network
from verifier.normalise.networks import show_address, show_network
from verifier.query import PortRange
from verifier.smt.footprint import ABSENT, Domain
from verifier.smt.logic import Bits, Term, between, conj, disj, has_prefix, is_number, neg
from verifier.smt.symbols import PROTOCOL_CODES, SymbolicFlow

LAST_PORT = 65535
Chosen = Collection[int]  # indices of pieces
Ranges = Sequence[tuple[int, int]]


class Axis(Shape):
    """A part of a flow in pieces that exclude each other; every flow is in one of them."""

    @property
    def terms(self) -> Sequence[Term]:
        """The piece that a flow is in, one term each."""
        ...

    def say(self, chosen: Chosen) -> str:
        """Some pieces, in words; not asked for all of them."""
        ...


class Ports:
    """Every protocol and port, cut before each of the ports in `cuts`."""

    def __init__(self, flow: SymbolicFlow, cuts: Iterable[int]) -> None:
        bounds = [*sorted({1, *(cut for cut in cuts if 1 < cut <= LAST_PORT)}), LAST_PORT + 1]
        self.pieces = [
            PortRange(protocol, first, after - 1)
            for protocol in Protocol
            for first, after in pairwise(bounds)
        ]
        self.terms = [
            conj(
                (
                    is_number(flow.protocol, PROTOCOL_CODES[piece.protocol]),
                    between(flow.port, piece.first, piece.last),
                )
            )
            for piece in self.pieces
        ]

    def inside(self, ranges: Sequence[PortRange]) -> list[int]:
        """The pieces that lie in one of the ranges."""
        return [
            index
            for index, piece in enumerate(self.pieces)
            if any(
                r.protocol is piece.protocol and r.first <= piece.first and piece.last <= r.last
                for r in ranges
            )
        ]

    def merged(self, chosen: Chosen) -> dict[Protocol, list[tuple[int, int]]]:
        """The pieces as the fewest ranges of each protocol."""
        found: dict[Protocol, list[tuple[int, int]]] = {}
        for index in sorted(chosen):
            piece = self.pieces[index]
            ranges = found.setdefault(piece.protocol, [])
            if ranges and ranges[-1][1] == piece.first - 1:
                ranges[-1] = (ranges[-1][0], piece.last)
            else:
                ranges.append((piece.first, piece.last))
        return found

    def ranges(self, chosen: Chosen) -> tuple[PortRange, ...]:
        """The pieces as the fewest ranges."""
        merged = self.merged(chosen).items()
        return tuple(PortRange(protocol, *span) for protocol, spans in merged for span in spans)

    def say(self, chosen: Chosen) -> str:
        """`TCP 80, 8000-8080 and any UDP port`, `any port but TCP 80`."""
        others = set(range(len(self.pieces))) - set(chosen)
        used, left = self.merged(chosen), self.merged(others)
        if len(used) == len(Protocol) and size(left) < size(used):
            return f"any port but {self.say(others)}"
        texts = [port_words(p, ranges, left.get(p, [])) for p, ranges in used.items()]
        return " and ".join(texts)


def size(found: dict[Protocol, list[tuple[int, int]]]) -> int:
    """How many ranges there are."""
    return sum(len(ranges) for ranges in found.values())


def port_words(protocol: Protocol, ranges: Ranges, left: Ranges) -> str:
    """`TCP 80, 8000-8080`, `any TCP port but 80`; `left` are the other ports of the protocol."""
    if len(left) < len(ranges) or not left:
        but = f" but {range_words(left)}" if left else ""
        return f"any {protocol.value} port{but}"
    return f"{protocol.value} {range_words(ranges)}"


def range_words(ranges: Ranges) -> str:
    """`80, 443 and 8000-8080`."""
    return join([f"{first}" if first == last else f"{first}-{last}" for first, last in ranges])


class Addresses:
    """Every address of both families: each network without those inside it."""

    def __init__(
        self, flow: SymbolicFlow, address: dict[int, Bits], networks: Iterable[Network]
    ) -> None:
        roots = [Network(32, 0, 0), Network(128, 0, 0)]
        found = {*roots, *networks}
        self.pieces = sorted(found, key=lambda net: (net.bits, net.value, net.prefix))
        self.parents = [self.parent(net) for net in self.pieces]
        self.terms = [
            conj(
                (
                    flow.family(net.bits),
                    has_prefix(address[net.bits], net.value, net.prefix),
                    *(
                        neg(has_prefix(address[net.bits], self.pieces[i].value, length))
                        for i in self.children(index)
                        if (length := self.pieces[i].prefix)
                    ),
                )
            )
            for index, net in enumerate(self.pieces)
        ]

    def parent(self, net: Network) -> int | None:
        """The smallest other network around one."""
        around = [i for i, other in enumerate(self.pieces) if other != net and holds(other, net)]
        return max(around, key=lambda i: self.pieces[i].prefix, default=None)

    def children(self, index: int) -> list[int]:
        """The largest networks inside one."""
        return [i for i, parent in enumerate(self.parents) if parent == index]

    def inside(self, network: Network, excepts: Sequence[Network]) -> list[int]:
        """The pieces that lie in a network, and in none of those that it leaves out."""
        return [
            index
            for index, net in enumerate(self.pieces)
            if holds(network, net) and not any(holds(item, net) for item in excepts)
        ]

    def say(self, chosen: Chosen) -> str:
        """`in 10.0.0.0/8 outside 10.1.0.0/16`, `outside 10.0.0.0/8`, `at 192.0.2.1`."""
        tops = [i for i in sorted(chosen) if self.parents[i] not in chosen]
        roots = [i for i in tops if self.parents[i] is None]
        found = []
        if len(roots) == 2:
            tops = [i for i in tops if i not in roots]
            found.append(f"outside {listed(n for i in roots for n in self.holes(i, chosen))}")
        for index in tops:
            holes = listed(self.holes(index, chosen))
            net = self.pieces[index]
            found.append(f"{inside(net)} outside {holes}" if holes else inside(net))
        return " or ".join(found)

    def holes(self, index: int, chosen: Chosen) -> list[Network]:
        """The largest networks inside a chosen one, down through chosen ones, that are not."""
        found: list[Network] = []
        for child in self.children(index):
            inner = self.holes(child, chosen) if child in chosen else [self.pieces[child]]
            found += inner
        return found


def holds(outer: Network, inner: Network) -> bool:
    """The one network lies in the other."""
    return (
        outer.bits == inner.bits
        and outer.prefix <= inner.prefix
        and (inner.value ^ outer.value) >> (outer.bits - outer.prefix) == 0
    )


def single(net: Network) -> str:
    """The address, where there is only one."""
    return show_address(net.bits, net.value) if net.prefix == net.bits else ""


def inside(net: Network) -> str:
    """`at 192.0.2.1`, `in 10.0.0.0/8`, `in IPv4`."""
    if net.prefix == 0:
        return "in IPv4" if net.bits == 32 else "in IPv6"
    return f"at {host}" if (host := single(net)) else f"in {show_network(net)}"


def listed(found: Iterable[Network]) -> str:
    """`10.0.0.0/8 and 192.0.2.1`."""
    texts = [single(net) or show_network(net) for net in found]
    return join(texts) if texts else ""


class Labels:
    """One label: absent, each mentioned value, and all others."""

    def __init__(self, slot: Bits, domain: Domain, name: str) -> None:
        self.name = name
        self.values = domain.values
        mentioned = [is_number(slot, code) for code in range(len(domain.values) + 1)]
        self.terms = [*mentioned, neg(disj(mentioned))]

    def say(self, chosen: Chosen) -> str:
        """`with app in (a, b)`, `without app=a`, `without label app or with app=a`."""
        fresh = len(self.values) + 1 in chosen
        within = [v for i, v in enumerate(self.values, 1) if i in chosen]
        beyond = [v for i, v in enumerate(self.values, 1) if i not in chosen]
        if fresh and ABSENT in chosen:
            return f"without {self.among(beyond)}"
        if fresh and beyond and not within:
            return f"with a value of label {self.name} that nothing mentions"
        if fresh:
            return f"with label {self.name}" + (f" but not {self.among(beyond)}" if beyond else "")
        if ABSENT in chosen:
            has = f" or with {self.among(within)}" if within else ""
            return f"without label {self.name}{has}"
        return f"with {self.among(within)}"

    def among(self, values: Sequence[str]) -> str:
        """`app=a`, `app in (a, b)`."""
        if len(values) == 1:
            return f"{self.name}={values[0]}"
        return f"{self.name} in ({', '.join(values)})"


class Namespaces:
    """The name of a namespace: each mentioned one, and all others."""

    def __init__(self, slot: Bits, domain: Domain) -> None:
        self.names = domain.values
        mentioned = [is_number(slot, code) for code in range(1, len(domain.values) + 1)]
        self.terms = [*mentioned, neg(disj(mentioned))]

    def say(self, chosen: Chosen) -> str:
        """`in namespace a or b`, `in any namespace but a`."""
        within = [name for i, name in enumerate(self.names) if i in chosen]
        beyond = [name for i, name in enumerate(self.names) if i not in chosen]
        if len(self.names) not in chosen:
            return f"in namespace {' or '.join(within)}"
        if not within:
            return "in a namespace that the input does not name"
        return f"in any namespace but {join(beyond)}"
