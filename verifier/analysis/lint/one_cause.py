"""One finding per cause: a part that matches nothing is dead, and not redundant besides."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from verifier.analysis.lint.findings import Finding, Related

OPEN_RULES = ("NP203", "NP204")
ONLY_PEER = re.compile(r"\.(from|to)\[0\]")
SELECTOR = re.compile(r"\.(podSelector|namespaceSelector)")


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without those on removable parts that are dead by a selector that contradicts
    itself: that finding says so, and is the removable one. And a policy that does nothing but admit
    all is one thing to say, and so is a port that is none of the pods but that of their Service."""
    found = list(findings)
    dead = {(f.object, f.field): f for f in found if f.code == "NP103"}
    gone: set[int] = set()
    for finding in found if dead else ():
        cause = cause_of(finding, dead) if finding.removable else None
        if cause is not None:
            dead[cause] = replace(dead[cause], removable=True)
            gone.add(id(finding))
    opened = {f.object for f in found if f.code == "NP408"}
    gone |= {id(f) for f in found if f.code in ("NP203", "NP204") and f.object in opened}
    of_services = {(f.object, f.field) for f in found if f.code == "NP306"}
    gone |= {id(f) for f in found if f.code == "NP106" and (f.object, f.field) in of_services}
    left = [
        dead.get((f.object, f.field), f) if f.code == "NP103" else f
        for f in found
        if id(f) not in gone
    ]
    return list(once_each(left))


def cause_of(finding: Finding, dead: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The selector that makes the part match nothing, if one does."""
    for object_, field in dead:
        if object_ != finding.object or not field.startswith(finding.field):
            continue
        inner = field.removeprefix(finding.field)
        whole = finding.field == "" and field == "spec.podSelector"
        peer = SELECTOR.fullmatch(inner) is not None
        only = not finding.related and SELECTOR.fullmatch(ONLY_PEER.sub("", inner, count=1))
        if whole or peer or only:
            return object_, field
    return None


def once_each(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for all rules of a namespace that are open in the same words: most often that is
    a custom of whoever wrote them."""
    alike: dict[object, list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: (f.location, f.code)):
        namespace = finding.object.partition("/")[0]
        key = (finding.code, namespace, finding.message)
        alone = finding.code not in OPEN_RULES
        alike.setdefault((*key, finding.object, finding.field) if alone else key, []).append(
            finding
        )
    for first, *others in alike.values():
        related = tuple(Related(text=f"{f.object}, {f.field}", location=f.location) for f in others)
        more = f" (as in {len(others)} more places)" if others else ""
        yield replace(first, message=first.message + more, related=first.related + related)
