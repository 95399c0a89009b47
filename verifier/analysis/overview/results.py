"""What an overview holds: plain data that the page renders."""

from dataclasses import dataclass

from verifier.analysis.lint.findings import LintReport
from verifier.analysis.overview.drawing import Drawing
from verifier.analysis.results import CheckReport
from verifier.decision import Decided
from verifier.flow import Flow


@dataclass(frozen=True, slots=True)
class Explained:
    """The decision on `flow`, one of those from the name `source` on the map to `destination`."""

    source: str
    destination: str
    flow: Flow
    decided: Decided


@dataclass(frozen=True, slots=True)
class Overview:
    """The map of an input as it is drawn, the verdicts and the findings, and why some of the pairs
    are as they are. `verdicts` and `findings` are None where nobody asked for them; `explained`
    holds at most as many pairs as were asked for. `left_out` are the codes that findings were not
    looked for, by their beginnings: "NP" stands for all."""

    drawing: Drawing
    verdicts: CheckReport | None
    findings: LintReport | None
    explained: tuple[Explained, ...]
    left_out: tuple[str, ...] = ()
