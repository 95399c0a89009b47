"""Names of findings that stay the same while files, lines and other parts of a policy change."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from verifier.analysis.lint.findings import Finding
from verifier.manifests.extents import Extents, Tree

LENGTH = 16
INDEX = re.compile(r"\[\d+\]")


def fingerprints(findings: Iterable[Finding], texts: Mapping[str, str]) -> list[str]:
    """One name for each finding, in their order; no two are the same.

    A name rests on the code, the object, the kind of field and what stands there (of a whole
    object, only on its name; where there is none, on the message): not on paths, lines, or the
    positions of items in lists. Findings that agree in all of this are counted, in the order of the
    text.
    """
    extents = Extents(texts)
    listed = list(findings)
    names = [name_of(finding, extents) for finding in listed]
    counts: Counter[str] = Counter()
    found = [""] * len(listed)
    for index in sorted(range(len(listed)), key=lambda i: (listed[i].location, listed[i].field)):
        counts[names[index]] += 1
        count = counts[names[index]]
        found[index] = names[index] if count == 1 else f"{names[index]}-{count}"
    return found


def name_of(finding: Finding, extents: Extents) -> str:
    """The name of a finding, which others may share."""
    content = extents.content_of(finding.location, finding.field) if finding.field else None
    place = finding.object or finding.message
    about = [finding.code, place, INDEX.sub("[]", finding.field), said(content)]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:LENGTH]


def said(tree: Tree | None) -> object:
    """What a tree says, whatever its quotes and the order of its keys."""
    if tree is None:
        return None
    kind, _, inner = tree
    match kind:
        case "map":
            return {"map": sorted(([said(key), said(value)] for key, value in inner), key=repr)}
        case "seq":
            return {"seq": [said(item) for item in inner]}
        case _:
            return inner[0]
