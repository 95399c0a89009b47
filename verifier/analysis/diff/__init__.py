"""What a change of the policies opens and closes, for every possible pod."""

from verifier.analysis.diff.comparing import MOST, compare
from verifier.analysis.diff.results import Change, DiffReport, Part, Verdict

__all__ = ["MOST", "Change", "DiffReport", "Part", "Verdict", "compare"]
