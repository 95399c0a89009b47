"""The edges that a change opens and closes, as a mermaid flowchart."""

from verifier.analysis.diff.results import Change, DiffReport
from verifier.dialect import Level
from verifier.report.terminal import clean, listed

STYLES = {"opens": "stroke:#2da44e,stroke-width:2px", "closes": "stroke:#cf222e,stroke-width:2px"}


def render_mermaid(report: DiffReport) -> str:
    """One edge for each statement: thick where it opens, dotted where it closes."""
    lines, nodes, styles = ["flowchart LR"], dict[str, str](), list[str]()
    edges = [("opens", c) for c in report.opened.changes]
    edges += [("closes", c) for c in report.closed.changes]
    drawn: list[str] = []
    for number, (word, change) in enumerate(edges):
        source, destination, ports = _ends(change)
        ids = [nodes.setdefault(text, f"n{len(nodes)}") for text in (source, destination)]
        arrow = "==>" if word == "opens" else "-.->"
        unless = " (not all)" if change.unless else ""
        drawn.append(f'  {ids[0]} {arrow}|"{word} {_label(ports)}{unless}"| {ids[1]}')
        styles.append(f"  linkStyle {number} {STYLES[word]}")
    lines += [f'  {name}["{_label(text)}"]' for text, name in nodes.items()]
    return "\n".join([*lines, *drawn, *styles]) + "\n"


def _ends(change: Change) -> tuple[str, str, str]:
    """Who reaches whom on which ports: workloads where they are declared, else in general."""
    source, destination, ports = change.words
    if change.level is Level.DECLARED:
        source = listed(list(change.sources)) if change.sources else source
        destination = listed(list(change.destinations)) if change.destinations else destination
    return source, destination, ports


def _label(text: str) -> str:
    """Text inside quotes of mermaid."""
    return clean(text).replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
