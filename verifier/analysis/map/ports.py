"""Sets of ports as masks: one bit for each stretch of ports that nothing can tell apart."""

from collections.abc import Iterable

from verifier.analysis.map.bits import run
from verifier.analysis.results import AllowedPorts
from verifier.flow import NamedPort, Protocol
from verifier.model import PolicySet, PortInterval

PROTOCOLS = tuple(Protocol)
LAST = 65535


class PortAxis:
    """All ports of all protocols, cut where some policy or some named port begins or ends."""

    def __init__(self, policies: PolicySet, named: Iterable[NamedPort]) -> None:
        cuts = {protocol: {1} for protocol in PROTOCOLS}
        for port in intervals(policies):
            cuts[port.protocol] |= {port.first, port.last + 1}
        for item in named:
            cuts[item.protocol] |= {item.number, item.number + 1}
        self.stretches: list[AllowedPorts] = []
        self.starts: dict[tuple[Protocol, int], int] = {}
        for protocol in PROTOCOLS:
            starts = sorted(cut for cut in cuts[protocol] if cut <= LAST)
            for first, following in zip(starts, [*starts[1:], LAST + 1], strict=True):
                self.starts[protocol, first] = len(self.stretches)
                self.stretches.append(AllowedPorts(protocol, first, following - 1))
            self.starts[protocol, LAST + 1] = len(self.stretches)
        self.everything = (1 << len(self.stretches)) - 1
        self.whole = {p: self.mask(p, 1, LAST) for p in PROTOCOLS}
        self.written: dict[int, tuple[AllowedPorts, ...]] = {}

    def mask(self, protocol: Protocol, first: int, last: int) -> int:
        """The ports `first` to `last`, inclusive, both of them cuts."""
        return run(self.starts[protocol, first], self.starts[protocol, last + 1])

    def number(self, port: NamedPort) -> int:
        """The number of a named port."""
        return self.mask(port.protocol, port.number, port.number)

    def ranges(self, mask: int) -> tuple[AllowedPorts, ...]:
        """A mask in as few ranges as it takes."""
        if mask not in self.written:
            found: list[AllowedPorts] = []
            for protocol in PROTOCOLS:
                left = mask & self.whole[protocol]
                while left:
                    low = left & -left
                    above = left + low  # carries to the first bit that is missing
                    first = self.stretches[low.bit_length() - 1]
                    last = self.stretches[(above & -above).bit_length() - 2]
                    found.append(AllowedPorts(protocol, first.first, last.last))
                    left &= above
            self.written[mask] = tuple(found)
        return self.written[mask]

    def about(self, protocol: Protocol, port: int) -> int:
        """The stretch that holds a port, which need not be a cut."""
        return sum(
            1 << bit
            for bit, item in enumerate(self.stretches)
            if item.protocol is protocol and item.first <= port <= item.last
        )


def intervals(policies: PolicySet) -> Iterable[PortInterval]:
    """Every interval that a rule mentions."""
    for tier in policies.tiers:
        for policy in tier.policies:
            for rule in (*(policy.ingress or ()), *(policy.egress or ())):
                yield from (port for port in rule.ports if isinstance(port, PortInterval))
