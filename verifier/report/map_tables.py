"""The map as tables: CSV, one line per range of ports of a pair, and a Markdown matrix."""

import csv
import io
from collections.abc import Iterator

from verifier.analysis.map.filters import in_pairs
from verifier.analysis.map.results import Connections, MapReport
from verifier.report.map_exposure import rows, table
from verifier.report.map_nodes import Node, graph
from verifier.report.map_ways import connections_of
from verifier.report.map_words import Names
from verifier.report.terminal import clean

COLUMNS = ("source", "destination", "protocol", "first", "last", "when")


def render_csv(report: MapReport) -> str:
    """One line per pair and range of ports; `when` is empty where it holds under every fact."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*COLUMNS, "decision"))
    flat = in_pairs(report)
    for decision, groups in (
        ("allow", flat.connections),
        ("depends", flat.conditional),
        ("deny", flat.denied or ()),
    ):
        writer.writerows((*row, decision) for group in groups for row in _rows(group))
    for group in connections_of(report.ways):
        decision = "depends" if group.when else "allow"
        writer.writerows((*row, decision) for row in _rows(group))
    for within in report.within:
        for name in within.workloads:
            pair = Connections((name,), (name,), within.allows, within.when)
            writer.writerows((*row, "depends" if within.when else "allow") for row in _rows(pair))
    for source, destination, ports, when, decision in rows(report.exposure):
        numbers = ports.protocol.value, ports.first, ports.last
        writer.writerow((source, destination, *numbers, when, decision))
    return text.getvalue()


def _rows(group: Connections) -> Iterator[tuple[str, ...]]:
    for source in group.sources:
        for destination in group.destinations:
            for ports in group.allows:
                numbers = str(ports.first), str(ports.last)
                yield source, destination, ports.protocol.value, *numbers, "; ".join(group.when)


def render_markdown(report: MapReport) -> str:
    """A matrix of sources (rows) and destinations (columns); ends that are treated alike share
    one, and ports that depend on open facts are in brackets."""
    found = graph(report)
    cells: dict[tuple[Node, Node], list[str]] = {}
    for edge in found.edges:
        ports = f"({edge.ports})" if edge.open else edge.ports
        cells.setdefault((edge.source, edge.destination), []).append(ports)
    rows = [node for node in found.nodes if any(node is source for source, _ in cells)]
    columns = [node for node in found.nodes if any(node is target for _, target in cells)]
    lines = [_line(["from \\ to", *(_text(node.label) for node in columns)])]
    lines.append(_line(["---"] * (len(columns) + 1)))
    for row in rows:
        texts = (_text(", ".join(cells.get((row, column), ()))) for column in columns)
        lines.append(_line([_text(row.label), *texts]))
    if report.exposure:
        lines += table(report.exposure, Names(report.workloads))
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    return clean(text).replace("|", "\\|")
