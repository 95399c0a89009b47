"""What pods that are not declared could reach, and what could reach them, workload by workload."""

from verifier.engine.exposure.covering import Exposure, Question, Reach, exposure
from verifier.engine.exposure.facing import Facing
from verifier.engine.exposure.likeness import Likeness, likenesses

__all__ = [
    "Exposure",
    "Facing",
    "Likeness",
    "Question",
    "Reach",
    "exposure",
    "likenesses",
]
