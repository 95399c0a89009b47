"""netproof proves properties of Kubernetes network policies, or shows the flow that breaks them.

    import verifier

    manifests = verifier.load("k8s/")
    report = verifier.check(manifests, "k8s/netproof.yaml")
    decided = verifier.decide(manifests, "shop/web", "shop/db", verifier.Protocol.TCP, 5432)

Names are resolved when they are first used, so that importing the package loads no solver.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from verifier.analysis.diff.results import DiffReport
    from verifier.analysis.library import check, connectivity, diff, load
    from verifier.analysis.lint.findings import Finding, LintReport
    from verifier.analysis.lint.run import lint
    from verifier.analysis.map.results import MapReport
    from verifier.analysis.results import CheckReport, InvariantResult, WhyReport
    from verifier.analysis.why import decide, why
    from verifier.decision import Decided, Decision
    from verifier.dialect import Dialect, Level
    from verifier.errors import InputError, NetproofError, SoundnessError, UsageError
    from verifier.flow import Protocol
    from verifier.invariants import load_spec, read_spec
    from verifier.manifests import Manifests
    from verifier.query import Spec

HOMES = {
    "CheckReport": "verifier.analysis.results",
    "Decided": "verifier.decision",
    "Decision": "verifier.decision",
    "Dialect": "verifier.dialect",
    "DiffReport": "verifier.analysis.diff.results",
    "Finding": "verifier.analysis.lint.findings",
    "InputError": "verifier.errors",
    "InvariantResult": "verifier.analysis.results",
    "Level": "verifier.dialect",
    "LintReport": "verifier.analysis.lint.findings",
    "Manifests": "verifier.manifests",
    "MapReport": "verifier.analysis.map.results",
    "NetproofError": "verifier.errors",
    "Protocol": "verifier.flow",
    "SoundnessError": "verifier.errors",
    "Spec": "verifier.query",
    "UsageError": "verifier.errors",
    "WhyReport": "verifier.analysis.results",
    "check": "verifier.analysis.library",
    "connectivity": "verifier.analysis.library",
    "decide": "verifier.analysis.why",
    "diff": "verifier.analysis.library",
    "lint": "verifier.analysis.lint.run",
    "load": "verifier.analysis.library",
    "load_spec": "verifier.invariants",
    "read_spec": "verifier.invariants",
    "why": "verifier.analysis.why",
}

__all__ = [
    "CheckReport",
    "Decided",
    "Decision",
    "Dialect",
    "DiffReport",
    "Finding",
    "InputError",
    "InvariantResult",
    "Level",
    "LintReport",
    "Manifests",
    "MapReport",
    "NetproofError",
    "Protocol",
    "SoundnessError",
    "Spec",
    "UsageError",
    "WhyReport",
    "check",
    "connectivity",
    "decide",
    "diff",
    "lint",
    "load",
    "load_spec",
    "read_spec",
    "why",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)
