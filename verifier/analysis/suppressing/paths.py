"""Patterns of paths: `legacy/**`, `*.generated.yaml`, `charts`."""

import os
import re
from functools import lru_cache

PIECES = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")
MEANINGS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def is_matched(pattern: str, path: str, folder: str) -> bool:
    """Whether a pattern means a path. It begins at `folder`, or anywhere where it names one step
    alone; a folder stands for all that is in it. The revision of a path in git does not count."""
    names = {os.path.relpath(path, folder or ".").replace(os.sep, "/"), path}
    if ":" in path:
        names.add(path.partition(":")[2])
    found = expression(pattern)
    return any(found.fullmatch(name) for name in names)


@lru_cache(maxsize=4096)
def expression(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression."""
    short = pattern.removeprefix("./").rstrip("/")
    body = "".join(MEANINGS.get(piece) or re.escape(piece) for piece in PIECES.findall(short))
    start = "" if "/" in short else "(?:.*/)?"
    return re.compile(f"{start}{body}(?:/.*)?")
