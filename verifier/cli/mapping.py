"""`netproof map`: who reaches whom."""

import gc
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli import exposing
from verifier.cli import options as o
from verifier.cli.dialects import DialectOfFlows, told
from verifier.cli.exits import ending
from verifier.cli.output import Color, canvas_for, parse_outputs, write
from verifier.errors import InputError, UsageError

if TYPE_CHECKING:
    from verifier.analysis.map.filters import Filters
    from verifier.analysis.map.results import MapReport
    from verifier.dialect import Dialect
    from verifier.flow import Protocol
    from verifier.manifests import Manifests
    from verifier.query import ClusterFacts

FORMATS = ("text", "json", "csv", "markdown", "dot", "mermaid")

Default = Annotated[
    str, typer.Option("-n", metavar="NAME", help="The namespace of objects that name none.")
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FORMAT[=FILE]",
        help="How to report: text, json, csv, markdown, dot or mermaid; may be repeated. Without "
        "a bare FORMAT, text goes to standard output.",
        show_default=False,
    ),
]
Spaces = Annotated[
    list[str] | None,
    typer.Option(
        "--namespace", metavar="NAME", help="Only flows with an end in this namespace; repeatable."
    ),
]
Workloads = Annotated[
    list[str] | None,
    typer.Option(
        "--workload", metavar="NS/NAME", help="Only flows with this workload as an end; repeatable."
    ),
]
Sources = Annotated[
    list[str] | None,
    typer.Option(
        "--from", metavar="END", help="Only flows from this workload or address; repeatable."
    ),
]
Targets = Annotated[
    list[str] | None,
    typer.Option("--to", metavar="END", help="Only flows to this workload or address; repeatable."),
]
Port = Annotated[
    str | None,
    typer.Option("--port", metavar="PORT", help="Only this port: 5432 or udp/53."),
]
Denied = Annotated[
    bool,
    typer.Option(
        "--denied", help="Show who cannot reach whom instead: on any port, or on that of --port."
    ),
]
Each = Annotated[bool, typer.Option("--pairs", help="Write every pair out, without grouping.")]


def map(
    paths: o.Paths = None,
    file: o.FactsFile = None,
    namespace: Default = "default",
    spaces: Spaces = None,
    workloads: Workloads = None,
    sources: Sources = None,
    targets: Targets = None,
    port: Port = None,
    denied: Denied = False,
    exposure: exposing.Beyond = False,
    pairs: Each = False,
    output: Outputs = None,
    level: exposing.LevelName = None,
    dialect: DialectOfFlows = None,
    timeout: exposing.Timeout = None,
    skip_unreadable: o.SkipUnreadable = False,
    color: o.ColorWhen = Color.AUTO,
) -> None:
    """Show who reaches whom, on which ports.

    All declared workloads and the world outside, as text, json, csv, a markdown table, or a
    picture for dot or mermaid. What depends on facts that manifests cannot tell stands apart,
    with the facts. The exit code is 0 whatever the map shows.

    `--exposure` adds what no manifest declares yet: which pods that may come to exist, and which
    addresses, could reach each workload.

    \b
    netproof map k8s/
    netproof map k8s/ --to production/database
    netproof map k8s/ --exposure
    netproof map k8s/ -o mermaid
    """
    with ending(canvas_for(sys.stderr, color)):
        outputs = parse_outputs(output or [], FORMATS)
        source = o.Input(tuple(paths or ["."]), namespace, skip_unreadable)
        asked = _filters(spaces, workloads, sources, targets, port)
        formats = [found.format for found in outputs]
        beyond = exposing.asked_for(exposure, denied, level, timeout, formats)
        report = _report(source, file, dialect, asked, denied, beyond)

        from verifier.analysis.map.filters import in_pairs, without_allowed
        from verifier.report import map_graphs, map_json, map_tables, map_text

        report = without_allowed(report) if denied else report
        report = in_pairs(report) if pairs else report
        write(
            outputs,
            {
                "text": partial(map_text.render_text, report),
                "json": lambda _: map_json.json_parts(report),
                "csv": lambda _: map_tables.render_csv(report),
                "markdown": lambda _: map_tables.render_markdown(report),
                "dot": lambda _: map_graphs.render_dot(report),
                "mermaid": lambda _: map_graphs.render_mermaid(report),
            },
            color,
        )


def _filters(
    spaces: list[str] | None,
    workloads: list[str] | None,
    sources: list[str] | None,
    targets: list[str] | None,
    port: str | None,
) -> "Filters":
    from verifier.analysis.map.filters import Filters

    return Filters(
        tuple(spaces or ()),
        tuple(workloads or ()),
        tuple(sources or ()),
        tuple(targets or ()),
        None if port is None else _port(port),
    )


def _port(text: str) -> "tuple[Protocol, int]":
    """`--port`. Raises UsageError."""
    from verifier.invariants.cases import single_port
    from verifier.invariants.passage import passage_of

    try:
        protocol, number = single_port(passage_of(text.strip(), "--port"))
    except InputError as error:
        raise UsageError(f"--port {text!r}: {error.problems[0].message}") from None
    if not isinstance(number, int):
        raise UsageError(f"--port {text!r}: expected a number, for a name is no one port of a map")
    return protocol, number


def _report(
    source: o.Input,
    file: str | None,
    dialect: str | None,
    asked: "Filters",
    denied: bool,
    beyond: exposing.Asked | None,
) -> "MapReport":
    from verifier.invariants import load_spec

    reading = o.read_dialect(dialect)
    cluster = load_spec(file).cluster if file else None
    manifests = told(source.manifests(meanwhile=_imports), reading)
    from verifier.analysis.map.connectivity import connectivity
    from verifier.analysis.map.filters import restricted

    gc.disable()  # a map is millions of tuples that all stay to the end, and no cycles
    report = connectivity(
        manifests,
        dialect=reading,
        cluster=cluster,
        denied=denied,
        port=asked.port if denied else None,
    )
    if not (denied or asked.sources):
        report = _with_ways(report, manifests, reading, cluster)
    report = restricted(report, asked)
    if beyond is None:
        return report
    return exposing.exposed(beyond, report, manifests, reading, cluster, asked)


def _imports() -> None:
    """What takes a while to import, and is needed later."""
    import verifier.analysis.map.connectivity
    import verifier.analysis.map.filters
    import verifier.report.map_json  # noqa: F401


def _with_ways(
    report: "MapReport",
    manifests: "Manifests",
    dialect: "Dialect | None",
    cluster: "ClusterFacts | None",
) -> "MapReport":
    """The report with what comes in by way of Services; only questions about it need a solver."""
    from verifier.analysis.services.results import Ways
    from verifier.analysis.services.surveying import landings, survey, with_ways

    found = survey(landings(report), manifests)
    if not found.needs_answers:
        return with_ways(report, Ways(loose=found.loose))

    from verifier.analysis.services.answering import answered

    return with_ways(report, answered(found, manifests, dialect, cluster))
