"""Two versions of the same input, compared over all flows (M-20)."""

from verifier.engine.versions.answers import Difference, Differences, Question
from verifier.engine.versions.covering import differences
from verifier.engine.versions.session import TwoVersions, Way
from verifier.engine.versions.union import Relabelled, Union

__all__ = [
    "Difference",
    "Differences",
    "Question",
    "Relabelled",
    "TwoVersions",
    "Union",
    "Way",
    "differences",
]
