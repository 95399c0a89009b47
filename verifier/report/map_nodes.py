"""The map as a graph: ends that are treated alike are one node."""

from collections.abc import Sequence
from dataclasses import dataclass

from verifier.analysis.map.results import Connections, MapReport
from verifier.report.map_ways import connections_of
from verifier.report.map_words import Names, port_words


@dataclass(frozen=True, slots=True)
class Node:
    """`ends` have the same connections; `outside` holds ranges of addresses only."""

    number: int
    ends: tuple[str, ...]
    label: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """`ports` pass from one node to another; `open` where they depend on facts."""

    source: Node
    destination: Node
    ports: str
    open: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes, and what passes between them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph(report: MapReport) -> Graph:
    """The graph of a map; what is denied is drawn where the map is of that."""
    groups = report.denied
    if groups is None:
        entries = connections_of(report.ways)
        groups = (*report.connections, *report.conditional, *entries)
    found = nodes(report, groups)
    edges = [
        Edge(found[source], found[destination], port_words(group.allows), bool(group.when))
        for group in groups
        for source in firsts(group.sources, found)
        for destination in firsts(group.destinations, found)
        if found[source] is not found[destination] or len(found[source].ends) > 1
    ]
    for within in report.within:
        ports, open_ = port_words(within.allows), bool(within.when)
        loops = (found[name] for name in firsts(within.workloads, found))
        edges += [Edge(node, node, ports, open_) for node in loops]
    unique = dict.fromkeys(sorted(edges, key=order))
    return Graph(tuple(dict.fromkeys(found.values())), tuple(unique))


def order(edge: Edge) -> tuple[int, int, bool, str]:
    """By source, then destination."""
    return edge.source.number, edge.destination.number, edge.open, edge.ports


def nodes(report: MapReport, groups: Sequence[Connections]) -> dict[str, Node]:
    """The node of each end. Workloads that can and cannot talk to themselves differ."""
    places: dict[str, list[int]] = {name: [] for name in report.workloads}
    for number, group in enumerate(groups):
        for name in group.sources:
            places.setdefault(name, []).append(2 * number)
        for name in group.destinations:
            places.setdefault(name, []).append(2 * number + 1)
    for number, within in enumerate(report.within, len(groups)):
        for name in within.workloads:
            places.setdefault(name, []).append(2 * number)
    alike: dict[object, list[str]] = {}
    for name, where in places.items():
        alike.setdefault(("[" in name, tuple(where)), []).append(name)
    words = Names(report.workloads)
    found: dict[str, Node] = {}
    for number, ends in enumerate(alike.values()):
        node = Node(number, tuple(ends), words.some(ends), "[" not in ends[0])
        found.update(dict.fromkeys(ends, node))
    return found


def firsts(names: Sequence[str], found: dict[str, Node]) -> list[str]:
    """One name for each node among these."""
    return list({found[name].number: name for name in reversed(names)}.values())[::-1]
