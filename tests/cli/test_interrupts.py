"""Ctrl-C, at the worst of times."""

import signal
import subprocess
import sys

import pytest

from tests.cli.running import ROOT, scrubbed

IN_C_CODE = "import hashlib; hashlib.pbkdf2_hmac('sha256', b'', b'', 10**9)"
SWALLOWED = """
    import time
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        raise ValueError("argument 1: KeyboardInterrupt")
"""


@pytest.mark.parametrize("work", [IN_C_CODE, SWALLOWED, "import time; time.sleep(60)"])
def test_a_run_ends_soon_and_with_one_line(work: str) -> None:
    code = (
        "from verifier.cli.exits import ending\nfrom verifier.report.terminal import Canvas\n"
        "import typer, sys\n"
        "try:\n  with ending(Canvas()):\n    print('ready', flush=True)\n    "
        f"{work.strip()}\n"
        "except typer.Exit as ended:\n  sys.exit(ended.exit_code)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env=scrubbed(),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)

    assert (process.returncode, told) == (130, "\nnetproof: interrupted, no verdict\n")
