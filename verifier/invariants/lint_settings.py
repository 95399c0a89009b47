"""The section `lint`: findings that are not to be shown, each with its reason."""

import re

from verifier.invariants.entry import Entry
from verifier.invariants.exemptions import read_date
from verifier.invariants.settings import SETTING
from verifier.query import Ignored

KEYS = ("codes", "paths", "reason", "until")


def read_lint(entry: Entry) -> tuple[Ignored, ...]:
    """What the file says to `netproof lint`. Notes what is wrong."""
    values = entry.fields(("ignore",))
    if "ignore" not in values:
        return ()
    return entry.document.attempt((), read_ignored, values["ignore"])


def read_ignored(entry: Entry) -> tuple[Ignored, ...]:
    """The entries of `ignore`. Raises InputError, and notes what is wrong inside."""
    return tuple(read_entry(item) for item in entry.items())


def read_entry(entry: Entry) -> Ignored:
    """One entry; without `paths` it holds everywhere. Raises InputError, and notes what is wrong
    inside."""
    values = entry.fields(KEYS, required=("codes", "reason"))
    attempt = entry.document.attempt
    codes: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    until = None
    if "codes" in values:
        codes = attempt(codes, read_codes, values["codes"])
    if "paths" in values:
        paths = attempt(paths, read_paths, values["paths"])
    if "until" in values:
        until = attempt("", read_date, values["until"])
    reason = attempt("", Entry.text, values["reason"]) if "reason" in values else ""
    return Ignored(codes, paths, reason, until, entry.location)


def read_codes(entry: Entry) -> tuple[str, ...]:
    """One or more codes of findings. Raises InputError."""
    return tuple(dict.fromkeys(read_code(item) for item in entry.one_or_more()))


def read_code(entry: Entry) -> str:
    """A code, or the beginning of several: NP401, NP4. Raises InputError."""
    passage = entry.passage()
    if not re.fullmatch("NP[0-9]{1,3}", passage.text):
        raise passage.refuse(
            SETTING, f"`{passage.text}` is not a code of lint: expected one such as NP401"
        )
    return passage.text


def read_paths(entry: Entry) -> tuple[str, ...]:
    """One or more patterns of paths. Raises InputError."""
    return tuple(item.text() for item in entry.one_or_more())
