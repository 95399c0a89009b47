"""What declared workloads gain and lose because they are declared differently.

The statements of a diff compare what two versions say of the same pod. A workload whose labels
change is another pod than it was: its own flows are compared here, those of both maps (M-22),
between it and what both versions declare.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from verifier.analysis.diff.results import Moved
from verifier.analysis.diff.spans import Mask, mask_of, ranges_of, stretches
from verifier.analysis.map.connectivity import connectivity
from verifier.analysis.map.results import Connections, Listed, MapReport
from verifier.dialect import Dialect
from verifier.engine.versions import Union
from verifier.flow import Direction
from verifier.manifests import Manifests
from verifier.model import DeclaredPod
from verifier.query import ClusterFacts
from verifier.smt.declared import projection
from verifier.smt.footprint import Footprint

Ends = dict[str, Mask]  # the other ends of flows, and their ports


@dataclass(frozen=True, slots=True)
class Flows:
    """The flows of some workloads in one version, by workload and direction: those that pass under
    some open facts, and those that pass under all."""

    may: dict[tuple[str, Direction], Ends] = field(default_factory=dict)
    must: dict[tuple[str, Direction], Ends] = field(default_factory=dict)

    @classmethod
    def of(cls, report: MapReport, names: Collection[str]) -> "Flows":
        """The part of a map that is about these workloads."""
        flows, wanted = cls(), set(names)
        alone = [
            Connections((name,), (name,), item.allows, item.when)
            for item in report.within
            for name in item.workloads
        ]
        for group in (*report.connections, *report.conditional, *alone):
            ports = mask_of(group.allows)
            for direction, ours, others in (
                (Direction.EGRESS, group.sources, group.destinations),
                (Direction.INGRESS, group.destinations, group.sources),
            ):
                for name in wanted.intersection(ours):
                    flows.add((name, direction), others, ports, always=not group.when)
        return flows

    def add(self, key: tuple[str, Direction], others: Listed, ports: Mask, *, always: bool) -> None:
        """Flows between a workload and others."""
        for found in (self.may, self.must) if always else (self.may,):
            ends = found.setdefault(key, {})
            for other in others:
                ends[other] = ends.get(other, 0) | ports


def moved(old: MapReport, new: MapReport, names: Collection[str]) -> tuple[Moved, ...]:
    """What each of these workloads gains and loses, of the flows with workloads of both maps and
    with addresses outside; those that do neither are left out."""
    both = set(old.workloads) & set(new.workloads)
    before, after = Flows.of(old, names), Flows.of(new, names)
    found = [
        Moved(
            name,
            tuple(more(before, after, name, names, both)),
            tuple(more(after, before, name, names, both)),
        )
        for name in sorted(names)
    ]
    return tuple(item for item in found if item.gains or item.loses)


def more(
    before: Flows, after: Flows, name: str, names: Collection[str], both: Collection[str]
) -> Iterator[Connections]:
    """What passes after and did not before, under some facts or under all; flows from one of
    `names` are told of it alone."""
    for direction in Direction:
        key = (name, direction)
        gained: dict[Mask, list[str]] = {}
        senses = ((before.may, after.may), (before.must, after.must))
        for earlier, later in senses:
            for end, ports in beyond(earlier.get(key, {}), later.get(key, {}), both):
                gained.setdefault(ports, []).append(end)
        for ports, ends in gained.items():
            others, allows = tuple(dict.fromkeys(ends)), ranges_of(ports)
            if direction is Direction.EGRESS:
                yield Connections((name,), others, allows)
            elif told := tuple(end for end in others if end not in names):
                yield Connections(told, (name,), allows)


def beyond(old: Ends, new: Ends, both: Collection[str]) -> Iterator[tuple[str, Mask]]:
    """The ports that the new ends have and the old ones have not."""
    for end in sorted(set(both) & new.keys()):
        if ports := new[end] & ~old.get(end, 0):
            yield end, ports
    ranges = ({end: p for end, p in ends.items() if "[" not in end} for ends in (old, new))
    for stretch in stretches(*ranges):
        if ports := stretch.after & ~stretch.before:
            for network in stretch.networks():
                yield network, ports


def flows_moved(
    old: Manifests,
    new: Manifests,
    union: Union,
    footprint: Footprint,
    dialect: Dialect,
    cluster: ClusterFacts,
) -> tuple[Moved, ...]:
    """What workloads gain and lose whose own part in the input differs in what policies look at."""
    before, after = (seen(side.pods, footprint) for side in (union.old, union.new))
    names = {name for name in before.keys() & after.keys() if before[name] != after[name]}
    if not names:
        return ()
    earlier, later = (
        connectivity(listing(*pair), dialect=dialect, cluster=cluster)
        for pair in ((old, new), (new, old))
    )
    return moved(earlier, later, names)


def seen(pods: Iterable[DeclaredPod], footprint: Footprint) -> dict[str, set[object]]:
    """What policies can tell of the pods of each workload, but for their addresses."""
    found: dict[str, set[object]] = {}
    for pod in pods:
        what = projection(replace(pod, addresses=()), footprint)
        found.setdefault(pod.workload, set()).add(what)
    return found


def listing(manifests: Manifests, other: Manifests) -> Manifests:
    """The manifests with the namespaces that only the other ones list (M-20)."""
    known = {item.name for item in manifests.namespaces}
    more = tuple(item for item in other.namespaces if item.name not in known)
    return replace(manifests, namespaces=(*manifests.namespaces, *more))
