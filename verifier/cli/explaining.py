"""The question of `why`, from the command line to the analysis."""

from typing import TYPE_CHECKING

from verifier.cli.options import Input
from verifier.cli.targets import split_target
from verifier.errors import UsageError

if TYPE_CHECKING:
    from verifier.analysis.results import WhyReport
    from verifier.dialect import Dialect


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
    from verifier.dialect import Dialect
    from verifier.invariants import load_spec
    from verifier.query import ClusterFacts

    end, port, protocol = split_target(destination)
    if change and port is None:
        raise UsageError("--change needs a port: name one, as in shop/db:5432")
    return why(
        source_files.manifests(),
        source,
        end,
        port=port,
        protocol=protocol,
        dialect=dialect or Dialect(),
        cluster=load_spec(file).cluster if file else ClusterFacts(),
        change=change,
    )
