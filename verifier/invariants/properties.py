"""Invariants: a sentence, or a mapping with one verb and its modifiers.

Both read as one query; what a sentence cannot say stands beside the verb of a mapping.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from verifier.dialect import Level
from verifier.flow import Direction
from verifier.invariants.comparisons import parse_comparison
from verifier.invariants.ends import Groups
from verifier.invariants.entry import Entry
from verifier.invariants.exemptions import read_exemptions
from verifier.invariants.groups import NOBODY, read_end
from verifier.invariants.passage import Passage
from verifier.invariants.ports import read_ports
from verifier.invariants.sentences import read_sentence
from verifier.invariants.settings import one_of, read_dialect, read_level, read_severity
from verifier.invariants.vocabulary import VERBS, listed
from verifier.invariants.wording import sentence_of, title_of
from verifier.location import Location
from verifier.query import ALL_PORTS, Comparison, Defaults, Invariant, Query, Verb

ID = "NP963"
VERB = "NP966"
MODIFIER = "NP967"
RESTRICTIONS = ("among", "except", "side", "where")
CONTEXT = ("id", "title", "level", "dialect", "severity", "controls")
KEYS = (*VERBS, *CONTEXT, *RESTRICTIONS)
NOTHING = Query(verb=Verb.NEVER, source=NOBODY, destination=NOBODY)


@dataclass(frozen=True, slots=True)
class Named:
    """An invariant, and the id that the file gives to it, if any."""

    id: Passage | None
    invariant: Invariant


def read_invariant(entry: Entry, groups: Groups, defaults: Defaults) -> Named:
    """One item of `invariants`. Raises InputError, and notes what is wrong inside."""
    if entry.is_mapping():
        return read_mapping(entry, groups, defaults)
    return Named(None, plain(read_sentence(entry.passage(), groups), entry.location, defaults))


def plain(query: Query, location: Location, defaults: Defaults) -> Invariant:
    """The invariant that says `query` and nothing else; its id is to be chosen."""
    return Invariant(
        id="",
        title=title_of(query),
        sentence=sentence_of(query),
        query=query,
        level=Level.DECLARED if query.verb is Verb.POSSIBLE else defaults.level,
        dialect=defaults.dialect,
        severity=defaults.severity,
        location=location,
    )


def read_mapping(entry: Entry, groups: Groups, defaults: Defaults) -> Named:
    """An invariant with its verb as a key. Raises InputError, and notes what is wrong inside."""
    known = len(entry.document.problems)
    values = entry.fields(KEYS)
    verbs = [key for key in values if key in VERBS]
    if len(verbs) != 1:
        if len(entry.document.problems) > known:
            return Named(None, plain(NOTHING, entry.location, defaults))
        found = f"found {listed(verbs)}" if verbs else "found none"
        raise entry.refuse(
            VERB,
            f"an invariant has one verb, {found}: expected {listed(VERBS)}",
            "write one invariant for each verb" if verbs else "",
        )
    query = read_restrictions(values, read_verb(values[verbs[0]], VERBS[verbs[0]], groups), groups)
    return read_context(values, plain(query, entry.location, defaults))


def read_verb(entry: Entry, verb: Verb, groups: Groups) -> Query:
    """The `{from, to, ports}` behind a verb. Notes what is wrong inside."""
    values = entry.fields(("from", "to", "ports"), required=("from", "to"))
    attempt = entry.document.attempt
    source = destination = NOBODY
    ports = ALL_PORTS
    if "from" in values:
        source = attempt(NOBODY, read_end, values["from"], groups)
    if "to" in values:
        destination = attempt(NOBODY, read_end, values["to"], groups)
    if "ports" in values:
        ports = attempt(ALL_PORTS, read_ports, values["ports"])
    return Query(verb=verb, source=source, destination=destination, ports=ports)


def read_restrictions(values: dict[str, Entry], query: Query, groups: Groups) -> Query:
    """`query` with the modifiers that change its meaning (M-15). Notes what is wrong."""
    readers: dict[str, Callable[[Entry, Query, Groups], Query]] = {
        "among": with_among,
        "except": with_exemptions,
        "side": with_side,
        "where": with_where,
    }
    for key, read in readers.items():
        if key in values:
            query = values[key].document.attempt(query, read, values[key], query, groups)
    return query


def with_among(entry: Entry, query: Query, groups: Groups) -> Query:
    if query.verb is Verb.POSSIBLE:
        raise entry.refuse(MODIFIER, "`among` has no meaning for `possible`", "say it in `from`")
    return replace(query, among=read_end(entry, groups))


def with_exemptions(entry: Entry, query: Query, groups: Groups) -> Query:
    if query.verb is Verb.POSSIBLE:
        raise entry.refuse(
            MODIFIER,
            "`except` has no meaning for `possible`: one flow is enough, and none is forbidden",
            "leave it out, or narrow `from`, `to` or `ports`",
        )
    return replace(query, exemptions=read_exemptions(entry, groups))


def with_side(entry: Entry, query: Query, _groups: Groups) -> Query:
    side = one_of(entry.passage(), ("ingress", "egress"), "side")
    return replace(query, side=Direction.INGRESS if side == "ingress" else Direction.EGRESS)


def with_where(entry: Entry, query: Query, _groups: Groups) -> Query:
    comparisons: dict[Comparison, None] = {}
    for item in entry.one_or_more():
        comparisons[parse_comparison(item.passage())] = None
    return replace(query, where=tuple(comparisons))


def read_context(values: dict[str, Entry], invariant: Invariant) -> Named:
    """`invariant` with its id, title and settings. Notes what is wrong."""
    name: Passage | None = None
    for key, entry in values.items():
        attempt = entry.document.attempt
        match key:
            case "id":
                name = attempt(None, read_id, entry)
            case "title":
                title = attempt(invariant.title, Entry.text, entry)
                invariant = replace(invariant, title=title)
            case "level":
                invariant = replace(invariant, level=attempt(invariant.level, read_level, entry))
            case "dialect":
                dialect = attempt(invariant.dialect, read_dialect, entry)
                invariant = replace(invariant, dialect=dialect)
            case "severity":
                severity = attempt(invariant.severity, read_severity, entry)
                invariant = replace(invariant, severity=severity)
            case "controls":
                invariant = replace(invariant, controls=attempt((), read_controls, entry))
            case _:
                pass
    return Named(name, invariant)


def read_id(entry: Entry) -> Passage:
    """A name by which commands and suppressions find the invariant. Raises InputError."""
    passage = entry.passage()
    if not re.fullmatch(r"[A-Za-z0-9][-A-Za-z0-9._/]*", passage.text):
        raise passage.refuse(
            ID,
            f"`{passage.text}` is not an id: expected letters, digits, `-`, `_`, `.` and `/`, "
            "beginning with a letter or digit",
        )
    return passage


def read_controls(entry: Entry) -> tuple[str, ...]:
    """The controls of a standard that the invariant serves. Raises InputError."""
    return tuple(item.text() for item in entry.one_or_more())
