"""The question of `why`, from the command line to the analysis."""

import gc
from typing import TYPE_CHECKING, Annotated

import typer

from verifier.cli.dialects import told
from verifier.cli.options import Input
from verifier.errors import UsageError

if TYPE_CHECKING:
    from verifier.analysis.map.around import AroundReport
    from verifier.analysis.results import WhyReport
    from verifier.dialect import Dialect

FORMATS = ("text", "json", "markdown")
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FORMAT[=FILE]",
        help="How to report: text, json or markdown; may be repeated. Without a bare FORMAT, text "
        "goes to standard output.",
        show_default=False,
    ),
]
EVERYONE = "*"


def explain_all(
    source_files: Input,
    source: str,
    destination: str,
    file: str | None,
    dialect: "Dialect | None",
    change: bool,
) -> "AroundReport | None":
    """All flows of one end, where the other one is `*`; None where neither is. Raises InputError
    and UsageError."""
    from verifier.cli.targets import split_target
    from verifier.flow import Direction

    end, port, protocol = split_target(destination)
    if EVERYONE not in (source, end):
        return None
    if source == end:
        raise UsageError("both ends are '*': netproof map shows all flows")
    if change:
        raise UsageError("--change is about one flow: name both ends and the port")

    from verifier.analysis.map.around import around
    from verifier.invariants import load_spec

    manifests = told(source_files.manifests(), dialect)
    gc.disable()  # a map is millions of tuples that all stay to the end, and no cycles
    return around(
        manifests,
        end if source == EVERYONE else source,
        Direction.INGRESS if source == EVERYONE else Direction.EGRESS,
        port=port,
        protocol=protocol,
        dialect=dialect,
        cluster=load_spec(file).cluster if file else None,
    )


def explain(
    source_files: Input,
    source: str,
    destination: str,
    file: str | None,
    dialect: "Dialect | None",
    change: bool,
) -> "WhyReport":
    """The decision on the flow that the two texts describe. Raises InputError and UsageError."""
    from verifier.analysis.why import why
    from verifier.cli.targets import split_target
    from verifier.invariants import load_spec
    from verifier.query import ClusterFacts

    end, port, protocol = split_target(destination)
    if change and port is None:
        raise UsageError("--change needs a port: name one, as in shop/db:5432")
    return why(
        told(source_files.manifests(), dialect),
        source,
        end,
        port=port,
        protocol=protocol,
        dialect=dialect,
        cluster=load_spec(file).cluster if file else ClusterFacts(),
        change=change,
    )
