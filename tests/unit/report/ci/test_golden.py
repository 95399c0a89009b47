"""Every format on a report made by hand, kept as a text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.golden import assert_golden
from tests.unit.report.samples import CHAINED, CHECK
from verifier.analysis.results import CheckReport
from verifier.report.ci import github, gitlab, junit, markdown, sarif, tap
from verifier.report.ci.notice import CiReport
from verifier.report.ci.places import Places
from verifier.report.ci.verdicts import of_check

GOLDEN = Path(__file__).parent / "golden"
WRITERS: dict[str, Callable[[CiReport, Places], str]] = {
    "sarif": sarif.render,
    "junit.xml": junit.render,
    "github.txt": github.render,
    "gitlab.json": gitlab.render,
    "md": markdown.render,
    "tap": tap.render,
}


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize(("name", "report"), [("check", CHECK), ("chain", CHAINED)])
def test_the_whole_report(
    name: str, report: CheckReport, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "tool_version", lambda: "1.2.3")
    text = WRITERS[ending](of_check(report, "error"), Places(report.texts))

    assert_golden(GOLDEN / f"{name}.{ending}", text)
