"""The design's rules that a tool can hold."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_modules_stay_small() -> None:
    """A module of more than 250 lines has two jobs."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / "verifier").rglob("*.py"))
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 250
    }

    assert long == {}


def test_importing_the_package_leaves_the_solver_out() -> None:
    code = "import sys, verifier; sys.exit('z3' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
