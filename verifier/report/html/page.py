"""The page: a template, a style sheet and scripts of our own, and the report in between."""

import base64
import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from string import Template

from verifier.analysis.overview.drawing import Drawing
from verifier.analysis.overview.results import Overview
from verifier.report.html.basis import basis_html
from verifier.report.html.entries import entries_html
from verifier.report.html.escaping import element, escaped, script_json
from verifier.report.html.excerpts import Excerpts
from verifier.report.html.findings import findings_html, severities
from verifier.report.html.reach import explained_json, reach_json
from verifier.report.html.traces import decided_html
from verifier.report.html.verdicts import tally, verdicts_html
from verifier.report.terminal import plural

SCRIPTS = ("map.js", "graph.js", "matrix.js", "details.js", "page.js")

SEVERAL = {
    "workload": "workloads",
    "pair with traffic": "pairs with traffic",
    "way in": "ways in",
    "error": "errors",
    "warning": "warnings",
}


def reach_text(drawing: Drawing) -> str:
    """The map for the script of the page. Raises UsageError where networkx is not installed."""
    return script_json(reach_json(drawing))


def render_html(overview: Overview, reach: str | None = None) -> str:
    """One page that holds everything and fetches nothing: the browser is told to refuse any other
    source, and any script but ours. `reach` is the text of its map, where that is made already.
    Raises UsageError where networkx is not installed."""
    style, script = asset("page.css"), "\n".join(asset(name) for name in SCRIPTS)
    return Template(asset("page.html")).substitute(
        style=style,
        script=script,
        style_hash=digest(style),
        script_hash=digest(script),
        title=escaped(title(overview)),
        summary=summary_html(overview),
        verdicts=verdicts_html(overview.verdicts),
        entries=entries_html(overview.drawing),
        findings=findings_html(overview.findings, overview.left_out),
        basis=basis_html(overview),
        explained=explained_words(overview),
        traces=traces_html(overview),
        data=reach_text(overview.drawing) if reach is None else reach,
        pairs=script_json(explained_json(overview)),
        version=escaped(version("netproof")),
    )


@cache
def asset(name: str) -> str:
    """The text of a part of the page."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def digest(text: str) -> str:
    """How a Content-Security-Policy names an inline element."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def title(overview: Overview) -> str:
    """`Network policies: 12 workloads, 2 refuted`."""
    words = [plural(len(overview.drawing.workloads), "workload")]
    if overview.verdicts is not None:
        words += [f"{count:,} {name}" for name, count in tally(overview.verdicts)]
    return "Network policies: " + ", ".join(words)


def summary_html(overview: Overview) -> str:
    """The counts that matter, each a link to its section."""
    report = overview.drawing
    tiles = [
        ("reach", "", len(report.workloads), "workload"),
        ("reach", "", report.pairs, "pair with traffic"),
    ]
    if report.ways is not None and report.ways.edges:
        tiles.append(("entries", "", len(report.ways.edges), "way in"))
    if overview.verdicts is not None:
        tiles += [("invariants", name, n, name) for name, n in tally(overview.verdicts)]
    if overview.findings is not None:
        tiles += [("findings", name, n, name) for name, n in severities(overview.findings)]
    return "".join(
        element(
            "a",
            element("strong", f"{count:,}") + " " + escaped(named(count, noun)),
            href=f"#{section}",
            class_=f"tile {kind}".strip(),
        )
        for section, kind, count, noun in tiles
    )


def named(count: int, noun: str) -> str:
    """The noun in the number that fits; verdicts and `info` have one form."""
    return noun if count == 1 else SEVERAL.get(noun, noun)


def explained_words(overview: Overview) -> str:
    """How many pairs the page can explain."""
    count = len(overview.explained)
    return escaped(
        f"The page explains {plural(count, 'pair')}; for any other, it gives the command that does."
    )


def traces_html(overview: Overview) -> str:
    """Why each of these pairs is as it is, for the script to show."""
    excerpts = Excerpts(overview.drawing.texts)
    return "\n".join(
        element("template", decided_html(e.flow, e.decided, excerpts), id=f"trace-{number}")
        for number, e in enumerate(overview.explained)
    )
