"""From rendered manifests back to what they were rendered from.

`helm template` writes `# Source: CHART/PATH` above each document, and kustomize, where its
`buildMetadata` asks for it, the annotation `config.kubernetes.io/origin`. Both are read from the
text, and only for the few places that a report names: loading knows nothing of them.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verifier.manifests.encoding import NotTextError, read_text

SOURCE = re.compile(r"# Source: (\S.*?)\s*$")
ANNOTATION = re.compile(r"""\s+["']?config\.kubernetes\.io/origin["']?:\s*[|>]?[-+]?\s*(.*)$""")
FIELD = re.compile(r"\s*(path|configuredIn|repo): *(\S.*?)\s*$")
CHART_NAME = re.compile(r"""^name:\s*["']?([^\s"'#]+)""", re.MULTILINE)
MOST_FOLDERS = 20_000


@dataclass(frozen=True, slots=True)
class Origin:
    """What a document was rendered from: `path` as the tool writes it, of the chart `chart` ("" for
    kustomize). `remote`: it lies in another repository."""

    path: str
    chart: str = ""
    remote: bool = False


def document_around(lines: Sequence[str], line: int) -> range:
    """The indices of the lines of the document that holds `line`, which counts from 1."""
    first = line - 1
    while first > 0 and not lines[first].startswith("---"):
        first -= 1
    last = line
    while last < len(lines) and not lines[last].startswith("---"):
        last += 1
    return range(first, last)


def origin_of(document: Sequence[str]) -> Origin | None:
    """What the lines of one document say of their origin."""
    for line in document:
        if found := SOURCE.match(line):
            return Origin(found[1], found[1].partition("/")[0])
        if line.strip() and not line.startswith(("#", "---")):
            break
    for index, line in enumerate(document):
        if found := ANNOTATION.match(line):
            return _annotated([found[1], *document[index + 1 : index + 8]], line)
    return None


def _annotated(lines: Sequence[str], key: str) -> Origin | None:
    """The origin in the value of the annotation, which is YAML of its own."""
    depth = len(key) - len(key.lstrip())
    fields: dict[str, str] = {}
    for number, line in enumerate(lines):
        if number and len(line) - len(line.lstrip()) <= depth:
            break
        if found := FIELD.match(line):
            fields.setdefault(found[1], found[2])
    path = fields.get("path") or fields.get("configuredIn")
    return Origin(path, remote="repo" in fields) if path else None


def find_source(origin: Origin, folder: str) -> str | None:
    """The file in or under `folder` that the origin means, None where there is none, or several.

    A chart lies in a folder of any name; the paths of kustomize start at the folder that it built.
    """
    if origin.remote:
        return None
    inside = origin.path.partition("/")[2] if origin.chart else origin.path
    inside = re.sub(r"^(\.\.?/)+", "", inside)
    if ".." in inside.split("/") or not inside:
        return None
    found = [
        path
        for base in _folders(folder)
        if os.path.isfile(path := os.path.normpath(os.path.join(base, inside)))
        and (not origin.chart or _chart_name(base) == origin.chart)
    ]
    return found[0] if len(found) == 1 else None


def _folders(folder: str) -> Iterator[str]:
    """The folder and those under it, hidden ones left out; a bounded number of them."""
    for count, (at, folders, _) in enumerate(os.walk(folder)):
        if count >= MOST_FOLDERS:
            return
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield os.path.normpath(at)


def _chart_name(folder: str) -> str:
    """The name in the Chart.yaml of a folder, "" where there is none."""
    try:
        text = read_text(os.path.join(folder, "Chart.yaml"))
    except (OSError, NotTextError):
        return ""
    found = CHART_NAME.search(text)
    return found[1] if found else ""
