"""What a map says: plain data that every report format renders."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Protocol, overload

from verifier.analysis.exposure.results import ExposureReport
from verifier.analysis.results import AllowedPorts, Assumption
from verifier.analysis.services.results import Ways
from verifier.errors import Problem

WORLD = "world"
Names = tuple[str, ...]
Key = Hashable  # what stands for some names
Label = tuple[str, tuple[int, ...]]  # a namespace, or WORLD, and numbers
Ports = tuple[AllowedPorts, ...]


class Listing(Sequence[str]):
    """A tuple of names that is made when somebody asks for it: `keys` stand for its pieces, each of
    which holds the workloads of one namespace, or ranges, which are last. `book` names them."""

    __slots__ = ("_names", "book", "keys")

    def __init__(self, keys: tuple[Key, ...], book: Mapping[Key, Names]) -> None:
        self.keys = keys
        self.book = book
        self._names: Names | None = None

    @property
    def pieces(self) -> list[Names]:
        """The names piece by piece; equal pieces of one book are one object."""
        return [self.book[key] for key in self.keys]

    @property
    def names(self) -> Names:
        """All names."""
        if self._names is None:
            self._names = tuple(chain.from_iterable(self.pieces))
        return self._names

    def __len__(self) -> int:
        return sum(map(len, self.pieces)) if self._names is None else len(self._names)

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self.pieces)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Names: ...
    def __getitem__(self, at: int | slice) -> str | Names:
        return self.names[at]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Listing):
            return (self.keys == other.keys and self.book is other.book) or (
                self.names == other.names
            )
        return self.names == other

    def __hash__(self) -> int:
        return hash(self.names)

    def __repr__(self) -> str:
        return repr(self.names)


Listed = Names | Listing


@dataclass(frozen=True, slots=True)
class Connections:
    """`allows` pass from each of `sources` to each of `destinations` but a workload itself: under
    all open facts, or, where `when` names some, under these only.

    Names are workloads ("namespace/name[Kind]") and ranges of addresses outside the cluster.
    """

    sources: Listed
    destinations: Listed
    allows: Ports
    when: Names = ()

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every pair of different names."""
        return ((s, d) for s in self.sources for d in self.destinations if s != d)


class Book(Protocol):
    """What the keys of listings stand for."""

    def __getitem__(self, key: Key, /) -> Names:
        """The names of a key, all of one namespace."""

    def is_one(self, key: Key) -> bool:
        """A single name."""

    def label(self, key: Key) -> Label:
        """What tells a key apart from all others, where there are many."""


class Groups(Sequence[Connections]):
    """Groups that are made when somebody asks for them, in order by one of `makers` after another.
    `many`: their lists hold very many names, those of `book`."""

    def __init__(
        self,
        makers: Sequence[Callable[[], list[Connections]]],
        many: bool,
        book: Book,
    ) -> None:
        self.makers = makers
        self.many = many
        self.book = book

    @cached_property
    def made(self) -> list[Connections]:
        """All groups."""
        return [group for make in self.makers for group in make()]

    def __len__(self) -> int:
        return len(self.made)

    def __iter__(self) -> Iterator[Connections]:
        return iter(self.made)

    @overload
    def __getitem__(self, at: int) -> Connections: ...
    @overload
    def __getitem__(self, at: slice) -> list[Connections]: ...
    def __getitem__(self, at: int | slice) -> Connections | list[Connections]:
        return self.made[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Within:
    """`allows` pass between the pods of each of these workloads."""

    workloads: Names
    allows: Ports
    when: Names = ()


@dataclass(frozen=True, slots=True)
class MapReport:
    """Who reaches whom, of the declared workloads and the world (M-22).

    No pair has a port in two groups. `denied` holds the ports that never pass; None where nobody
    asked for them. `one_sided`: only flows from some ends, or to some, so that the map does not
    tell whom nobody reaches. `ways`: what comes in by way of Services; None where nobody asked, or
    there are none. `exposure`: what is not declared and may be at the other end; None where nobody
    asked.
    """

    workloads: Names
    connections: Sequence[Connections]
    conditional: Sequence[Connections]
    within: tuple[Within, ...]
    denied: tuple[Connections, ...] | None = None
    warnings: tuple[Problem, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    used: str = ""
    ignored: str = ""
    one_sided: bool = False
    ways: Ways | None = None
    exposure: ExposureReport | None = None
