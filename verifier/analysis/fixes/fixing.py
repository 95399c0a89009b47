"""`--fix`: texts without what can go, and the proof that nothing allowed or denied has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from verifier.analysis.fixes.equivalence import not_equivalent
from verifier.analysis.fixes.plan import part_at, planned, range_at
from verifier.analysis.lint.findings import Finding
from verifier.errors import InputError
from verifier.location import Location
from verifier.manifests import Code, Manifests, load_texts
from verifier.manifests.cidr import parse_cidr
from verifier.manifests.edits import Edit, edited_where_possible
from verifier.resources import NetworkPolicy

TIMEOUT_MS = 30_000
Edits = Mapping[str, Mapping[Location, tuple[Edit, ...]]]


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that has a fix which was not made."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file whose text becomes another."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fixes:
    """Proved edits: `files` in order of their paths, the findings that are gone then, and those
    that stay though they have a fix."""

    files: tuple[FixedFile, ...]
    fixed: tuple[Finding, ...]
    left: tuple[Left, ...]


def fix(
    manifests: Manifests,
    findings: Iterable[Finding],
    *,
    namespace: str = "default",
    timeout_ms: int = TIMEOUT_MS,
) -> Fixes:
    """The texts after all fixes that are proved to change no verdict of either direction (M-21).

    `namespace`: that of objects that name none. A fix whose proof fails, whose text cannot be
    edited in place, or whose object is written twice, is left out with all others that hang on it.
    """
    targets = {policy.text: policy for policy in manifests.policies}
    left: dict[Finding, str] = {}
    wanted = [finding for finding in findings if replaced_by(finding, targets) is not None]
    for finding in wanted:
        if (reason := untouchable(finding, targets, manifests)) is not None:
            left[finding] = reason
    while True:
        chosen = [finding for finding in wanted if finding not in left]
        texts, refused = edit_all(manifests, chosen, targets)
        left |= refused
        if not refused:
            unproved = proofs_missing(manifests, texts, chosen, targets, namespace, timeout_ms)
            if not unproved:
                break
            left |= unproved
    files = tuple(
        FixedFile(path, manifests.texts[path], text) for path, text in sorted(texts.items())
    )
    return Fixes(files, tuple(chosen), tuple(Left(f, left[f]) for f in wanted if f in left))


def replaced_by(finding: Finding, targets: Mapping[str, NetworkPolicy]) -> str | None:
    """The text that fixes a finding by taking the place of another, "" where the part is removed;
    None where the finding has no fix."""
    policy = targets.get(finding.object)
    if policy is None:
        return None
    if finding.removable:
        return None if part_at(policy, finding.field) is None else ""
    written = range_at(policy, finding.field) if is_about_spelling(finding) else None
    cidr = None if written is None else parse_cidr(written)
    if cidr is None or (cidr.version == 4 and cidr.bits == 128) or cidr.canonical == cidr.text:
        return None
    return cidr.canonical


def is_about_spelling(finding: Finding) -> bool:
    """The finding says that an address range is written in a misleading way."""
    return finding.code == Code.SLOPPY_CIDR


def untouchable(
    finding: Finding, targets: Mapping[str, NetworkPolicy], manifests: Manifests
) -> str | None:
    """Why the object of a finding must not be edited, None where it may be."""
    policy = targets[finding.object]
    if policy.location.path not in manifests.texts:
        return "its text is not at hand"
    if sum(other.text == policy.text for other in manifests.policies) > 1:
        return "several objects have this name"
    twice = any(
        warning.code == Code.REPEATED and warning.object == policy.text
        for warning in manifests.warnings
    )
    return "the same object stands in two places: remove one of them first" if twice else None


def edit_all(
    manifests: Manifests, findings: Sequence[Finding], targets: Mapping[str, NetworkPolicy]
) -> tuple[dict[str, str], dict[Finding, str]]:
    """The new texts of files that change, and the findings whose objects cannot be edited."""
    texts: dict[str, str] = {}
    refused: dict[Finding, str] = {}
    for path, edits in edits_of(findings, targets).items():
        before = manifests.texts[path]
        after, reasons = edited_where_possible(before, path, edits)
        if after != before:
            texts[path] = after
        for finding in findings:
            place = targets[finding.object].location
            if place.path == path and place in reasons:
                refused[finding] = reasons[place]
    return texts, refused


def edits_of(findings: Sequence[Finding], targets: Mapping[str, NetworkPolicy]) -> Edits:
    """The edits by file, then by object."""
    by_object: dict[str, list[Finding]] = {}
    for finding in findings:
        by_object.setdefault(finding.object, []).append(finding)
    found: dict[str, dict[Location, tuple[Edit, ...]]] = {}
    for name, about in by_object.items():
        policy = targets[name]
        parts = (part_at(policy, finding.field) for finding in about if finding.removable)
        removed = {part for part in parts if part is not None}
        replaced = {
            finding.field: text
            for finding in about
            if (text := replaced_by(finding, targets)) and finding.field not in removed
        }
        edits = planned(policy, removed, replaced)
        found.setdefault(policy.location.path, {})[policy.location] = edits
    return found


def proofs_missing(
    manifests: Manifests,
    texts: Mapping[str, str],
    findings: Sequence[Finding],
    targets: Mapping[str, NetworkPolicy],
    namespace: str,
    timeout_ms: int,
) -> dict[Finding, str]:
    """The findings whose fixes are not proved to change nothing."""
    if not texts:
        return {}
    try:
        after = load_texts({**manifests.texts, **texts}, namespace=namespace, named=False)
    except InputError as error:
        reason = f"the edited file would be refused: {error.problems[0].message}"
        return dict.fromkeys(findings, reason)
    touched = {targets[finding.object].namespace for finding in findings}
    old, new = by_namespace(manifests), by_namespace(after)
    strayed = {name for name in {*old, *new} - touched if old.get(name) != new.get(name)}
    assert not strayed, f"policies of other namespaces changed: {sorted(strayed)}"
    reasons = not_equivalent(manifests, after, touched, timeout_ms)
    return {
        finding: f"not proved to change nothing: {reasons[targets[finding.object].namespace]}"
        for finding in findings
        if targets[finding.object].namespace in reasons
    }


def by_namespace(manifests: Manifests) -> Mapping[str, Mapping[str, NetworkPolicy]]:
    """The policies, by namespace and name."""
    found: dict[str, dict[str, NetworkPolicy]] = {}
    for policy in manifests.policies:
        found.setdefault(policy.namespace, {})[policy.text] = policy
    return found
