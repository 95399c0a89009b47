"""Baseline files: the findings that a run is not to show, as JSON."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verifier.analysis.baselines.fingerprints import fingerprints
from verifier.analysis.lint.findings import Finding
from verifier.errors import UsageError

FORMAT = "netproof.lint-baseline/v1"
KEYS = ("fingerprint", "code", "object", "field")


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """A finding of an earlier run."""

    object: str
    code: str
    field: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Compared:
    """`new` findings, those that were `known`, and the entries that no longer occur."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    gone: tuple[Known, ...]


def baseline_text(findings: Sequence[Finding], texts: Mapping[str, str]) -> str:
    """The baseline that holds these findings; equal findings make an equal text."""
    names = fingerprints(findings, texts)
    entries = sorted(
        Known(finding.object, finding.code, finding.field, name)
        for finding, name in zip(findings, names, strict=True)
    )
    listed = [{key: getattr(entry, key) for key in KEYS} for entry in entries]
    document = {"format": FORMAT, "findings": listed}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def read_baseline(text: str, path: str) -> tuple[Known, ...]:
    """The entries of a baseline. Raises UsageError where the text is none."""
    try:
        document: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(
            f"{path}:{error.lineno}:{error.colno}: not a baseline: expected JSON ({error.msg})"
        ) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise UsageError(f"{path}: not a baseline: expected an object with format {FORMAT}")
    entries = document.get("findings")
    if not isinstance(entries, list):
        raise UsageError(f"{path}: `findings`: expected a list")
    return tuple(read_entry(entry, f"{path}: `findings[{n}]`") for n, entry in enumerate(entries))


def read_entry(entry: Any, where: str) -> Known:
    """One entry. Raises UsageError."""
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in KEYS):
        raise UsageError(f"{where}: expected an object with the texts {', '.join(KEYS)}")
    return Known(**{key: entry[key] for key in KEYS})


def compared(
    findings: Iterable[Finding],
    texts: Mapping[str, str],
    baseline: Iterable[Known],
    looked_for: Collection[str],
) -> Compared:
    """Findings against a baseline. Entries of codes that this run has no answer for are not gone:
    `looked_for` are those that it has one for."""
    listed = list(findings)
    names = fingerprints(listed, texts)
    before = {entry.fingerprint: entry for entry in baseline}
    new = [f for f, name in zip(listed, names, strict=True) if name not in before]
    known = [f for f, name in zip(listed, names, strict=True) if name in before]
    gone = [
        entry for name, entry in before.items() if name not in names and entry.code in looked_for
    ]
    return Compared(tuple(new), tuple(known), tuple(sorted(gone)))
