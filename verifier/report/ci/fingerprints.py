"""Fingerprints: which notices of two runs are the same one, wherever the lines have moved."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from verifier.location import Location
from verifier.report.ci.notice import Notice
from verifier.report.excerpt import extent, lines_of


def fingerprint(*parts: str) -> str:
    """32 hexadecimal digits that only the parts decide."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def content(texts: Mapping[str, str], location: Location) -> str:
    """What stands at a place, without its indentation; "" where the text is not at hand."""
    lines = lines_of(texts.get(location.path, ""))
    if not 0 < location.line <= len(lines):
        return ""
    last, end = extent(lines, location)
    found = list(lines[location.line - 1 : last])
    found[-1] = found[-1][: end - 1]
    found[0] = found[0][location.column - 1 :]
    return "\n".join(line.strip() for line in found if line.strip())


def told_apart(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """The notices, each with a fingerprint of its own: equal ones are counted."""
    seen: Counter[str] = Counter()
    found = []
    for notice in notices:
        seen[notice.fingerprint] += 1
        again = seen[notice.fingerprint]
        if again > 1:
            notice = replace(notice, fingerprint=fingerprint(notice.fingerprint, str(again)))
        found.append(notice)
    return tuple(found)
