"""How runs end, whatever the engine does: it is replaced by one that obeys the test."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from tests.cli.running import ROOT, scrubbed
from tests.unit.report.samples import CHECK
from verifier.analysis.results import CheckReport
from verifier.cli import main
from verifier.cli.exits import Exit, Severity, code_of
from verifier.cli.progress import Progress
from verifier.errors import InputError, Problem, SoundnessError, UsageError

TIER = str(ROOT / "specs/examples/three-tier")
Engine = Callable[[object], None]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Make `check` return a report, or raise."""

    def obey(answer: object) -> None:
        def check(*_: object, **__: object) -> object:
            if isinstance(answer, BaseException):
                raise answer
            return answer

        module = ModuleType("verifier.analysis.check")
        module.check = check  # type: ignore[attr-defined]  # a module made for the test
        monkeypatch.setitem(sys.modules, "verifier.analysis.check", module)

    return obey


@pytest.fixture
def netproof(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run the command in this process; its exit code."""

    def run(*arguments: str) -> int:
        for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "NETPROOF_DEBUG"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(sys, "argv", ["netproof", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return run


def only(*names: str) -> CheckReport:
    """The sample report with these verdicts alone."""
    kept = tuple(result for result in CHECK.results if result.invariant.id in names)
    return replace(CHECK, results=kept)


@pytest.mark.parametrize(
    ("names", "fail_on", "code"),
    [
        ([], "error", Exit.HOLDS),
        (["web-never-db"], "error", Exit.HOLDS),
        (["web-never-db", "only-backend"], "error", Exit.FAILED),
        (["again"], "error", Exit.HOLDS),
        (["again"], "warning", Exit.FAILED),
        (["again"], "info", Exit.FAILED),
        (["typo"], "error", Exit.FAILED),
        (["slow"], "error", Exit.UNKNOWN),
        (["slow", "again"], "error", Exit.UNKNOWN),
        (["slow", "again"], "warning", Exit.FAILED),
        (["slow", "only-backend"], "error", Exit.FAILED),
    ],
)
def test_exit_codes(names: list[str], fail_on: str, code: Exit) -> None:
    assert code_of(only(*names), Severity(fail_on)) is code


@pytest.mark.parametrize(
    ("stopped_by", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (UsageError("say what"), 2, "netproof: say what"),
        (InputError((Problem("NP901", "bad", advice="mend it"),)), 2, "error[NP901]: bad"),
        (SoundnessError("(assert false)"), 4, "please report"),
        (ZeroDivisionError("division by zero"), 4, "ZeroDivisionError: division by zero"),
        (RecursionError("deep"), 4, "please report"),
        (MemoryError(), 4, "MemoryError"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_stops_a_run_is_told_on_standard_error(
    engine: Engine,
    netproof: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    stopped_by: BaseException,
    code: int,
    words: str,
) -> None:
    engine(stopped_by)

    assert netproof("check", TIER) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert "Traceback" not in told.err


def test_a_defect_shows_its_bundle(
    engine: Engine, netproof: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    engine(SoundnessError("flow: a -> b\n(assert false)"))
    netproof("check", TIER)

    assert "flow: a -> b\n(assert false)" in capsys.readouterr().err


def test_reports_go_where_they_are_asked_to(
    engine: Engine,
    netproof: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    engine(CHECK)
    code = netproof("check", TIER, "-o", f"json={tmp_path / 'a.json'}", "--color", "never")

    assert code == 1
    assert json.loads((tmp_path / "a.json").read_text())["format"] == "netproof.check/v1"
    assert capsys.readouterr().out.startswith("PROVED   web never reaches db")


def test_json_on_standard_output_is_alone(
    engine: Engine, netproof: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    engine(CHECK)
    netproof("check", TIER, "-o", "json")

    assert json.loads(capsys.readouterr().out)["summary"]["refuted"] == 3


def test_a_file_that_cannot_be_written_is_named(
    engine: Engine, netproof: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    engine(CHECK)

    assert netproof("check", TIER, "-o", "json=/dev/null/x") == 2
    assert "/dev/null" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "environment", "coloured"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_rules(
    engine: Engine,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    coloured: bool,
) -> None:
    engine(CHECK)
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["netproof", "check", TIER, *arguments])
    with pytest.raises(SystemExit):
        main()

    assert ("\x1b[" in capsys.readouterr().out) is coloured


def test_a_reader_that_goes_away_changes_nothing() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "verifier", "check", TIER],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=scrubbed(),
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()

    assert (process.wait(), told) == (1, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_an_error() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "verifier", "check", TIER],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=ROOT,
            env=scrubbed(),
            check=False,
        )

    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", TIER],
        ["check", TIER, "-o", "json"],
        ["ask", "any never reaches any", TIER],
        ["why", "production/backend", "production/database", TIER],
    ],
)
def test_a_closed_standard_output_is_an_error(arguments: list[str]) -> None:
    command = f"exec {shlex.join([sys.executable, '-m', 'verifier', *arguments])} >&-"
    done = subprocess.run(
        ["sh", "-c", command],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=scrubbed(),
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("netproof: standard output is closed")
    assert done.stderr.count("\n") == 1


def test_progress_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(wanted=True) as progress:
        progress.next = 0.0
        progress(1, 2, "an-invariant")

    assert capsys.readouterr().err == ""


def test_progress_leaves_no_trace_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Progress(wanted=True) as progress:
        progress(1, 2, "too early")
        progress.next = 0.0
        progress(1, 2, "an-invariant")

    assert capsys.readouterr().err == "\r\x1b[2Knetproof: 1/2 an-invariant\r\x1b[2K"
