"""The JSON Schema of invariants files, as it is released with the package."""

from pathlib import Path

NAME = "invariants-v1.schema.json"
PACKAGE = Path(__file__).resolve().parents[1]


def schema_text() -> str:
    """The schema; an installation from a working tree has it where it is written, in `specs/`."""
    released = PACKAGE / "schemas" / NAME
    if not released.is_file():
        released = PACKAGE.parent / "specs" / "schemas" / NAME
    return released.read_text(encoding="utf-8")
