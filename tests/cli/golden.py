"""Golden files: what a user sees, kept as text. `GOLDEN=write pytest ...` writes them anew."""

import os
from pathlib import Path


def assert_golden(path: Path, actual: str) -> None:
    """`actual` is what the file holds."""
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(actual, encoding="utf-8")

    assert actual == path.read_text(encoding="utf-8")
