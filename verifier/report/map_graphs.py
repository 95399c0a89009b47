"""The map as pictures that other programs draw: Graphviz and Mermaid."""

from verifier.analysis.map.results import MapReport
from verifier.report.map_nodes import Node, graph
from verifier.report.terminal import clean

MERMAID = str.maketrans({'"': "#quot;", "<": "#lt;", ">": "#gt;", "|": "#124;", "[": "#91;"})


def render_dot(report: MapReport) -> str:
    """A Graphviz digraph: ranges of addresses are ellipses, and what depends on facts is dashed."""
    found = graph(report)
    lines = ["digraph netproof {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    for node in found.nodes:
        shape = ", shape=ellipse" if node.outside else ""
        lines.append(f'  n{node.number} [label="{_quoted(node.label)}"{shape}];')
    for edge in found.edges:
        style = ", style=dashed" if edge.open else ""
        ends = f"n{edge.source.number} -> n{edge.destination.number}"
        lines.append(f'  {ends} [label="{_quoted(edge.ports)}"{style}];')
    return "\n".join([*lines, "}"]) + "\n"


def _quoted(text: str) -> str:
    return clean(text).replace("\\", "\\\\").replace('"', '\\"')


def render_mermaid(report: MapReport) -> str:
    """A Mermaid flowchart: ranges of addresses are round, and what depends on facts is dotted."""
    found = graph(report)
    lines = ["flowchart LR", *(f"  {_shape(node)}" for node in found.nodes)]
    for edge in found.edges:
        arrow = "-.->" if edge.open else "-->"
        ports = clean(edge.ports).translate(MERMAID)
        lines.append(f'  n{edge.source.number} {arrow}|"{ports}"| n{edge.destination.number}')
    return "\n".join(lines) + "\n"


def _shape(node: Node) -> str:
    text = f'"{clean(node.label).translate(MERMAID)}"'
    return f"n{node.number}({text})" if node.outside else f"n{node.number}[{text}]"
