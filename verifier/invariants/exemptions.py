"""The `except` of an invariant: flows that are not judged, each with its reason."""

import re
from datetime import date

from verifier.invariants.ends import Groups
from verifier.invariants.entry import Entry
from verifier.invariants.groups import NOBODY, read_end
from verifier.invariants.passage import Passage
from verifier.invariants.ports import read_ports
from verifier.query import ALL_PORTS, Exemption

EXEMPTION = "NP962"
KEYS = ("from", "to", "ports", "reason", "until")


def read_exemptions(entry: Entry, groups: Groups) -> tuple[Exemption, ...]:
    """All exemptions of one invariant. Raises InputError, and notes what is wrong inside."""
    return tuple(read_exemption(item, groups) for item in entry.one_or_more())


def read_exemption(entry: Entry, groups: Groups) -> Exemption:
    """One exemption; a key that is absent matches all (M-15)."""
    values = entry.fields(KEYS, required=("reason",))
    attempt = entry.document.attempt
    if not {"from", "to", "ports"} & values.keys():
        attempt(None, nothing_judged, entry)
    source = destination = ports = until = None
    if "from" in values:
        source = attempt(NOBODY, read_end, values["from"], groups)
    if "to" in values:
        destination = attempt(NOBODY, read_end, values["to"], groups)
    if "ports" in values:
        ports = attempt(ALL_PORTS, read_ports, values["ports"])
    if "until" in values:
        until = attempt("", read_date, values["until"])
    reason = attempt("", Entry.text, values["reason"]) if "reason" in values else ""
    return Exemption(source, destination, ports, reason, until, entry.location)


def nothing_judged(entry: Entry) -> None:
    raise entry.refuse(
        EXEMPTION,
        "this exempts every flow: expected `from`, `to` or `ports`",
        "say which flows are exempt, or leave the invariant out",
    )


def read_date(entry: Entry) -> str:
    """An ISO date, as text. Raises InputError."""
    passage = entry.passage()
    day_of(passage)
    return passage.text


def day_of(passage: Passage) -> date:
    """The day that `2027-01-31` writes. Raises InputError."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", passage.text):
            return date.fromisoformat(passage.text)
    except ValueError:
        pass
    raise passage.refuse(
        EXEMPTION, f"`{passage.text}` is not a date: expected one such as 2027-01-31"
    )


def expired(exemption: Exemption, today: date) -> bool:
    """Iff the exemption no longer holds on `today`; it holds on its last day (M-15)."""
    return exemption.until is not None and date.fromisoformat(exemption.until) < today
