"""A file of exceptions: flows that a change may open or close (`netproof diff --allow`)."""

from collections.abc import Iterable

from verifier.errors import InputError
from verifier.invariants.entry import FILE, Document, Entry
from verifier.invariants.exemptions import read_exemptions
from verifier.invariants.files import text_of
from verifier.invariants.groups import read_groups
from verifier.invariants.spec import check_version, only_document, place
from verifier.query import Exemption, Group

KEYS = ("apiVersion", "groups", "except")


def load_exceptions(path: str, groups: Iterable[Group] = ()) -> tuple[Exemption, ...]:
    """The exceptions in the file at `path`, whose ends may be any of `groups` and its own. Raises
    InputError with every problem found."""
    return read_exceptions(text_of(path), path, groups)


def read_exceptions(text: str, path: str, groups: Iterable[Group] = ()) -> tuple[Exemption, ...]:
    """The same for the text of a file."""
    text = text.removeprefix("\ufeff")
    document = Document(text, path)
    found = read_file(Entry(document, only_document(text, path), ""), groups)
    if document.problems:
        raise InputError(tuple(sorted(document.problems, key=place)))
    return found


def read_file(root: Entry, groups: Iterable[Group]) -> tuple[Exemption, ...]:
    """The whole file. Raises InputError where nothing can be read; notes what else is wrong."""
    check_version(root)
    values = root.fields(KEYS)
    attempt = root.document.attempt
    known = {group.name: group.end for group in groups}
    own: tuple[Group, ...] = ()
    if "groups" in values:
        own = attempt(own, read_groups, values["groups"], known)
    if "except" not in values:
        raise root.refuse(
            FILE, "`except` is missing: expected a list of exceptions, each with its reason"
        )
    nothing: tuple[Exemption, ...] = ()
    ends = known | {group.name: group.end for group in own}
    return attempt(nothing, read_exemptions, values["except"], ends)
