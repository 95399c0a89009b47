"""What both directions of all flows share: units, addresses, and the facts that stay open."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from verifier.analysis.map.addresses import WIDTHS, AddressAxis
from verifier.analysis.map.bits import union
from verifier.analysis.map.masks import Masks
from verifier.analysis.map.population import Population, Unit
from verifier.dialect import Dialect
from verifier.model import PortNamed, Unmatched
from verifier.normalise.networks import host_network


class World(NamedTuple):
    """How the plugin reads what the API leaves open, and the family of the flow in bits."""

    ipblock_matches_pods: bool
    host_is_node: bool
    whole_pod: bool
    width: int


class Case(NamedTuple):
    """What passes where the peer's address is one of `addresses`; 0: wherever it is. `taken` are
    other open facts, of this side alone."""

    ports: int
    addresses: int
    taken: tuple[tuple[str, str], ...] = ()


Cases = tuple[tuple[Case, ...], ...]  # for each world; none where no such flow exists


class Outcome:
    """What one side lets pass; equal ones are one object.

    `always` and `sometimes` are the ports of all cases and of some; `total`: every world has such
    flows, and no address is of interest beyond this side.
    """

    __slots__ = ("always", "cases", "sometimes", "total")

    def __init__(self, cases: Cases, contested: int) -> None:
        self.cases = cases
        found = [case for each in cases for case in each]
        self.sometimes = union(case.ports for case in found)
        self.always = self.sometimes
        for case in found:
            self.always &= case.ports
        self.total = all(cases) and not any(case.addresses & contested for case in found)


Spread = tuple[tuple[int, int, int], ...]  # of a family: the number of a set, the addresses in it
Addresses = tuple[Spread, Spread]  # where hostNetwork pods are pods, and where they are nodes


class Setting:
    """What both directions share: units, addresses, and the worlds that are to be told apart."""

    def __init__(self, masks: Masks, dialect: Dialect) -> None:
        self.masks = masks
        self.people: Population = masks.people
        self.places: AddressAxis = masks.places
        self.units: Sequence[Unit] = masks.people.units
        self.hosts = masks.people.hosts
        blocks = {"yes": (True,), "no": (False,)}.get(dialect.ipblock_matches_pods, (True, False))
        nodes = {"node": (True,), "pod": (False,)}.get(dialect.host_network, (True, False))
        asked = any(t.policies for t in masks.tiers[1:] if t.unmatched is Unmatched.NEXT)
        hides = {"per-pod": (True,), "per-direction": (False,)}.get(dialect.baseline, (False, True))
        widths = {"ipv4": (32,), "ipv6": (128,)}.get(dialect.families, WIDTHS)
        nodes = nodes if self.hosts else nodes[:1]
        hides = hides if asked else hides[:1]
        self.worlds = [World(*each) for each in product(blocks, nodes, hides, widths)]
        self.kinds: dict[tuple[int, int], int] = {}
        for bit, unit in enumerate(self.units):
            kind = self.kind(unit)
            self.kinds[kind] = self.kinds.get(kind, 0) | 1 << bit
        self.memo: dict[tuple[int, ...], list[tuple[Addresses, int]]] = {}
        self.numbers: dict[PortNamed, list[tuple[int, int]]] = {}
        self.outcomes: dict[Cases, Outcome] = {}

    def kind(self, unit: Unit) -> tuple[int, int]:
        """The addresses that a pod may have: where hostNetwork pods are pods, and where they are
        their nodes (M-04, M-05)."""
        places, pod = self.places, unit.pod
        if pod.addresses:
            known = places.within(map(host_network, pod.addresses))
            return known, known
        if pod.host_network:
            return places.nodes | places.pods, places.nodes
        return places.pods, places.pods

    def outcome(self, cases: Cases) -> Outcome:
        """The outcome of these cases."""
        if cases not in self.outcomes:
            self.outcomes[cases] = Outcome(cases, self.places.contested)
        return self.outcomes[cases]

    def shortened(self, cases: tuple[Case, ...]) -> tuple[Case, ...]:
        """One case for all where nothing about them matters."""
        if any(case.ports != cases[0].ports for case in cases[1:]):
            return cases
        if any(case.addresses & self.places.contested for case in cases):
            return cases
        return (Case(cases[0].ports, 0),) if cases else cases

    def only(self, cases: tuple[Case, ...], ports: int) -> tuple[Case, ...]:
        """The cases on these ports alone; those that have become alike are one."""
        found: dict[tuple[int, tuple[tuple[str, str], ...]], int] = {}
        for case in cases:
            key = (case.ports & ports, case.taken)
            found[key] = found.get(key, 0) | case.addresses
        return self.shortened(tuple(Case(p, where, taken) for (p, taken), where in found.items()))

    def by_number(self, port: PortNamed) -> list[tuple[int, int]]:
        """The numbers that units give to a name, each with all units that give it."""
        if port not in self.numbers:
            found: dict[int, int] = {}
            for bit, unit in enumerate(self.units):
                number = self.masks.port_named(port, unit)
                found[number] = found.get(number, 0) | 1 << bit
            self.numbers[port] = list(found.items())
        return self.numbers[port]

    def outside(self, stretches: int) -> int:
        """The bits of these addresses as ends of flows."""
        return (stretches & self.places.world) << len(self.units)

    def reachable(self) -> int:
        """The addresses of the families that some unit may have, and flows may use."""
        used = union(places for kind in self.kinds for places in kind)
        widths = {world.width for world in self.worlds}
        families = (self.places.family[width] for width in widths)
        return union(family for family in families if family & used)

    def by_address(self, stretches: Sequence[int]) -> list[tuple[Addresses, int]]:
        """The units by which of these sets of addresses their own may be in."""
        key = tuple(stretches)
        if key not in self.memo:
            found: dict[Addresses, int] = {}
            for (as_pod, as_node), units in self.kinds.items():
                where = self.spread(stretches, as_pod), self.spread(stretches, as_node)
                found[where] = found.get(where, 0) | units
            self.memo[key] = list(found.items())
        return self.memo[key]

    def spread(self, stretches: Sequence[int], mask: int) -> Spread:
        """The sets that share addresses with `mask`, each with what they share where that says
        something: there are others, or another pod may have that very address."""
        found: list[tuple[int, int, int]] = []
        for width in WIDTHS:
            family = mask & self.places.family[width]
            parts = [(at, s & family) for at, s in enumerate(stretches) if s & family]
            for at, part in parts:
                telling = len(parts) > 1 or part & self.places.contested
                found.append((width, at, part if telling else 0))
        return tuple(found)
