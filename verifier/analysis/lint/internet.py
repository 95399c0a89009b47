"""Address arithmetic: an address of a range that its excepts and other ranges leave over."""

from collections.abc import Iterable

from verifier.model import AddressPeer, Network
from verifier.normalise.networks import show_address
from verifier.smt.addresses import POD_RANGES, PRIVATE, UNUSABLE

LOCAL = tuple(net for net in POD_RANGES if (net.bits, net.prefix) != (128, 3))


def internet_address(peer: AddressPeer) -> str | None:
    """An address of the internet (M-03) that the peer means, None where there is none."""
    start = Network(128, 0x2000 << 112, 3) if peer.network.bits == 128 else peer.network
    within = narrower(peer.network, start)
    return shown(within, (*peer.excepts, *PRIVATE, *UNUSABLE))


def pod_address(peer: AddressPeer, known: Iterable[Network]) -> str | None:
    """An address that the peer means and that pods of many clusters have, or some declared pod;
    None where there is none."""
    for net in (*LOCAL, *known):
        address = shown(narrower(peer.network, net), peer.excepts)
        if address is not None:
            return address
    return None


def shown(within: Network | None, excepts: Iterable[Network]) -> str | None:
    """The text of an address that the excepts leave over, if there is one."""
    address = None if within is None else left_over(within, excepts)
    return None if within is None or address is None else show_address(within.bits, address)


def narrower(one: Network, other: Network) -> Network | None:
    """What both networks hold: the narrower one, or nothing."""
    if one.bits != other.bits:
        return None
    wide, narrow = sorted((one, other), key=lambda net: net.prefix)
    return (
        narrow
        if first(narrow) >> (wide.bits - wide.prefix) == first(wide) >> (wide.bits - wide.prefix)
        else None
    )


def first(net: Network) -> int:
    """The first address."""
    host = net.bits - net.prefix
    return net.value >> host << host


def last(net: Network) -> int:
    """The last address."""
    return first(net) + (1 << (net.bits - net.prefix)) - 1


def left_over(net: Network, excepts: Iterable[Network]) -> int | None:
    """The first address of a network that is in none of the others."""
    address = first(net)
    for other in sorted((o for o in excepts if o.bits == net.bits), key=first):
        if first(other) <= address <= last(other):
            address = last(other) + 1
    return address if address <= last(net) else None
