"""Which invariants held at the base and fail now, from two reports netproof.check/v1.

`compare.py BASE HEAD` writes the output `newly-failing` and a paragraph of the step summary;
`compare.py --files REPORT` prints the invariants files of a report.
"""

import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

FAILING = ("refuted", "vacuous")


def invariants_of(path: str) -> list[dict[str, Any]]:
    """The invariants of a report."""
    found: list[dict[str, Any]] = json.loads(Path(path).read_text(encoding="utf-8"))["invariants"]
    return found


def newly_failing(base: list[dict[str, Any]], head: list[dict[str, Any]]) -> list[str]:
    """The ids that fail in `head` and do not in `base`; one that `base` lacks is not broken."""
    before = {(i["location"]["path"], i["id"]): i["verdict"] for i in base}
    return [
        i["id"]
        for i in head
        if i["verdict"] in FAILING
        and before.get((i["location"]["path"], i["id"]), "refuted") not in FAILING
    ]


def main(first: str, second: str) -> None:
    """Do what the command line says."""
    if first == "--files":
        paths = dict.fromkeys(i["location"]["path"] for i in invariants_of(second))
        sys.stdout.write("".join(f"{path}\n" for path in paths))
        return
    found = newly_failing(invariants_of(first), invariants_of(second))
    end = f"end-{secrets.token_hex(8)}"  # ids are the user's text: none can end the output early
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as output:
        output.write("\n".join([f"newly-failing<<{end}", *found, end]) + "\n")
    words = ", ".join(f"`{name}`" for name in found) or "nothing"
    with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as summary:
        summary.write(f"\nBroken since the base: {words}.\n")


main(*sys.argv[1:])
