"""Sets of small numbers as the bits of one integer."""

from collections.abc import Iterable, Iterator
from itertools import compress
from typing import TypeVar

Item = TypeVar("Item")
DIGITS = bytes.maketrans(b"01", bytes((0, 1)))


def ones(mask: int) -> Iterator[int]:
    """The members, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def members(mask: int) -> list[int]:
    """The members of a set that may be large, ascending."""
    text = bin(mask)[:1:-1]
    found: list[int] = []
    at = text.find("1")
    while at >= 0:
        found.append(at)
        at = text.find("1", at + 1)
    return found


def chosen(items: Iterable[Item], mask: int) -> Iterator[Item]:
    """The items at the members, of as many as there are."""
    return compress(items, bin(mask)[:1:-1].encode().translate(DIGITS))


def run(first: int, end: int) -> int:
    """The numbers from `first` up to, but not including, `end`."""
    return (1 << end) - (1 << first)


def union(masks: Iterable[int]) -> int:
    """The members of any of them."""
    found = 0
    for mask in masks:
        found |= mask
    return found


def refine(parts: Iterable[int], by: int) -> list[int]:
    """Each part cut into what lies in `by` and what does not."""
    return [cut for part in parts for cut in (part & by, part & ~by) if cut]


def refine_all(parts: list[int], by: Iterable[int]) -> list[int]:
    """The parts cut so that none of the masks divides one."""
    for mask in by:
        parts = refine(parts, mask)
    return parts
