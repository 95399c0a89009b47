"""Both directions together: what passes between two sorts of ends under every open fact, and what
under some facts only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from verifier.analysis.map.addresses import AddressAxis
from verifier.analysis.map.bits import refine_all
from verifier.analysis.map.setting import Case, Outcome, Setting, World
from verifier.analysis.map.sides import TIE
from verifier.normalise.networks import show_address

Taken = tuple[tuple[str, str], ...]  # open facts, and how they are taken
FAMILIES = "dialect families"
FEW = 4  # ranges that the name of a fact spells out
ADDRESSES = ("source address", "destination address")


class Part(NamedTuple):
    """A set of ports, and the facts under which it passes; none where it does under all."""

    ports: int
    when: tuple[str, ...] = ()


Passing = tuple[Part, ...]  # in no order of meaning, no port twice


@dataclass(frozen=True, slots=True)
class Cell:
    """One way to take all facts: `ports` pass. `addresses` are those of the source and of the
    destination; 0 where they do not matter."""

    ports: int
    taken: Taken
    addresses: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Between:
    """What two units have to say of a flow: the outcomes of both sides, and their own facts."""

    egress: Outcome
    ingress: Outcome
    taken: Taken = ()


class Meeting:
    """Joins outcomes, each pair of them once."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.worlds: Sequence[World] = setting.worlds
        self.places: AddressAxis = setting.places
        self.parts: dict[tuple[int, int], Outcome] = {}
        self.memo: dict[tuple[Between, ...], Passing] = {}
        self.pairs: dict[tuple[int, int], Passing] = {}
        self.known: dict[Passing, Passing] = {}
        self.texts: dict[tuple[int, int], str] = {}

    def of_pair(self, egress: Outcome, ingress: Outcome) -> Passing:
        """What passes between two units."""
        ports = egress.sometimes & ingress.sometimes
        if not ports:
            return ()
        egress, ingress = self.restricted(egress, ports), self.restricted(ingress, ports)
        key = (id(egress), id(ingress))
        found = self.pairs.get(key)
        if found is None:
            passing = self.join((Between(egress, ingress),))
            found = self.pairs[key] = self.known.setdefault(passing, passing)
        return found

    def restricted(self, outcome: Outcome, ports: int) -> Outcome:
        """The outcome on these ports alone: many differ by ports that the other side denies."""
        key = (id(outcome), ports)
        found = self.parts.get(key)
        if found is None:
            if outcome.sometimes == ports:
                found = outcome
            else:
                cases = tuple(self.setting.only(each, ports) for each in outcome.cases)
                found = self.setting.outcome(cases)
            self.parts[key] = found
        return found

    def of(self, found: tuple[Between, ...]) -> Passing:
        """What passes between two workloads made of these pairs of units."""
        if found not in self.memo:
            self.memo[found] = self.join(found)
        return self.memo[found]

    def join(self, found: tuple[Between, ...]) -> Passing:
        """Ports by the facts under which they pass."""
        if len(found) == 1 and found[0].egress.total and found[0].ingress.total:
            one, other = found[0].egress, found[0].ingress
            always = one.always & other.always
            if always == one.sometimes & other.sometimes:
                return (Part(always),) if always else ()
        cells = [cell for between in found for cell in self.cells(between)]
        if not cells:
            return ()
        always, sometimes = cells[0].ports, 0
        for cell in cells:
            always &= cell.ports
            sometimes |= cell.ports
        parts = [Part(always)] if always else []
        by_facts: dict[tuple[str, ...], int] = {}
        rest = sometimes & ~always
        for ports in refine_all([rest], {cell.ports for cell in cells}) if rest else ():
            passing = [cell for cell in cells if ports & cell.ports]
            when = tuple(self.conditions(passing, cells))
            by_facts[when] = by_facts.get(when, 0) | ports
        parts += [Part(ports, when) for when, ports in by_facts.items()]
        return tuple(parts)

    def cells(self, between: Between) -> Iterator[Cell]:
        """Each way to take the facts: the world, and the addresses of both ends, which differ."""
        for world, outgoing, incoming in zip(
            self.worlds, between.egress.cases, between.ingress.cases, strict=True
        ):
            taken = (
                ("dialect ipblock-matches-pods", "yes" if world.ipblock_matches_pods else "no"),
                ("dialect host-network", "node" if world.host_is_node else "pod"),
                ("dialect baseline", "per-pod" if world.whole_pod else "per-direction"),
                (FAMILIES, "ipv4" if world.width == 32 else "ipv6"),
                *between.taken,
            )
            for out in outgoing:
                for into in incoming:
                    if not self.clash(out, into):
                        facts = (*taken, *out.taken, *into.taken)
                        yield Cell(out.ports & into.ports, facts, (into.addresses, out.addresses))

    def clash(self, out: Case, into: Case) -> bool:
        """Both ends would have one and the same address."""
        return out.addresses == into.addresses and self.places.is_single(out.addresses)

    # Words

    def conditions(self, passing: Sequence[Cell], cells: Sequence[Cell]) -> Iterator[str]:
        """The facts that some port depends on: how each has to be, where that can be told for it
        alone, else its name."""
        found = list(self.required(passing, cells))
        if found:
            yield from found
            return
        yield from (name for name, values in values_by_name(cells).items() if len(values) > 1)
        yield from (name for at, name in enumerate(ADDRESSES) if addresses_at(cells, at))

    def required(self, passing: Sequence[Cell], cells: Sequence[Cell]) -> Iterator[str]:
        """The facts that are not taken in every way among the cells that pass."""
        possible, needed = values_by_name(cells), values_by_name(passing)
        places = list(self.required_addresses(passing, cells))
        for name, values in possible.items():
            free = any(name not in dict(cell.taken) for cell in passing)
            if not free and needed[name] != values and not (places and name == FAMILIES):
                yield words(name, sorted(needed[name]))
        yield from places

    def required_addresses(self, passing: Sequence[Cell], cells: Sequence[Cell]) -> Iterator[str]:
        """Where the address of an end has to lie; that it matters, where it takes many ranges."""
        for at, name in enumerate(ADDRESSES):
            everywhere, here = addresses_at(cells, at), addresses_at(passing, at)
            if here != everywhere and all(cell.addresses[at] for cell in passing):
                key = (here, everywhere & ~here)
                if key not in self.texts:
                    found = self.ranges(*key)
                    self.texts[key] = f" in {' or '.join(found)}" if len(found) <= FEW else ""
                yield name + self.texts[key]

    def ranges(self, mask: int, others: int) -> list[str]:
        """The fewest ranges, single addresses without their prefix length."""
        found = self.places.cidrs(mask, others)
        if self.places.is_single(mask):
            return [show_address(*self.places.start_of(mask.bit_length() - 1))]
        return list(found)


def words(name: str, values: Sequence[str]) -> str:
    """A fact as it has to be taken; how ties end has no words of its own."""
    if name.endswith(TIE):
        return name
    if name.startswith("domain"):
        return f"{name} {'resolves' if 'yes' in values else 'does not resolve'} to the destination"
    chosen = " or ".join(values)
    return f"{name}={chosen}" if name.startswith("dialect") else f"{name} is {chosen}"


def addresses_at(cells: Sequence[Cell], at: int) -> int:
    """All addresses of one end that the cells name."""
    found = 0
    for cell in cells:
        found |= cell.addresses[at]
    return found


def values_by_name(cells: Sequence[Cell]) -> Mapping[str, dict[str, None]]:
    """Each fact that may be taken in several ways, with the ways that occur."""
    found: dict[str, dict[str, None]] = {}
    for cell in cells:
        for name, value in cell.taken:
            found.setdefault(name, {})[value] = None
    return found
