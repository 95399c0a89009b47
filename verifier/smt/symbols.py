"""Symbolic flows: the unknowns of a query.

Choices (the ends, protocol and port) and facts (readings, addresses, namespace labels) are both
unknowns here; the engine tells them apart where it matters (M-09).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from verifier.flow import Direction, Protocol
from verifier.smt.footprint import NAME_SLOT, Footprint, Of, Slot
from verifier.smt.logic import Bits, Term, bits, boolean, neg
from verifier.smt.ties import Tie

WHO_WIDTH = 24  # more pods than a cluster can have
BASELINE = "baseline"  # the name of a tier
PROTOCOL_CODES = {protocol: code for code, protocol in enumerate(Protocol)}


@dataclass(slots=True)
class SymbolicEnd:
    """One end of a symbolic flow. `name` is `source` or `destination`.

    `who` is 0 for a pod that need not be declared, else 1 + the index of a declared class. `own`
    and `other` mark external addresses of nodes: the other end's own, or any other node's.
    `unlisted`: the address is that of a node which no Node object lists. `resolves`: domain names
    that resolve to the address.
    """

    name: str
    footprint: Footprint
    is_pod: Term = field(init=False)
    host: Term = field(init=False)
    own: Term = field(init=False)
    other: Term = field(init=False)
    unlisted: Term = field(init=False)
    who: Bits = field(init=False)
    address: dict[int, Bits] = field(init=False)
    labels: dict[Slot, Bits] = field(init=False)
    ports: dict[str, Term] = field(init=False)
    resolves: dict[str, Term] = field(init=False)

    def __post_init__(self) -> None:
        self.is_pod = boolean(f"{self.name}.is_pod")
        self.host = boolean(f"{self.name}.host_network")
        self.own = boolean(f"{self.name}.own_node")
        self.other = boolean(f"{self.name}.other_node")
        self.unlisted = boolean(f"{self.name}.unlisted_node")
        self.who = bits(f"{self.name}.who", WHO_WIDTH)
        self.address = {width: bits(f"{self.name}.ip{width}", width) for width in (32, 128)}
        self.labels = {
            (of, key): bits(f"{self.name}.{of}.{key}", domain.width)
            for (of, key), domain in sorted(self.footprint.domains.items())
        }
        self.ports = {
            name: boolean(f"{self.name}.port.{name}") for name in self.footprint.port_names
        }
        self.resolves = {
            name: boolean(f"{self.name}.domain.{name}") for name in self.footprint.domain_names
        }

    @property
    def namespace(self) -> Bits:
        """The code of the namespace's name."""
        return self.labels[NAME_SLOT]

    def label(self, of: Of, key: str) -> Bits:
        """The code of a label of the pod, of its namespace, or of the unlisted node."""
        return self.labels[(of, key)]


@dataclass(slots=True)
class SymbolicFlow:
    """An unknown flow, and the readings of the dialect as unknowns.

    Ends of one name are one end: the flows of a chain share ends and readings, and `tag` tells
    apart what each has for itself.
    """

    footprint: Footprint
    names: tuple[str, str] = ("source", "destination")
    tag: str = ""
    source: SymbolicEnd = field(init=False)
    destination: SymbolicEnd = field(init=False)
    protocol: Bits = field(init=False)
    port: Bits = field(init=False)
    ipv6: Term = field(init=False)
    ipblock_matches_pods: Term = field(init=False)
    host_is_node: Term = field(init=False)
    own_node_open: Term = field(init=False)
    whole_pod: Term = field(init=False)
    ties_by_name: Term = field(init=False)
    winners: dict[Tie, Bits] = field(init=False)
    allowed: dict[Direction, Term] = field(init=False)
    by_default: dict[Direction, Term] = field(init=False)
    at_will: dict[Direction, Term] = field(init=False)

    def __post_init__(self) -> None:
        self.source, self.destination = (SymbolicEnd(n, self.footprint) for n in self.names)
        self.protocol = bits(f"{self.tag}protocol", 2)
        self.port = bits(f"{self.tag}port", 16)
        self.ipv6 = boolean(f"{self.tag}ipv6")
        self.ipblock_matches_pods = boolean("dialect.ipblock-matches-pods")
        self.host_is_node = boolean("dialect.host-network")
        self.own_node_open = boolean("dialect.own-node-egress")
        self.whole_pod = boolean("dialect.baseline")
        self.ties_by_name = boolean("dialect.ties")
        self.winners = {
            tie: bits(
                f"{self.tag}tie.{tie.direction.value}.{tie.tier}.{tie.priority}",
                (len(tie.policies) - 1).bit_length(),
            )
            for tie in self.footprint.ties
        }
        self.allowed, self.by_default, self.at_will = (
            {d: boolean(f"{self.tag}{word}.{d.value.lower()}") for d in Direction}
            for word in ("allowed", "default", "at-will")
        )

    def readings(self) -> Iterator[tuple[str, Term, tuple[str, str]]]:
        """The points of the dialect: name, unknown, and its reading where that is true or false."""
        yield "ipblock-matches-pods", self.ipblock_matches_pods, ("yes", "no")
        yield "host-network", self.host_is_node, ("node", "pod")
        yield "own-node-egress", self.own_node_open, ("allow", "policy")
        if BASELINE in self.footprint.tiers:
            yield "baseline", self.whole_pod, ("per-pod", "per-direction")

    def unknowns(self) -> tuple[list[Term], list[Bits]]:
        """What can be true or false, and the numbers, by which flows and readings differ."""
        booleans = [self.ipv6, self.ipblock_matches_pods, self.host_is_node, self.own_node_open]
        booleans += [self.whole_pod, self.ties_by_name]
        numbers = [self.protocol, self.port, *self.winners.values()]
        for end in (self.source, self.destination):
            booleans += [end.is_pod, end.host, end.own, end.other, end.unlisted]
            booleans += [*end.ports.values(), *end.resolves.values()]
            numbers += [end.who, *end.address.values(), *end.labels.values()]
        return booleans, numbers

    def tie(self, direction: Direction, tier: str, priority: int | None) -> Tie:
        """The tie at that priority."""
        wanted = (direction, tier, priority)
        return next(t for t in self.winners if (t.direction, t.tier, t.priority) == wanted)

    def end(self, name: str) -> SymbolicEnd:
        """The end of that name."""
        return self.source if name == self.source.name else self.destination

    def subject(self, direction: Direction) -> SymbolicEnd:
        """The end whose policies speak for a direction."""
        return self.source if direction is Direction.EGRESS else self.destination

    def peer(self, direction: Direction) -> SymbolicEnd:
        """The other end."""
        return self.destination if direction is Direction.EGRESS else self.source

    def family(self, width: int) -> Term:
        """The flow's addresses have `width` bits."""
        return self.ipv6 if width == 128 else neg(self.ipv6)
