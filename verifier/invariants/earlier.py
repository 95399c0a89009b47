"""Another version of the manifests, and the forms that compare with it (M-20)."""

import os
import posixpath

from verifier.invariants.ends import Groups
from verifier.invariants.entry import Entry
from verifier.invariants.forms import FORM, Part, Statement
from verifier.query import ANYTHING, Earlier, Query, Verb

GIT, CLUSTER = "git:", "cluster:"
ADVICE = "write git:REV, git:REV:PATH, a folder or a file"
NOWHERE = Earlier("", "")


def read_earlier(entry: Entry) -> Earlier:
    """A SOURCE as on the command line; its path begins at the folder of the invariants file.
    Raises InputError."""
    passage = entry.passage()
    text = passage.text
    if text == "-":
        raise passage.refuse(FORM, "standard input is no version to compare with", ADVICE)
    if text.startswith(GIT) and not text.removeprefix(GIT).partition(":")[0]:
        raise passage.refuse(FORM, f"`{text}` names no revision", ADVICE)
    return Earlier(text, resolved(text, os.path.dirname(passage.location.path)), passage.location)


def resolved(text: str, folder: str) -> str:
    """The source as seen from the current folder."""
    if not text.startswith(GIT):
        return text if text.startswith(CLUSTER) else os.path.join(folder, text)
    revision, _, path = text.removeprefix(GIT).partition(":")
    here = os.path.join(folder, path)
    if os.path.isabs(here):
        here = os.path.relpath(here)
    return f"{GIT}{revision}:{posixpath.normpath(here)}" if here else f"{GIT}{revision}"


def read_no_new_access(entry: Entry, _groups: Groups) -> Statement:
    """`{since: SOURCE}`: nothing is allowed that was not there. Notes what is wrong inside."""
    earlier = inside(entry, "since")
    return Statement((opens(earlier, ""),), f"no new access since {earlier.text}")


def read_equivalent(entry: Entry, _groups: Groups) -> Statement:
    """`{to: SOURCE}`: what is allowed is what is allowed there. Notes what is wrong inside."""
    earlier = inside(entry, "to")
    parts = (opens(earlier, "opens"), closes(earlier, "closes"))
    return Statement(parts, f"equivalent to {earlier.text}")


def inside(entry: Entry, key: str) -> Earlier:
    """The version that stands behind the only key."""
    values = entry.fields((key,), required=(key,))
    if key not in values:
        return NOWHERE
    return entry.document.attempt(NOWHERE, read_earlier, values[key])


def opens(earlier: Earlier, suffix: str) -> Part:
    """Nothing is allowed that was not."""
    query = Query(verb=Verb.NEVER, source=ANYTHING, destination=ANYTHING, since=earlier)
    return Part(query, f"nothing is allowed that {earlier.text} did not allow", suffix)


def closes(earlier: Earlier, suffix: str) -> Part:
    """All is allowed that was."""
    query = Query(verb=Verb.ALWAYS, source=ANYTHING, destination=ANYTHING, since=earlier)
    return Part(query, f"all is allowed that {earlier.text} allowed", suffix)
