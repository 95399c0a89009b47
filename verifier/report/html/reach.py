"""The map as data for the script of the page: names by number, equal sets of names once.

{"names": [...], "workloads": W (the first W names; the others are ranges), "namespaces": whether
nodes stand for namespaces, "nodes": [{"label", "kind", "members", "x", "y"}], "ends": [for each
space, the names of each of its ends], "pieces": ["SPACE.ENDS" in base 16, or [gap, length, ...] of
names], "sets": [[piece, ...]], "ports": [["TCP", first, last, ...]], "whens": [[...]], "groups":
[[ports, when or -1, sources, destinations, the next sources, ...]], "within": [[names, ports, when
or -1]]}. Which pairs are explained stands apart: [[source, destination, decision]], of which the
element `trace-N` explains the N-th.
"""

from itertools import chain

from verifier.analysis.map.results import Names, Ports
from verifier.analysis.map.spaces import SHIFT, SPACE
from verifier.analysis.overview.drawing import Drawing, Members
from verifier.analysis.overview.results import Overview
from verifier.report.html.escaping import shown
from verifier.report.html.nodes import SINGLE, nodes_json
from verifier.report.html.numbering import Numbered, by_use, runs

Json = dict[str, object]


def names_of(drawing: Drawing) -> Numbered[str]:
    """All names: workloads, then ranges."""
    ranges = {name for names in drawing.members.ranges.values() for name in names}
    return Numbered((*drawing.workloads, *sorted(ranges)))


def explained_json(overview: Overview) -> list[list[int | str]]:
    """Which pairs are explained."""
    names = names_of(overview.drawing)
    return [
        [names.of(e.source), names.of(e.destination), e.decided.decision.value]
        for e in overview.explained
    ]


def reach_json(drawing: Drawing) -> Json:
    """All of the map. Raises UsageError where networkx, which lays out the graph, is not
    installed."""
    people, names = drawing.members, names_of(drawing)
    areas = chain.from_iterable(passage.areas for passage in drawing.passages)
    sets = by_use(chain.from_iterable(areas))
    pieces = by_use(chain.from_iterable(drawing.sets))
    ports: Numbered[Ports] = Numbered()
    whens: Numbered[Names] = Numbered()
    return {
        "names": [shown(name) for name in names.numbers],
        "workloads": len(drawing.workloads),
        "namespaces": len(drawing.workloads) > SINGLE,
        "nodes": nodes_json(drawing, names.numbers),
        "ends": [
            [] if space == people.world else [[*map(names.of, end)] for end in ends]
            for space, ends in enumerate(people.ends)
        ],
        "pieces": [piece_json(piece, people, names) for piece in pieces.numbers],
        "sets": [[*map(pieces.numbers.__getitem__, drawing.sets[at])] for at in sets.numbers],
        "groups": [
            [
                ports.of(p.allows),
                when(p.when, whens),
                *map(sets.numbers.__getitem__, chain(*p.areas)),
            ]
            for p in drawing.passages
        ],
        "within": [
            [runs(sorted(map(names.of, w.workloads))), ports.of(w.allows), when(w.when, whens)]
            for w in drawing.within
        ],
        "ports": [
            [part for p in found for part in (p.protocol.value, p.first, p.last)]
            for found in ports.numbers
        ],
        "whens": [[shown(fact) for fact in facts] for facts in whens.numbers],
    }


def when(facts: Names, whens: Numbered[Names]) -> int:
    """The number of some facts; -1 for none."""
    return whens.of(facts) if facts else -1


def piece_json(piece: int, people: Members, names: Numbered[str]) -> str | list[int]:
    """A piece by its ends, or by its names where these are ranges."""
    space = piece & SPACE
    if space == people.world:
        return runs(sorted(map(names.of, people.ranges[piece])))
    return f"{space:x}.{piece >> SHIFT:x}"
