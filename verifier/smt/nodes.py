"""Terms: truth values and numbers made from unknowns. Equal terms are one object.

Terms are made by `verifier.smt.logic`, which folds constants. `truth` is what a term is where only
some unknowns are known, and those within bounds: True and False are certain, None is not.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from itertools import count
from typing import TypeVar
from weakref import WeakValueDictionary

Span = tuple[int, int]  # a first and a last number
Truth = bool | None
SERIAL = count(1)


class Node:
    """A term of either sort. `serial` is its own; `native` is for the solver to keep its own in;
    `depth` is how deep terms with several parts are nested in it."""

    __slots__ = ("__weakref__", "depth", "native", "serial")

    def __init__(self, depth: int = 0) -> None:
        self.serial = next(SERIAL)
        self.depth = depth
        self.native: object = None


@dataclass(slots=True)
class Known:
    """What is known of unknowns: the truth of some, the span of numbers that others lie in; and
    what certain terms `mean`."""

    truths: "dict[Term, bool]" = field(default_factory=dict)
    spans: "dict[Bits, Span]" = field(default_factory=dict)
    means: "dict[Term, Term]" = field(default_factory=dict)
    memo: "dict[Term, Truth]" = field(default_factory=dict)


class Bits(Node):
    """A number of `width` bits."""

    __slots__ = ("width",)
    width: int

    def span(self, known: Known) -> Span:
        """The span in which it lies."""
        raise NotImplementedError


class Term(Node):
    """A truth value."""

    __slots__ = ()

    def truth(self, known: Known) -> Truth:
        """What it is as far as is known; None where that does not settle it."""
        raise NotImplementedError


TABLE: WeakValueDictionary[Hashable, Node] = WeakValueDictionary()
Made = TypeVar("Made", bound=Node)


def made(kind: type[Made], *parts: object) -> Made:
    """The one term of that kind with these parts."""
    key = (kind, *parts)
    found = TABLE.get(key)
    if found is None:
        build: Callable[..., Made] = kind
        found = TABLE[key] = build(*parts)
    assert isinstance(found, kind)
    return found


# Numbers


class Number(Bits):
    """A known number."""

    __slots__ = ("value",)

    def __init__(self, value: int, width: int) -> None:
        super().__init__()
        self.value, self.width = value, width

    def span(self, known: Known) -> Span:
        return self.value, self.value


class UnknownBits(Bits):
    """An unknown number."""

    __slots__ = ("full", "name")

    def __init__(self, name: str, width: int) -> None:
        super().__init__()
        self.name, self.width = name, width
        self.full = (0, (1 << width) - 1)

    def span(self, known: Known) -> Span:
        return known.spans.get(self, self.full)


class Concat(Bits):
    """Numbers side by side, the first one leading."""

    __slots__ = ("parts",)

    def __init__(self, *parts: Bits) -> None:
        super().__init__()
        self.parts = parts
        self.width = sum(part.width for part in parts)

    def span(self, known: Known) -> Span:
        low = high = 0
        for part in self.parts:
            first, last = part.span(known)
            low, high = low << part.width | first, high << part.width | last
        return low, high
