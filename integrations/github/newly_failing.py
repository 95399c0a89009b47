"""The output `newly-failing` of the action, from a report netproof.check/v1.

`newly_failing.py REPORT` prints it as the runner reads outputs; nothing where the report compares
with no other version.
"""

import json
import secrets
import sys
from pathlib import Path
from typing import Any

FAILING = ("refuted", "vacuous")


def newly_failing(changed: list[dict[str, Any]]) -> list[str]:
    """The ids that fail now and did not in the other version."""
    return [
        each["id"] for each in changed if each["after"] in FAILING and each["before"] not in FAILING
    ]


def main(report: str) -> None:
    """Print the output."""
    changed = json.loads(Path(report).read_text(encoding="utf-8")).get("changed")
    if changed is None:
        return
    end = f"end-{secrets.token_hex(8)}"  # ids are the user's text: none can end the output early
    sys.stdout.write("\n".join([f"newly-failing<<{end}", *newly_failing(changed), end]) + "\n")


main(*sys.argv[1:])
