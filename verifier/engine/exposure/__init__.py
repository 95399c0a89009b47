"""What pods that are not declared could reach, and what could reach them, workload by workload."""

from verifier.engine.exposure.covering import Exposure, exposures
from verifier.engine.exposure.facing import Facing, Question
from verifier.engine.exposure.found import Reach
from verifier.engine.exposure.likeness import Likeness, likenesses

__all__ = [
    "Exposure",
    "Facing",
    "Likeness",
    "Question",
    "Reach",
    "exposures",
    "likenesses",
]
