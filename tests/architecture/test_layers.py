"""The design's rules that a tool can hold."""

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
