"""Who may be at the other end of a flow: the namespaces that exist at a level with the labels they
may carry, and addresses that nobody else has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from verifier.dialect import Dialect, Level
from verifier.engine.exposure.boxes import Box, Pieces
from verifier.engine.literals import Kind
from verifier.engine.session import Session
from verifier.model import AddressPeer, DeclaredPod, Network
from verifier.normalise.networks import host_network
from verifier.smt.addresses import UNUSABLE
from verifier.smt.footprint import ABSENT, NAMESPACE_NAME
from verifier.smt.logic import Term

FEW = 8  # names that are looked up one by one


@dataclass(frozen=True, slots=True)
class Place:
    """A namespace by its `piece`; `name` is None for one that the input does not name. `labels`
    are the pieces of its labels; None: they are open."""

    piece: int
    name: str | None
    labels: Mapping[str, int] | None


class Peers:
    """The possible pods, and the addresses outside the cluster, at a level."""

    def __init__(self, session: Session, level: Level, dialect: Dialect) -> None:
        self.session = session
        self.level = level
        self.families = {"ipv4": (32,), "ipv6": (128,)}.get(dialect.families, (32, 128))
        self.selected: dict[int, Box[tuple[Kind, str]]] = {}  # a memo of `passing`
        self.means: dict[tuple[int, str], Term] = {}  # another one
        self.keys = session.footprint.keys("namespace")

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The namespaces that pods may be in (M-07, M-08)."""
        names = self.session.footprint.namespaces.values
        found = [
            Place(piece, name, self.labels(name))
            for piece, name in enumerate(names)
            if NAMESPACE_NAME.fullmatch(name)
        ]
        return (*found, Place(len(names), None, self.labels(None)))

    @cached_property
    def by_piece(self) -> Mapping[int, Place]:
        """The places by their names."""
        return {place.piece: place for place in self.places}

    def labels(self, name: str | None) -> Mapping[str, int] | None:
        """The labels that the level knows of a namespace."""
        listed = self.session.listed.get(name) if name is not None else None
        if listed is not None:
            domains = self.session.footprint.domains
            return {
                key: domains["namespace", key].code(listed[key]) if key in listed else ABSENT
                for key in self.keys
            }
        named = name is not None and name in self.session.inventory.named
        if self.level is Level.ANY_POD and self.session.listed and not named:
            return dict.fromkeys(self.keys, ABSENT)
        return None

    def within(self, names: Pieces, labels: Mapping[str, Pieces]) -> Iterator[Place]:
        """The places with one of these names that may carry such labels."""
        some = self.places if len(names) > FEW else self.named(names)
        for place in some:
            own = place.labels
            if place.piece in names and (
                own is None or all(own[key] in pieces for key, pieces in labels.items())
            ):
                yield place

    def named(self, names: Pieces) -> Iterator[Place]:
        """The places with one of these few names."""
        return (self.by_piece[piece] for piece in sorted(names) if piece in self.by_piece)

    # Addresses

    @property
    def ranges(self) -> Sequence[Network]:
        """Where pods have their addresses."""
        return self.session.universe.pod_ranges

    @cached_property
    def taken(self) -> Sequence[Network]:
        """Addresses that are those of declared pods, or of Node objects."""
        return (*self.session.universe.known, *self.session.inventory.nodes)

    def of_subject(
        self, pod: DeclaredPod, width: int, block: AddressPeer | None = None
    ) -> int | None:
        """An address of the declared pod; `block`: in that."""
        around = Network(width, 0, 0) if block is None else block.network
        if around.bits != width:
            return None
        own = [net for text in pod.addresses if (net := host_network(text)).bits == width]
        ranges, taken = (own, ()) if pod.addresses else (self.ranges, self.taken)
        return free(around, ranges, (*taken, *(block.excepts if block else ())))

    def of_pod(self, around: Network, others: Iterable[Network]) -> int | None:
        """An address of a possible pod in a network; `others` are left out."""
        return free(around, self.ranges, (*self.taken, *others))

    def outside(self, around: Network, others: Iterable[Network]) -> int | None:
        """An address outside the cluster in a network; `others` are left out."""
        universe = self.session.universe
        taken = (*UNUSABLE, *universe.declared_pod_ranges, *self.taken, *others)
        return free(around, (Network(around.bits, 0, 0),), taken)


def free(around: Network, within: Iterable[Network], taken: Iterable[Network]) -> int | None:
    """The first address of a network that is in some of the networks `within`, and not taken."""
    gone = [(net.value, last(net)) for net in taken if net.bits == around.bits]
    for net in within:
        if net.bits != around.bits:
            continue
        value, end = max(net.value, around.value), min(last(net), last(around))
        while value <= end:
            hit = max((stop for start, stop in gone if start <= value <= stop), default=None)
            if hit is None:
                return value
            value = hit + 1
    return None


def last(net: Network) -> int:
    """The last address of a network."""
    return net.value | ((1 << net.bits - net.prefix) - 1)
