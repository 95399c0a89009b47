"""Solves queries: slices, asks by level, minimises, and replays every flow on the reference."""

from verifier.engine.judging import judge
from verifier.engine.session import Session

__all__ = ["Session", "judge"]
