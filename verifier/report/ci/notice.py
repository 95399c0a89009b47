"""The neutral report that every CI format renders: notices, and results of tests.

An analysis turns its own report into a `CiReport` once; the formats know nothing of verdicts,
lint codes or differences.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from verifier.location import Location

Level = Literal["error", "warning", "note"]
Outcome = Literal["passed", "failed", "error", "skipped"]
Placed = tuple[str, Location]  # what a place has to do with a notice, and the place
Row = tuple[str, str]  # a name and words, as `flow` and `a -> b, tcp/80`

LEVELS: tuple[Level, ...] = ("error", "warning", "note")
OF_SEVERITY: Mapping[str, Level] = {"error": "error", "warning": "warning", "info": "note"}
SECURITY: Mapping[Level, str] = {"error": "8.0", "warning": "5.0", "note": "2.0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to look at.

    `code` is stable: that of a lint rule, or the id of an invariant. `name` says in a word or a
    short sentence what the code is about. `message` is one sentence, `rows` are the details.
    `location` is what to change, `related` what else plays a part, `steps` the rules that a flow
    meets, in order. `fingerprint` tells this notice from all others of the report and is the same
    when lines move. `help` is Markdown, `page` the page of the documentation about the code;
    `security_severity` is a number of CVSS, as text.
    """

    code: str
    name: str
    level: Level
    message: str
    location: Location | None
    fingerprint: str
    rows: tuple[Row, ...] = ()
    related: tuple[Placed, ...] = ()
    steps: tuple[Placed, ...] = ()
    description: str = ""
    help: str = ""
    page: str = ""
    security_severity: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One test, as JUnit and TAP know them; `kind` is the verdict, `text` what to say of it.

    `seconds` is wall time. `skipped`: it did not pass, and does not count.
    """

    id: str
    title: str
    kind: str
    outcome: Outcome
    seconds: float
    text: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A verdict that is another one than in an earlier version, with what makes the difference."""

    title: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CiReport:
    """What a run of `command` found. `texts` maps each path to its text; `basis` are sentences
    that every result rests on; `summary` is the last line of the text report. `changes` are the
    verdicts that were others in the version `since`, "" where none was asked about."""

    command: str
    summary: str
    notices: tuple[Notice, ...] = ()
    tests: tuple[Trial, ...] = ()
    basis: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    changes: tuple[Changed, ...] = ()

    def sorted_notices(self) -> list[Notice]:
        """The notices, those that weigh most first."""
        return sorted(self.notices, key=lambda notice: LEVELS.index(notice.level))
