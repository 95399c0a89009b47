"""Sets of addresses as masks: one bit for each stretch of addresses that nothing can tell apart."""

from collections.abc import Iterable

from verifier.analysis.map.bits import run, union
from verifier.analysis.map.prefixes import Prefix, edges
from verifier.model import Inventory, Network
from verifier.normalise.networks import host_network
from verifier.query import ClusterFacts
from verifier.smt.addresses import POD_RANGES, UNUSABLE, networks

WIDTHS = (32, 128)


class AddressAxis:
    """All addresses of both families, cut where some mentioned range begins or ends.

    `world`: those that no pod in play has, and that a host can have (M-03); `pods`: those that
    pods can have (M-04); `nodes`: those that nodes can have (M-05); `listed`: those of Nodes.
    """

    def __init__(
        self, mentioned: Iterable[Network], declared: Inventory, cluster: ClusterFacts
    ) -> None:
        pods, listed = declared.pods, declared.nodes
        pod_ranges, node_ranges = networks(*cluster.pod_cidrs), networks(*cluster.node_cidrs)
        written = {*mentioned, *UNUSABLE, *(pod_ranges or POD_RANGES), *node_ranges, *listed}
        owners = [(host_network(text), pod) for pod in pods for text in pod.addresses]
        known = {net for net, _ in owners}
        starts: dict[int, list[int]] = {}
        for width in WIDTHS:
            bounds = {0} | {b for n in written | known if n.bits == width for b in edges(n)}
            starts[width] = sorted(bound for bound in bounds if bound < 1 << width)
        self.starts = starts
        self.first = {32: 0, 128: len(starts[32])}
        self.count = len(starts[32]) + len(starts[128])
        self.index = {
            (width, start): self.first[width] + at
            for width in WIDTHS
            for at, start in enumerate([*starts[width], 1 << width])
        }
        self.family = {width: self.mask_of(Network(width, 0, 0)) for width in WIDTHS}
        self.prefixes = {
            width: Prefix(Network(width, 0, 0), starts[width], self.first[width])
            for width in WIDTHS
        }
        unusable = self.within(UNUSABLE)
        taken = {net for net, pod in owners if not pod.host_network}
        self.world = ~(unusable | self.within(pod_ranges) | self.within(taken)) & self.everything
        self.listed = self.within(listed)
        self.pods = self.within(pod_ranges or POD_RANGES) & ~self.listed
        nodes = self.within((*node_ranges, *listed)) if node_ranges else self.everything
        self.nodes = nodes & ~(unusable | self.within(pod_ranges))
        self.contested = self.find_contested(written, [net for net, _ in owners])

    @property
    def everything(self) -> int:
        """Every address."""
        return (1 << self.count) - 1

    def mask_of(self, net: Network) -> int:
        """The addresses of one range whose bounds are cuts."""
        first, end = edges(net)
        return run(self.index[net.bits, first], self.index[net.bits, end])

    def within(self, found: Iterable[Network]) -> int:
        """The addresses in any of these ranges."""
        return union(map(self.mask_of, found))

    def is_single(self, mask: int) -> bool:
        """The mask holds exactly one address."""
        if not mask or mask & (mask - 1):
            return False
        width, value = self.start_of(mask.bit_length() - 1)
        following = value + 1
        return following == 1 << width or (width, following) in self.index

    def start_of(self, bit: int) -> tuple[int, int]:
        """The width and the first address of a stretch."""
        width = 32 if bit < self.first[128] else 128
        return width, self.starts[width][bit - self.first[width]]

    def find_contested(self, written: Iterable[Network], known: Iterable[Network]) -> int:
        """The single addresses that both ends of a flow might be thought to have: those that two
        pods are known to have, and those that the mentioned ranges leave alone by themselves."""
        bounds = {(net.bits, bound) for net in written for bound in edges(net)}
        alone = {(w, b) for w, b in bounds if (w, b + 1) in bounds and b < 1 << w}
        seen: set[tuple[int, int]] = set()
        for net in known:
            at = (net.bits, net.value)
            if at in seen:
                alone.add(at)
            seen.add(at)
        return sum(1 << self.index[at] for at in alone)

    def cidrs(self, mask: int, others: int) -> tuple[str, ...]:
        """The fewest CIDRs that hold all of `mask` and nothing of `others`; addresses in neither
        may lie in them or not."""
        found: list[str] = []
        for width, prefix in self.prefixes.items():
            inside = mask & self.family[width]
            if inside:
                prefix.cover(inside, others & self.family[width], found)
        return tuple(found)
