"""The tiny pools that all strategies draw from."""

from typing import TypeVar

from hypothesis import strategies as st

from verifier.flow import Protocol

T = TypeVar("T")

NAME_LABEL = "kubernetes.io/metadata.name"

NAMESPACES = ("a", "b")
FURTHER_NAMESPACE = "c"  # one that policies seldom name
POD_KEYS = ("app", "tier")
CONTROLLER_KEY = "pod-template-hash"  # a key whose value only a controller knows
VALUES = ("", "db", "web")
FURTHER_VALUE = "x"  # one that selectors seldom mention
NAMESPACE_KEYS = ("env",)

PORT_NAMES = ("dns", "http")
PORTS = (1, 53, 80, 81, 8080, 65535)
PROTOCOLS = tuple(Protocol)

# Ranges, each with ranges that are strictly smaller: host bits, leading zeros, IPv4-mapped and
# unusual spellings among them.
CIDRS: dict[str, tuple[str, ...]] = {
    "10.0.0.0/8": ("10.1.0.0/16", "10.0.0.4/32", "10.1.2.3/16"),
    "0.0.0.0/0": ("10.0.0.0/8", "192.0.2.0/24", "128.0.0.0/1"),
    "010.2.0.0/016": ("10.2.0.0/17",),
    "::/0": ("fd00::/8", "2001:db8::/32"),
    "10.1.2.3/16": ("10.1.2.0/24", "010.001.128.0/17"),
    "fd00::/8": ("fd00:1::/32", "fd00::4/128"),
    "::ffff:10.1.0.0/112": ("::ffff:10.1.2.0/120",),
    "192.0.2.4/30": ("192.0.2.5/32",),
    "2001:0DB8::1/32": ("2001:db8:0:1::/64",),
    "192.0.2.7/32": (),
}


def absent_or_few(
    items: st.SearchStrategy[T], most: int = 2
) -> st.SearchStrategy[tuple[T, ...] | None]:
    """None, the empty tuple, or up to `most` items."""
    few = st.lists(items, min_size=1, max_size=most).map(tuple)
    return st.one_of(few, few, st.none(), st.just(()))


def often(common: st.SearchStrategy[T], rare: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """`common` three times out of four."""
    return st.integers(0, 3).flatmap(lambda n: rare if n == 3 else common)
