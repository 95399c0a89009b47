"""All ranges of a family as a tree, of which each node is made when a cover passes through it."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from verifier.analysis.map.bits import run
from verifier.model import Network
from verifier.normalise.networks import show_network


class Prefix:
    """A range. `starts` are the bounds of the stretches of its family, `base` is the bit of the
    first of them."""

    def __init__(self, net: Network, starts: Sequence[int], base: int) -> None:
        self.net = net
        self.starts = starts
        self.base = base
        low, end = edges(net)
        self.touched = run(  # the stretches that share addresses with it
            base + bisect_right(starts, low) - 1, base + bisect_left(starts, end)
        )

    @cached_property
    def text(self) -> str:
        """CIDR text."""
        return show_network(self.net)

    @cached_property
    def halves(self) -> "tuple[Prefix, Prefix]":
        """The two ranges of one bit more that make it up, of more than one address."""
        width, value, prefix = self.net.bits, self.net.value, self.net.prefix + 1
        lower = Prefix(Network(width, value, prefix), self.starts, self.base)
        upper = Network(width, value | 1 << width - prefix, prefix)
        return lower, Prefix(upper, self.starts, self.base)

    def cover(self, mask: int, others: int, found: "list[str]") -> None:
        """Collect the fewest ranges in this one that hold all of `mask`, which shares addresses
        with it, and nothing of `others`. A range that is no union of stretches lies in one stretch,
        and so holds of one sort only."""
        if not others:
            found.append(self.text)
            return
        for half in self.halves:
            inside = mask & half.touched
            if inside:
                half.cover(inside, others & half.touched, found)


def edges(net: Network) -> tuple[int, int]:
    """The first address of a range, and the first one after it."""
    return net.value, net.value + (1 << net.bits - net.prefix)
